/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "annotate/plan.h"

/*
 * The plain way to split a line. Most lines are split through an index of
 * their delimiters (lines.c); this is for headers, quotes, and long lines.
 */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t split_blanks(const char *line, size_t size, struct field *fields, size_t capacity)
{
    size_t count = 0;
    size_t at = 0;

    for (;;) {
        while (at < size && is_blank(line[at])) {
            at++;
        }
        if (at == size) {
            return count;
        }
        const size_t start = at;
        while (at < size && !is_blank(line[at])) {
            at++;
        }
        if (count < capacity) {
            fields[count] = (struct field){ line + start, at - start };
        }
        count++;
    }
}

/*
 * Behind the quote that closes the field, SIZE_MAX if none does. A quote that
 * is doubled, or not followed by the end of the field, closes nothing.
 */
static size_t quoted_end(const char *line, size_t size, size_t start, char delimiter)
{
    for (size_t at = start + 1; at < size; at++) {
        const char *quote = memchr(line + at, '"', size - at);

        if (quote == NULL) {
            return SIZE_MAX;
        }
        at = (size_t)(quote - line) + 1;
        if (at == size || line[at] == delimiter) {
            return at;
        }
        at -= line[at] != '"';
    }
    return SIZE_MAX;
}

size_t split_line(enum annotate_form form, char delimiter, const char *line, size_t size,
                  struct field *fields, size_t capacity)
{
    size_t count = 0;
    size_t at = 0;

    if (form == ANNOTATE_SPACE) {
        return split_blanks(line, size, fields, capacity);
    }
    for (;;) {
        const bool quoted = form == ANNOTATE_CSV && at < size && line[at] == '"';
        const char *delimiter_at = size > at ? memchr(line + at, delimiter, size - at) : NULL;
        size_t end = quoted                 ? quoted_end(line, size, at, delimiter)
                     : delimiter_at != NULL ? (size_t)(delimiter_at - line)
                                            : size;

        if (end == SIZE_MAX) {
            return 0;
        }
        if (count < capacity) {
            fields[count] = (struct field){ line + at + quoted, end - at - 2 * (size_t)quoted };
        }
        count++;
        if (end == size) {
            return count;
        }
        at = end + 1;
    }
}
