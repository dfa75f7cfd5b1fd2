/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HISTORY_MATCH_H
#define HISTORY_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"

/*
 * Pairs the items of two sequences in passes, from the strictest idea of
 * sameness to the loosest. An item is paired once; among several that are the
 * same, the first goes with the first. A pass is linear in the items left.
 */
struct match_side {
    uint32_t *items;    /* numbers of rows or contacts, in the view's order */
    uint32_t *partners; /* index on the other side, PORTREG_NONE while unpaired */
    uint32_t count;
};

struct match {
    struct match_side before;
    struct match_side after;
    uint32_t *heads; /* hash table over `after`: first index of each chain */
    uint32_t *nexts; /* the chain's next, for each index of `after` */
    uint64_t *hashes;
    uint32_t mask;
};

struct match_pass {
    /* Hash of what this pass goes by; false: the item takes no part. */
    bool (*hash)(const void *data, bool is_after, uint32_t item, uint64_t *ret);
    bool (*equal)(const void *data, uint32_t before, uint32_t after);
};

/* Room for sequences of at most these lengths, both empty. false: out of memory. */
bool match_init(struct match *match, struct arena *arena, uint32_t before_max, uint32_t after_max);

static inline void match_side_add(struct match_side *side, uint32_t item)
{
    side->items[side->count++] = item;
}

/* Both sequences stand, nothing is paired. For the next two, set both counts to 0 and refill. */
void match_start(struct match *match);

void match_run(struct match *match, const struct match_pass *pass, const void *data);

#endif
