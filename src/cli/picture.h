/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buffer.h"

/* What pictures made of text are put together from. */

/* How many colours the terminal has, as COLORTERM and TERM say. */
enum picture_depth { DEPTH_NONE, DEPTH_16, DEPTH_256, DEPTH_TRUE };
enum picture_depth picture_depth(void);

/* Whether the locale is a UTF-8 one. */
bool picture_has_utf8(void);

/* "14,533" in at least `width` columns, right-aligned. */
void picture_append_count(struct buffer *out, uint64_t count, unsigned width);

/* " 12.3 %", 8 columns wide; "  0.0 %" of nothing. */
void picture_append_share(struct buffer *out, uint64_t count, uint64_t whole);

/*
 * A bar of count/most of `width` columns: in eighths of a column, or of '#'
 * without `utf8`. A count that is not 0 shows.
 */
void picture_append_bar(struct buffer *out, uint64_t count, uint64_t most, unsigned width,
                        bool utf8);

#endif
