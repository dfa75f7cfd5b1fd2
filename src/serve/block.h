/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_BLOCK_H
#define SERVE_BLOCK_H

#include <stdatomic.h>

#include <portreg/snapshot.h>

#include "util/buffer.h"

/* Bytes that do not change and that several answers send. Any thread. */
struct block {
    atomic_uint references;
    const char *bytes;
    size_t size;
    struct portreg_snapshot *snapshot; /* whose image they are; NULL: they are the block's own */
};

/* The buffer's bytes, which it gives up. NULL if memory is short. One reference for the caller. */
struct block *block_of_buffer(struct buffer *buffer);

/* The image of the snapshot, which is kept open as long. */
struct block *block_of_snapshot(struct portreg_snapshot *snapshot);

struct block *block_ref(struct block *block);
void block_unref(struct block *block); /* accepts NULL */

#endif
