/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "answer/comparison.h"
#include "cli/command.h"

/*
 * The version of the layer that an operand names, a date that
 * diff_is_date() has seen. Says what is wrong and returns false.
 */
bool diff_find_version(const struct layer *layer, const char *operand, struct comparison_side *ret);

bool diff_is_date(const char *operand);

/* Compares and prints. Returns an exit code. */
int diff_report(const struct invocation *invocation, const struct comparison_side *before,
                const struct comparison_side *after);

#endif
