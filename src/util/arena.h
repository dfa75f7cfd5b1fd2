/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_ARENA_H
#define UTIL_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Memory that is released all at once. Blocks are chained and grow, pointers
 * stay valid until arena_free(). A limit bounds the whole.
 */
struct arena_block;

struct arena {
    struct arena_block *block;
    size_t used;  /* bytes given out, over all blocks */
    size_t limit; /* the most that may be given out */
};

#define ARENA_INIT(limit_bytes) ((struct arena){ NULL, 0, (limit_bytes) })

/* Returns `size` bytes aligned for any type, or NULL (memory, limit). */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc));

/* The same for `count` elements of `size`, overflow-checked and zeroed. */
void *arena_calloc(struct arena *arena, size_t count, size_t size) __attribute__((malloc));

/* A NUL-terminated copy of `size` bytes, without alignment; NULL on failure. */
char *arena_copy(struct arena *arena, const char *data, size_t size) __attribute__((malloc));

void arena_free(struct arena *arena);

#endif
