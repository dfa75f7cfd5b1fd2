/* SPDX-License-Identifier: BSD-2-Clause */
#include "history/match.h"

#include <string.h>

#include <portreg/types.h>

static bool side_init(struct match_side *side, struct arena *arena, uint32_t max)
{
    side->items = arena_calloc(arena, (size_t)max + 1, sizeof(*side->items));
    side->partners = arena_calloc(arena, (size_t)max + 1, sizeof(*side->partners));
    side->count = 0;
    return side->items && side->partners;
}

static uint32_t bucket_count(uint32_t items)
{
    uint32_t count = 16;

    while (count < items && count < UINT32_C(1) << 31) {
        count *= 2;
    }
    return count;
}

bool match_init(struct match *match, struct arena *arena, uint32_t before_max, uint32_t after_max)
{
    match->heads = arena_calloc(arena, bucket_count(after_max), sizeof(*match->heads));
    match->nexts = arena_calloc(arena, (size_t)after_max + 1, sizeof(*match->nexts));
    match->hashes = arena_calloc(arena, (size_t)after_max + 1, sizeof(*match->hashes));
    return side_init(&match->before, arena, before_max) &&
           side_init(&match->after, arena, after_max) && match->heads && match->nexts &&
           match->hashes;
}

static void unpair(struct match_side *side)
{
    for (uint32_t i = 0; i < side->count; i++) {
        side->partners[i] = PORTREG_NONE;
    }
}

void match_start(struct match *match)
{
    match->mask = bucket_count(match->after.count) - 1;
    unpair(&match->before);
    unpair(&match->after);
}

/* Chains are filled from behind, so that they run in the sequence's order. */
static void fill_table(struct match *match, const struct match_pass *pass, const void *data)
{
    memset(match->heads, 0xff, ((size_t)match->mask + 1) * sizeof(*match->heads));
    for (uint32_t i = match->after.count; i-- > 0;) {
        uint64_t hash;

        if (match->after.partners[i] != PORTREG_NONE ||
            !pass->hash(data, true, match->after.items[i], &hash)) {
            continue;
        }
        match->hashes[i] = hash;
        match->nexts[i] = match->heads[hash & match->mask];
        match->heads[hash & match->mask] = i;
    }
}

/* Unlinks what it finds: a chain never holds a paired item. */
static uint32_t take_from_table(struct match *match, const struct match_pass *pass,
                                const void *data, uint64_t hash, uint32_t item)
{
    uint32_t *link = &match->heads[hash & match->mask];

    while (*link != PORTREG_NONE) {
        uint32_t i = *link;

        if (match->hashes[i] == hash && pass->equal(data, item, match->after.items[i])) {
            *link = match->nexts[i];
            return i;
        }
        link = &match->nexts[i];
    }
    return PORTREG_NONE;
}

void match_run(struct match *match, const struct match_pass *pass, const void *data)
{
    fill_table(match, pass, data);
    for (uint32_t i = 0; i < match->before.count; i++) {
        uint32_t item = match->before.items[i];
        uint64_t hash;
        uint32_t partner;

        if (match->before.partners[i] != PORTREG_NONE || !pass->hash(data, false, item, &hash)) {
            continue;
        }
        partner = take_from_table(match, pass, data, hash, item);
        if (partner == PORTREG_NONE) {
            continue;
        }
        match->before.partners[i] = partner;
        match->after.partners[partner] = i;
    }
}
