/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "cli/output.h"

/* Appends the whole record of an answer as text. */
void show_text(struct output *output, const struct answer *answer);

#endif
