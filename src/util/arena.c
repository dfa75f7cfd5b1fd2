/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE_FIRST ((size_t)1 << 10)
#define BLOCK_SIZE_MAX ((size_t)1 << 20)

struct arena_block {
    struct arena_block *previous;
    size_t size;
    size_t used;
    alignas(max_align_t) char bytes[];
};

static bool add_block(struct arena *arena, size_t least)
{
    size_t size = arena->block ? arena->block->size * 2 : BLOCK_SIZE_FIRST;
    if (size > BLOCK_SIZE_MAX) {
        size = BLOCK_SIZE_MAX;
    }
    if (size < least) {
        size = least;
    }
    struct arena_block *block = malloc(sizeof(*block) + size);
    if (!block) {
        return false;
    }
    block->previous = arena->block;
    block->size = size;
    block->used = 0;
    arena->block = block;
    return true;
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
    if (size > arena->limit || arena->used > arena->limit - size) {
        return NULL;
    }
    struct arena_block *block = arena->block;
    size_t start = block ? (block->used + alignment - 1) & ~(alignment - 1) : 0;
    if (!block || start > block->size || size > block->size - start) {
        if (!add_block(arena, size)) {
            return NULL;
        }
        block = arena->block;
        start = 0;
    }
    block->used = start + size;
    arena->used += size;
    return block->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return take(arena, size, alignof(max_align_t));
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        return NULL;
    }
    void *memory = arena_alloc(arena, total);
    if (memory) {
        memset(memory, 0, total);
    }
    return memory;
}

char *arena_copy(struct arena *arena, const char *data, size_t size)
{
    if (size == SIZE_MAX) {
        return NULL;
    }
    char *copy = take(arena, size + 1, 1);
    if (copy) {
        if (size > 0) {
            memcpy(copy, data, size);
        }
        copy[size] = '\0';
    }
    return copy;
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->block; block;) {
        struct arena_block *previous = block->previous;
        free(block);
        block = previous;
    }
    arena->block = NULL;
    arena->used = 0;
}
