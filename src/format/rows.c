/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/format.h"
#include "util/error.h"

uint32_t format_next_row(struct portreg_view view, const uint32_t *rows, size_t row_count,
                         uint32_t *cursor)
{
    if (rows == NULL) {
        return portreg_view_next_row(view, cursor);
    }
    if (*cursor >= row_count) {
        return PORTREG_NONE;
    }
    return rows[(*cursor)++];
}

bool format_read_next_row(struct portreg_view view, const uint32_t *rows, size_t row_count,
                          uint32_t *cursor, struct portreg_row *ret)
{
    uint32_t id;

    while ((id = format_next_row(view, rows, row_count, cursor)) != PORTREG_NONE) {
        if (portreg_snapshot_row(view.snapshot, id, ret)) {
            return true;
        }
    }
    return false;
}

size_t format_count_rows(struct portreg_view view, const uint32_t *rows, size_t row_count)
{
    return rows == NULL ? portreg_view_row_count(view) : row_count;
}

enum portreg_status format_finish(const struct buffer *out, struct portreg_error *error)
{
    if (!buffer_failed(out)) {
        return PORTREG_OK;
    }
    if (!out->over_limit) {
        return error_out_of_memory(error);
    }
    return error_set(error, PORTREG_LIMIT, "the output is larger than %zu bytes: write fewer rows",
                     out->limit);
}
