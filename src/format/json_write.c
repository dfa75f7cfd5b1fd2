/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/format.h"
#include "query/record_json.h"

static enum portreg_status write_json(struct portreg_view view, const uint32_t *rows,
                                      size_t row_count, struct buffer *out,
                                      struct portreg_error *error)
{
    struct json json;
    uint32_t cursor = 0;
    uint32_t row;

    json_init(&json, out, true);
    record_json_document_open(&json, view);
    while ((row = format_next_row(view, rows, row_count, &cursor)) != PORTREG_NONE) {
        record_json(&json, view, row);
    }
    record_json_document_close(&json);
    buffer_append_char(out, '\n');
    return format_finish(out, error);
}

static enum portreg_status write_ndjson(struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    struct json json;
    uint32_t cursor = 0;
    uint32_t row;

    while ((row = format_next_row(view, rows, row_count, &cursor)) != PORTREG_NONE) {
        json_init(&json, out, false);
        record_json(&json, view, row);
        buffer_append_char(out, '\n');
    }
    return format_finish(out, error);
}

const struct format format_json = {
    .name = "json",
    .media_type = "application/json",
    .extension = "json",
    .summary = "one JSON document with source, as_of and records",
    .write = write_json,
};

const struct format format_ndjson = {
    .name = "ndjson",
    .media_type = "application/x-ndjson",
    .extension = "ndjson",
    .summary = "one JSON object a line",
    .write = write_ndjson,
};
