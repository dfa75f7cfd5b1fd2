/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_PLAIN_H
#define SERVE_PAGE_PLAIN_H

#include "answer/answer.h"
#include "util/buffer.h"

/*
 * Answers as plain text: a paragraph for each, with a line for each column
 * that has something, its title in front. Later lines of a text are indented.
 */
void plain_append_answers(struct buffer *out, const struct answers *answers);

#endif
