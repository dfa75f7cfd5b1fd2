/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_LINES_H
#define FORMAT_LINES_H

#include "format/format.h"

/* What the readers of text formats share: lines, columns, the check of bytes. */

struct line_reader {
    struct portreg_string rest;
    uint32_t number; /* of the line that line_next() gave last, from 1 */
};

static inline struct line_reader line_reader_of(struct portreg_string text)
{
    return (struct line_reader){ text, 0 };
}

/* The next line without its LF or CR LF. false at the end. */
bool line_next(struct line_reader *reader, struct portreg_string *ret);

/* Column, from 1, of `part` which lies within `line`. */
uint32_t column_of(struct portreg_string line, struct portreg_string part);

/* Whether the byte goes on with a character of UTF-8. */
static inline bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

uint32_t character_count(struct portreg_string text);

size_t blanks_at_start(struct portreg_string text);

/* The text without a byte order mark. */
struct portreg_string without_mark(struct portreg_string text);

/*
 * Every reader's first step: the bytes are UTF-8 and hold no NUL. SYNTAX with
 * line and column of the first byte that is not.
 */
enum portreg_status text_check(const struct format_input *input, struct portreg_error *error);

#endif
