/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/named.h"
#include "util/string.h"

/* A table for READMEs and wikis (GitHub Flavored Markdown). */
static const enum portreg_column shown[] = { PORTREG_COLUMN_NAME, PORTREG_COLUMN_NUMBER,
                                             PORTREG_COLUMN_TRANSPORT, PORTREG_COLUMN_DESCRIPTION,
                                             PORTREG_COLUMN_REFERENCE };

#define SHOWN_COUNT (sizeof(shown) / sizeof(shown[0]))

/* What Markdown would read as markup is escaped; a cell is one line. */
static void append_cell(struct buffer *out, struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];

        if ((unsigned char)c < ' ') {
            c = ' ';
        } else if (strchr("\\`*_{}[]<>#|~&", c) != NULL) {
            buffer_append_char(out, '\\');
        }
        buffer_append_char(out, c);
    }
}

static void append_row(struct buffer *out, const struct portreg_row *row)
{
    for (size_t i = 0; i < SHOWN_COUNT; i++) {
        buffer_append_text(out, i == 0 ? "| " : " | ");
        append_cell(out, row->column[shown[i]]);
    }
    buffer_append_text(out, " |\n");
}

static enum portreg_status write_markdown(struct portreg_view view, const uint32_t *rows,
                                          size_t row_count, struct buffer *out,
                                          struct portreg_error *error)
{
    uint32_t cursor = 0;
    struct portreg_row row;

    buffer_append_text(out, "Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out, "\n\n");
    for (size_t i = 0; i < SHOWN_COUNT; i++) {
        buffer_append_text(out, i == 0 ? "| " : " | ");
        buffer_append_text(out, portreg_column_title(shown[i]));
    }
    buffer_append_text(out, " |\n");
    for (size_t i = 0; i < SHOWN_COUNT; i++) {
        buffer_append_text(out, shown[i] == PORTREG_COLUMN_NUMBER ? "| ---: " : "| --- ");
    }
    buffer_append_text(out, "|\n");
    while (format_read_next_row(view, rows, row_count, &cursor, &row)) {
        append_row(out, &row);
    }
    return format_finish(out, error);
}

const struct format format_markdown = {
    .name = "markdown",
    .media_type = "text/markdown",
    .extension = "md",
    .summary = "a table in Markdown: name, number, transport, description, reference",
    .write = write_markdown,
};
