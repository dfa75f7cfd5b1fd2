/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_HISTORY_H
#define SERVE_HISTORY_H

#include "answer/comparison.h"
#include "answer/layer.h"

/*
 * The versions of a site's layers in numbers. Each is counted when it is first
 * asked for, which takes half a millisecond for what a version changed, and
 * then kept while the site lives. Any thread.
 */

#define VERSION_NAMES_MAX 4

/* What a version changed; of the first one, which changed nothing, all are 0. */
struct version_summary {
    struct comparison_counts counts;
    uint32_t named[VERSION_NAMES_MAX]; /* rows of the first names that are concerned, each once */
    uint32_t named_count;
    bool has_more_names;
};

/* How large a version is. */
struct version_size {
    uint32_t rows;
    /* Numbers assigned on each transport; those of PORTREG_TRANSPORT_NONE on one at least. */
    uint32_t assigned[PORTREG_TRANSPORT_COUNT];
};

struct history;

/* The layers are borrowed. NULL if memory is short. */
struct history *history_create(const struct layers *layers);
void history_destroy(struct history *history); /* accepts NULL */

/* What a version of layer `layer` changed. Fails as portreg_diff_create() does. */
enum portreg_status history_summary(struct history *history, size_t layer, uint32_t version,
                                    struct version_summary *ret, struct portreg_error *error);

/*
 * The sizes of all versions of layer `layer`, oldest first, borrowed from the
 * history. NULL if memory is short.
 */
const struct version_size *history_sizes(struct history *history, size_t layer);

/* Compares two versions of a layer. Fails as portreg_diff_create() does. */
enum portreg_status history_compare(const struct layer *layer, uint32_t before, uint32_t after,
                                    struct comparison *ret, struct portreg_error *error);

#endif
