/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "util/buffer.h"

#define WRAP_WIDTH 80 /* where the width is not known */

/*
 * Appends lines of words up to `width`, each behind `indent` spaces, and a
 * newline. `column` is where the current line already stands. Newlines in the
 * text are kept, other white space between words becomes one space; what
 * steers terminals does not get through.
 */
void wrap_append(struct buffer *out, struct portreg_string text, size_t indent, size_t column,
                 size_t width);

#endif
