/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "answer/lookup.h"
#include "cli/output.h"

/*
 * Calls `ask` with the question of each operand of the invocation, "-" being
 * the lines of standard input.
 * @return the highest exit code of all; EXIT_ERROR for one that is malformed
 */
int ask_each(const struct invocation *invocation,
             int (*ask)(void *data, const struct question *question), void *data);

/*
 * Adds the answers of all layers to the output, the primary row first. Says on
 * stderr what is near a name that was not found.
 * @return EXIT_FOUND if there was a row, else EXIT_NOTHING
 */
int ask_layers(struct output *output, const struct question *question, enum gaps gaps);

#endif
