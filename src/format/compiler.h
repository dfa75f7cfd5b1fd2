/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_COMPILER_H
#define FORMAT_COMPILER_H

#include <portreg/compile.h>

#include "registry/builder_data.h"
#include "snapshot/write.h"

/*
 * A compiler is a builder that takes versions as they come, oldest first.
 * What comes too late is put aside as a snapshot of its own; at the end all
 * are merged by date.
 */
#define LAYER_NAME_MAX 256

struct aside {
    void *image; /* a snapshot */
    size_t size;
};

struct portreg_compiler {
    struct portreg_compile_options options;
    struct builder *builder;
    struct aside *aside;
    size_t aside_count;
    uint32_t version_count; /* for progress */
    char layer[LAYER_NAME_MAX]; /* of a loaded snapshot or a list */
};

/* A fresh builder in place of the compiler's. */
enum portreg_status compiler_reset(struct portreg_compiler *compiler,
                                   struct portreg_error *error);

/* The snapshot of the compiler's builder alone. */
enum portreg_status compiler_build(struct portreg_compiler *compiler, void **ret_image,
                                   size_t *ret_size, struct portreg_error *error);

/* Takes `image` over, also on failure. */
enum portreg_status compiler_put_aside(struct portreg_compiler *compiler, void *image,
                                       size_t size, struct portreg_error *error);

/* Merges what was put aside into a new builder. Two versions of one date: CONFLICT. */
enum portreg_status compiler_merge(struct portreg_compiler *compiler,
                                   struct portreg_error *error);

#endif
