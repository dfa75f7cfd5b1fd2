/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/builder_data.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/string.h"

#define SLOTS_FIRST (1u << 12)

bool array_reserve(void *array, uint32_t *capacity, uint32_t least, size_t size)
{
    size_t larger = *capacity;
    if (!array_grow(array, &larger, least, BUILDER_NONE - 1, size)) {
        return false;
    }
    *capacity = (uint32_t)larger;
    return true;
}

struct portreg_string pool_get(const struct pool *pool, uint32_t id)
{
    uint32_t start = pool->starts[id];
    return (struct portreg_string){ pool->bytes.data + start, pool->starts[id + 1] - start };
}

static uint32_t hash_of(struct portreg_string bytes)
{
    return (uint32_t)hash_bytes(bytes.data, bytes.size);
}

/* The slot that holds `bytes`, or the empty one where they belong. */
static uint32_t find_slot(const struct pool *pool, struct portreg_string bytes, uint32_t hash)
{
    uint32_t mask = pool->slot_count - 1;
    uint32_t slot = hash & mask;
    while (pool->slots[slot] != 0) {
        uint32_t id = pool->slots[slot] - 1;
        if (pool->hashes[id] == hash && string_equal(pool_get(pool, id), bytes)) {
            break;
        }
        slot = (slot + 1) & mask;
    }
    return slot;
}

uint32_t pool_find(const struct pool *pool, struct portreg_string bytes)
{
    if (pool->slot_count == 0) {
        return BUILDER_NONE;
    }
    uint32_t id = pool->slots[find_slot(pool, bytes, hash_of(bytes))];
    return id == 0 ? BUILDER_NONE : id - 1;
}

/* Makes the table so large that it is at most half full with `least` runs. */
static bool grow_slots(struct pool *pool, uint32_t least)
{
    uint32_t count = pool->slot_count ? pool->slot_count : SLOTS_FIRST;
    while (count / 2 < least) {
        count *= 2;
    }
    if (count == pool->slot_count) {
        return true;
    }
    uint32_t *slots = calloc(count, sizeof(*slots));
    if (!slots) {
        return false;
    }
    for (uint32_t id = 0; id < pool->count; id++) {
        uint32_t slot = pool->hashes[id] & (count - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (count - 1);
        }
        slots[slot] = id + 1;
    }
    free(pool->slots);
    pool->slots = slots;
    pool->slot_count = count;
    return true;
}

/* Room for `extra` more runs. */
static bool make_room(struct pool *pool, uint32_t extra)
{
    uint32_t starts_capacity = pool->capacity;
    uint32_t hashes_capacity = pool->capacity;
    uint32_t least = pool->count + extra + 1;
    if (least > pool->capacity) {
        if (!array_reserve(&pool->starts, &starts_capacity, least, sizeof(*pool->starts)) ||
            !array_reserve(&pool->hashes, &hashes_capacity, least, sizeof(*pool->hashes))) {
            return false;
        }
        pool->capacity = starts_capacity;
    }
    return grow_slots(pool, pool->count + extra);
}

bool pool_reserve(struct pool *pool, uint32_t count, size_t size)
{
    pool->bytes.limit = POOL_BYTES_MAX;
    return count < BUILDER_NONE / 4 - pool->count && size <= POOL_BYTES_MAX - pool->bytes.size &&
           make_room(pool, count) && buffer_reserve(&pool->bytes, size);
}

enum portreg_status pool_add(struct pool *pool, struct portreg_string bytes, uint32_t *ret,
                             struct portreg_error *error)
{
    uint32_t hash = hash_of(bytes);
    uint32_t slot = 0;
    if (pool->slot_count > 0) {
        slot = find_slot(pool, bytes, hash);
        if (pool->slots[slot] != 0) {
            *ret = pool->slots[slot] - 1;
            return PORTREG_OK;
        }
    }
    if (bytes.size > POOL_BYTES_MAX - pool->bytes.size) {
        return error_set(error, PORTREG_LIMIT, "the registry's text exceeds %u bytes",
                         POOL_BYTES_MAX);
    }
    uint32_t slots_before = pool->slot_count;
    if (!pool_reserve(pool, 1, bytes.size)) {
        return error_out_of_memory(error);
    }
    if (pool->slot_count != slots_before) {
        slot = find_slot(pool, bytes, hash);
    }
    uint32_t id = pool->count++;
    pool->hashes[id] = hash;
    pool->starts[id] = (uint32_t)pool->bytes.size;
    buffer_append_string(&pool->bytes, bytes);
    pool->starts[id + 1] = (uint32_t)pool->bytes.size;
    pool->slots[slot] = id + 1;
    *ret = id;
    return PORTREG_OK;
}

void pool_free(struct pool *pool)
{
    buffer_free(&pool->bytes);
    free(pool->starts);
    free(pool->hashes);
    free(pool->slots);
}
