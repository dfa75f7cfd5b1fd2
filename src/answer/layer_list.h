/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LAYER_LIST_H
#define ANSWER_LAYER_LIST_H

#include "answer/layer.h"
#include "answer/listing.h"

/* Lists of the layers, and of the versions that they hold. */
extern const struct listing listing_of_versions;
extern const struct listing listing_of_sources;

struct layer_list_item {
    const struct layer *layer;
    struct portreg_version version;
    portreg_date today;
};

/* Steps through one of the two: versions up to the one that answers, newest first. */
struct layer_list {
    struct listing_cursor cursor;
    const struct layers *layers;
    size_t layer;
    uint32_t given; /* versions of that layer */
    struct layer_list_item item;
};

/* Starts at the first item. Ages are reckoned from `today`. */
struct layer_list layer_list_of(const struct listing *listing, const struct layers *layers,
                                portreg_date today);

#endif
