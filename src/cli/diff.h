/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include <portreg/history.h>

#include "cli/command.h"
#include "cli/registry.h"

/* What a view is called: "2025-01-06" or the file's name, and where it is from. */
struct diff_side {
    struct portreg_view view;
    const char *source;
};

/*
 * The version of the layer that an operand names, a date that
 * diff_is_date() has seen. Says what is wrong and returns false.
 */
bool diff_find_version(const struct layer *layer, const char *operand, struct diff_side *ret);

bool diff_is_date(const char *operand);

/* Compares and prints. Returns an exit code. */
int diff_report(const struct invocation *invocation, const struct diff_side *before,
                const struct diff_side *after);

#endif
