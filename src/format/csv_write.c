/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/csv_write.h"

#include "format/format.h"
#include "util/string.h"

/* A version's rows take about 80 bytes each; a better guess saves nothing. */
#define ROW_SIZE_GUESS 96

/* Set for the bytes that make a field need quotes. */
static const bool needs_quotes[256] = { ['"'] = true, [','] = true, ['\n'] = true, ['\r'] = true };

static void write_quoted(struct buffer *out, struct portreg_string field)
{
    const char *at = field.data;
    const char *end = field.data + field.size;

    buffer_append_char(out, '"');
    while (at < end) {
        const char *quote = memchr(at, '"', (size_t)(end - at));

        if (quote == NULL) {
            break;
        }
        buffer_append(out, at, (size_t)(quote - at) + 1);
        buffer_append_char(out, '"');
        at = quote + 1;
    }
    buffer_append(out, at, (size_t)(end - at));
    buffer_append_char(out, '"');
}

void csv_append_field(struct buffer *out, struct portreg_string field)
{
    for (size_t i = 0; i < field.size; i++) {
        if (needs_quotes[(unsigned char)field.data[i]]) {
            write_quoted(out, field);
            return;
        }
    }
    buffer_append_string(out, field);
}

void csv_append_header(struct buffer *out)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (i > 0) {
            buffer_append_char(out, ',');
        }
        csv_append_field(out, string_of(portreg_column_title((enum portreg_column)i)));
    }
    buffer_append_text(out, "\r\n");
}

void csv_append_row(struct buffer *out, struct portreg_view view, uint32_t row)
{
    struct portreg_row cells;

    if (!portreg_snapshot_row(view.snapshot, row, &cells)) {
        return;
    }
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (i > 0) {
            buffer_append_char(out, ',');
        }
        if (cells.column[i].size > 0) {
            csv_append_field(out, cells.column[i]);
        }
    }
    buffer_append_text(out, "\r\n");
}

enum portreg_status csv_export(struct portreg_view view, const uint32_t *rows, size_t row_count,
                               struct buffer *out, struct portreg_error *error)
{
    uint32_t cursor = 0;
    uint32_t row;

    buffer_reserve(out, format_count_rows(view, rows, row_count) * ROW_SIZE_GUESS);
    csv_append_header(out);
    while ((row = format_next_row(view, rows, row_count, &cursor)) != PORTREG_NONE) {
        csv_append_row(out, view, row);
    }
    return format_finish(out, error);
}
