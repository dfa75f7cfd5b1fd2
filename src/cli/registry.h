/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_REGISTRY_H
#define CLI_REGISTRY_H

#include "answer/layer.h"
#include "cli/command.h"
#include "cli/locations.h"

/* The snapshots that a command asks, at --as-of. */
struct registry {
    struct layers layers;
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

#endif
