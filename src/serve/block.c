/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/block.h"

#include <stdlib.h>

#include "snapshot/snapshot.h"

static struct block *create(void)
{
    struct block *block = calloc(1, sizeof(*block));

    if (block != NULL) {
        atomic_init(&block->references, 1);
    }
    return block;
}

struct block *block_of_buffer(struct buffer *buffer)
{
    struct block *block = create();

    if (block == NULL) {
        return NULL;
    }
    buffer_shrink(buffer);
    block->bytes = buffer_take(buffer, &block->size);
    if (block->bytes == NULL) {
        free(block);
        return NULL;
    }
    return block;
}

struct block *block_of_snapshot(struct portreg_snapshot *snapshot)
{
    struct block *block = create();

    if (block != NULL) {
        block->snapshot = portreg_snapshot_ref(snapshot);
        block->bytes = (const char *)snapshot->image;
        block->size = snapshot->size;
    }
    return block;
}

struct block *block_ref(struct block *block)
{
    atomic_fetch_add(&block->references, 1);
    return block;
}

void block_unref(struct block *block)
{
    if (block == NULL || atomic_fetch_sub(&block->references, 1) != 1) {
        return;
    }
    if (block->snapshot != NULL) {
        portreg_snapshot_unref(block->snapshot);
    } else {
        free((char *)(uintptr_t)block->bytes);
    }
    free(block);
}
