/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/record_json.h"

#include "query/label.h"

#define FREQUENCY_DECIMALS 6
#define FREQUENCY_UNIT 1e6

static void write_labels(struct json *json, struct portreg_string text)
{
    struct portreg_string label;
    json_array_open(json);
    while (label_next(&text, &label)) {
        json_string(json, label);
    }
    json_array_close(json);
}

static void write_number(struct json *json, const struct portreg_row *row)
{
    if ((row->flags & PORTREG_ROW_HAS_NUMBER) != 0 && row->first == row->last) {
        json_unsigned(json, row->first);
    } else {
        json_string_or_null(json, row->column[PORTREG_COLUMN_NUMBER]);
    }
}

void record_json_column(struct json *json, const struct portreg_row *row,
                        enum portreg_column column)
{
    switch (column) {
    case PORTREG_COLUMN_NUMBER:
        write_number(json, row);
        break;
    case PORTREG_COLUMN_ASSIGNEE:
    case PORTREG_COLUMN_CONTACT:
    case PORTREG_COLUMN_REFERENCE:
        write_labels(json, row->column[column]);
        break;
    case PORTREG_COLUMN_CODE:
        if ((row->flags & PORTREG_ROW_HAS_CODE) != 0) {
            json_unsigned(json, row->code);
        } else {
            json_string_or_null(json, row->column[column]);
        }
        break;
    default:
        json_string_or_null(json, row->column[column]);
        break;
    }
}

static void write_unsigned_if(struct json *json, const char *key, bool known, uint64_t value)
{
    json_key(json, key);
    if (known) {
        json_unsigned(json, value);
    } else {
        json_null(json);
    }
}

void record_json_members(struct json *json, const struct portreg_row *row)
{
    bool has_number = (row->flags & PORTREG_ROW_HAS_NUMBER) != 0;

    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        json_key(json, portreg_column_key((enum portreg_column)i));
        record_json_column(json, row, (enum portreg_column)i);
    }
    write_unsigned_if(json, "first", has_number, row->first);
    write_unsigned_if(json, "last", has_number, row->last);
    json_key(json, "status");
    json_text(json, portreg_port_status_name(row->status));
    json_key(json, "replacement");
    json_string_or_null(json, row->replacement);
    json_key(json, "historic");
    json_bool(json, (row->flags & PORTREG_ROW_HISTORIC) != 0);
    json_key(json, "temporary");
    json_bool(json, (row->flags & PORTREG_ROW_TEMPORARY) != 0);
    json_key(json, "frequency");
    if ((row->flags & PORTREG_ROW_HAS_FREQUENCY) != 0) {
        json_number(json, row->frequency / FREQUENCY_UNIT, FREQUENCY_DECIMALS);
    } else {
        json_null(json);
    }
}

void record_json(struct json *json, struct portreg_view view, uint32_t row)
{
    struct portreg_row cells;

    if (!portreg_snapshot_row(view.snapshot, row, &cells)) {
        json_null(json);
        return;
    }
    json_object_open(json);
    record_json_members(json, &cells);
    json_object_close(json);
}

void record_json_document_open(struct json *json, struct portreg_view view)
{
    struct portreg_version version = { 0 };
    char date[11];

    json_object_open(json);
    json_key(json, "source");
    json_string_or_null(json, portreg_snapshot_layer(view.snapshot));
    json_key(json, "as_of");
    if (portreg_snapshot_version(view.snapshot, view.version, &version)) {
        json_string(json, (struct portreg_string){ date, portreg_date_format(version.date, date) });
    } else {
        json_null(json);
    }
    json_key(json, "records");
    json_array_open(json);
}

void record_json_document_close(struct json *json)
{
    json_array_close(json);
    json_object_close(json);
}
