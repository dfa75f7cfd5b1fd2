/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_REGISTRY_H
#define CLI_REGISTRY_H

#include <portreg/snapshot.h>

#include "cli/command.h"
#include "cli/locations.h"

/* The snapshots that a command asks, in order. The first one's answers come first. */
struct layer {
    struct portreg_snapshot *snapshot;
    struct portreg_view view; /* at --as-of, else the newest version */
    const char *path;
};

struct registry {
    struct layer layers[LOCATIONS_MAX];
    size_t layer_count;
    struct locations locations;
};

/*
 * Opens the layers: --registry, else PORTREG_REGISTRY, else the standard
 * places (locations.h). A layer that has no version as old as --as-of is left
 * out. Says what is wrong (also that there is none, and how to get one) and
 * returns false.
 */
bool registry_open(struct registry *ret, const struct invocation *invocation,
                   enum portreg_open_mode mode);
void registry_close(struct registry *registry);

/* Says that no snapshot was found and how to get one; returns EXIT_ERROR. */
int registry_missing(void);

/* Its name, such as "iana". */
struct portreg_string registry_layer_name(const struct layer *layer);

/* The layer that IANA's rules hold for: the one named "iana", else the first. */
const struct layer *registry_base(const struct registry *registry);

/* Date of the version that answers. */
portreg_date registry_layer_date(const struct layer *layer);

/* Days from the view's version to today; 0 if it is of the future. */
unsigned registry_age(const struct layer *layer);

/* Days since 1970-01-01; month and day count as 1 where they are missing. */
int64_t registry_day_number(portreg_date date);

/* Today (UTC). */
portreg_date registry_today(void);

#endif
