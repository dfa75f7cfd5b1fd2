/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_STATS_LIST_H
#define ANSWER_STATS_LIST_H

#include <portreg/numbers.h>

#include "answer/layer.h"
#include "answer/listing.h"

/* The counts of a layer as a table: what is counted, and how many. */

extern const struct listing listing_of_stats;

#define STATS_KEY_SIZE 64
#define STATS_ITEMS_MAX                                                                        \
    (4 + PORTREG_PORT_STATUS_COUNT + PORTREG_TRANSPORT_COUNT +                                 \
     PORTREG_TRANSPORT_COUNT * PORTREG_RANGE_COUNT * PORTREG_PORT_STATUS_COUNT +               \
     PORTREG_STATS_YEARS)

struct stats_item {
    const struct layer *layer;
    char key[STATS_KEY_SIZE]; /* "numbers.tcp.system.assigned": as its members of the document */
    uint32_t value;
};

struct stats_list {
    struct stats_item items[STATS_ITEMS_MAX];
    size_t count;
};
void stats_list_fill(struct stats_list *list, const struct layer *layer,
                     const struct portreg_stats *stats);

#endif
