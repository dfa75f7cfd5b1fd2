/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_REGISTRY_H
#define CLI_REGISTRY_H

#include "answer/layer.h"
#include "cli/command.h"
#include "cli/locations.h"
#include "cli/output.h"

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
bool registry_open(struct registry *ret, const struct invocation *invocation);
void registry_close(struct registry *registry);

/*
 * Opens the layers, and an output for them as output_open() does, and returns
 * what `answer` returns, which finishes the output; EXIT_ERROR if one of them
 * cannot be opened.
 */
int registry_answer(const struct invocation *invocation, const char *default_columns,
                    int (*answer)(struct output *output));

/* Says that no snapshot was found and how to get one; returns EXIT_ERROR. */
int registry_missing(void);

#endif
