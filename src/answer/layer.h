/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LAYER_H
#define ANSWER_LAYER_H

#include <portreg/snapshot.h>

/* The snapshots that are asked, in order. The first one's answers come first. */
#define LAYERS_MAX 16

struct layer {
    struct portreg_snapshot *snapshot;
    struct portreg_view view; /* the version that answers */
    const char *path;
};

struct layers {
    struct layer items[LAYERS_MAX];
    size_t count;
    portreg_date today; /* if answers are to say how old they are, else 0 */
};

/* Its name, such as "iana". */
struct portreg_string layer_name(const struct layer *layer);

/* Date of the version that answers. */
portreg_date layer_date(const struct layer *layer);

/* Days from the view's version to `today`; 0 if it is of the future. */
unsigned layer_age_days(const struct layer *layer, portreg_date today);

/*
 * Points the layer at its newest version as old as `as_of`, the newest of all
 * if that is 0. false, and the layer as it was, if it has none.
 */
bool layer_go_to(struct layer *layer, portreg_date as_of);

/* The layer of that name; NULL if there is none. */
const struct layer *layers_find(const struct layers *layers, struct portreg_string name);

/* The layer that IANA's rules hold for: the one named "iana", else the first. */
const struct layer *layers_base(const struct layers *layers);

/*
 * The layers at a date, 0 for the newest versions. One that has no version
 * that old is left out. `ret` borrows the snapshots; it may be `layers`.
 */
void layers_at(const struct layers *layers, portreg_date as_of, struct layers *ret);

#endif
