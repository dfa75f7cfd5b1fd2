/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_WORD_DIFF_H
#define CLI_WORD_DIFF_H

#include "cli/output.h"

/*
 * Appends what became of a text. Short ones whole, "old -> new"; of long ones
 * that have words in common only the words that differ are marked, [-gone-]
 * and {+new+}, or red and green in colour. White space becomes single spaces.
 */
void word_diff_append(struct output *output, struct portreg_string before,
                      struct portreg_string after);

/* Appends the text with each run of white space as one space. */
void word_diff_append_text(struct output *output, struct portreg_string text);

#endif
