/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_ARGUMENT_WORDS_H
#define CLI_ARGUMENT_WORDS_H

#include "cli/command.h"
#include "util/buffer.h"

/*
 * Appends the words that an argument can be, spaces between them; nothing
 * where it is none of some. `command` is the one whose columns are meant.
 */
void argument_words_append(struct buffer *out, enum argument_kind kind,
                           const struct command *command);

#endif
