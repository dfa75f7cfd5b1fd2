/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/change.h"

#include "format/csv_write.h"
#include "query/record_json.h"
#include "util/string.h"

void change_read(const struct change_source *source, const struct portreg_row_change *change,
                 struct change_rows *ret)
{
    *ret = (struct change_rows){ 0 };
    portreg_snapshot_row(source->before, change->before, &ret->before);
    portreg_snapshot_row(source->after, change->after, &ret->after);
    ret->shown = change->after == PORTREG_NONE ? &ret->before : &ret->after;
    ret->name = ret->shown->column[PORTREG_COLUMN_NAME];
    if (change->event == PORTREG_EVENT_DEASSIGNED && ret->name.size == 0) {
        ret->name = ret->before.column[PORTREG_COLUMN_NAME];
    }
}

void change_read_contact(const struct change_source *source,
                         const struct portreg_contact_change *change, struct change_contacts *ret)
{
    *ret = (struct change_contacts){ 0 };
    portreg_snapshot_contact(source->before, change->before, &ret->before);
    portreg_snapshot_contact(source->after, change->after, &ret->after);
    ret->id = change->after == PORTREG_NONE ? ret->before.id : ret->after.id;
}

const char *change_kind_name(enum portreg_change_kind kind)
{
    if (kind == PORTREG_CHANGE_ADDED) {
        return "added";
    }
    return kind == PORTREG_CHANGE_REMOVED ? "removed" : "changed";
}

void change_json(struct json *json, const struct change_source *source,
                 const struct portreg_row_change *change, uint32_t columns)
{
    struct change_rows rows;

    change_read(source, change, &rows);
    columns &= change->columns;
    json_key(json, "event");
    json_text(json, portreg_event_name(change->event));
    json_key(json, portreg_column_key(PORTREG_COLUMN_NAME));
    json_string_or_null(json, rows.name);
    json_key(json, portreg_column_key(PORTREG_COLUMN_NUMBER));
    record_json_column(json, rows.shown, PORTREG_COLUMN_NUMBER);
    json_key(json, portreg_column_key(PORTREG_COLUMN_TRANSPORT));
    record_json_column(json, rows.shown, PORTREG_COLUMN_TRANSPORT);
    json_key(json, "changes");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        enum portreg_column column = (enum portreg_column)i;

        if ((columns & 1u << i) == 0) {
            continue;
        }
        json_key(json, portreg_column_key(column));
        json_object_open(json);
        json_key(json, "before");
        record_json_column(json, &rows.before, column);
        json_key(json, "after");
        record_json_column(json, &rows.after, column);
        json_object_close(json);
    }
    json_object_close(json);
}

static void json_change(struct json *json, const char *key, struct portreg_string before,
                        struct portreg_string after)
{
    json_key(json, key);
    json_object_open(json);
    json_key(json, "before");
    json_string_or_null(json, before);
    json_key(json, "after");
    json_string_or_null(json, after);
    json_object_close(json);
}

void change_json_contact(struct json *json, const struct change_source *source,
                         const struct portreg_contact_change *change)
{
    struct change_contacts contacts;

    change_read_contact(source, change, &contacts);
    json_key(json, "event");
    json_text(json, change_kind_name(change->kind));
    json_key(json, "id");
    json_string_or_null(json, contacts.id);
    json_key(json, "changes");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        enum portreg_contact_field field = (enum portreg_contact_field)i;

        if ((change->fields & 1u << i) != 0) {
            json_change(json, portreg_contact_field_name(field),
                        portreg_contact_field(&contacts.before, field),
                        portreg_contact_field(&contacts.after, field));
        }
    }
    json_object_close(json);
}

void change_append_csv_header(struct buffer *out)
{
    buffer_append_text(out, "Date,Layer,Event,Service Name,Port Number,Transport Protocol,"
                            "Column,Before,After\r\n");
}

static void append_fields(struct buffer *out, const struct portreg_string *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buffer_append_char(out, ',');
        }
        csv_append_field(out, fields[i]);
    }
    buffer_append_text(out, "\r\n");
}

void change_append_csv(struct buffer *out, const struct change_source *source,
                       const struct portreg_row_change *change, uint32_t columns,
                       struct portreg_string date)
{
    struct change_rows rows;

    change_read(source, change, &rows);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        const struct portreg_string fields[] = {
            date,
            portreg_snapshot_layer(source->after),
            string_of(portreg_event_name(change->event)),
            rows.name,
            rows.shown->column[PORTREG_COLUMN_NUMBER],
            rows.shown->column[PORTREG_COLUMN_TRANSPORT],
            string_of(portreg_column_key((enum portreg_column)i)),
            rows.before.column[i],
            rows.after.column[i],
        };

        if ((change->columns & columns & 1u << i) != 0) {
            append_fields(out, fields, sizeof(fields) / sizeof(fields[0]));
        }
    }
}
