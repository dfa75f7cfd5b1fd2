/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/change.h"

#include <stdlib.h>

#include "query/record_json.h"
#include "util/array.h"

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

void changes_add(struct changes *changes, const struct change *change)
{
    if (!array_grow(&changes->items, &changes->capacity, changes->count + 1, CHANGES_MAX,
                    sizeof(*change))) {
        changes->failed = true;
        return;
    }
    changes->items[changes->count++] = *change;
}

void changes_free(struct changes *changes)
{
    free(changes->items);
    *changes = (struct changes){ NULL, 0, 0, false };
}

static void json_row(struct json *json, const struct change *change)
{
    const uint32_t columns = change->columns & change->row.columns;
    struct change_rows rows;

    change_read(&change->source, &change->row, &rows);
    json_key(json, "event");
    json_text(json, portreg_event_name(change->row.event));
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

static void json_field(struct json *json, const struct change_contacts *contacts,
                       enum portreg_contact_field field)
{
    json_key(json, portreg_contact_field_name(field));
    json_object_open(json);
    json_key(json, "before");
    json_string_or_null(json, portreg_contact_field(&contacts->before, field));
    json_key(json, "after");
    json_string_or_null(json, portreg_contact_field(&contacts->after, field));
    json_object_close(json);
}

static void json_contact(struct json *json, const struct change *change)
{
    struct change_contacts contacts;

    change_read_contact(&change->source, &change->contact, &contacts);
    json_key(json, "event");
    json_text(json, change_kind_name(change->contact.kind));
    json_key(json, "id");
    json_string_or_null(json, contacts.id);
    json_key(json, "changes");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        if ((change->contact.fields & 1u << i) != 0) {
            json_field(json, &contacts, (enum portreg_contact_field)i);
        }
    }
    json_object_close(json);
}

void change_json(struct json *json, const struct change *change)
{
    json_object_open(json);
    json_key(json, "layer");
    json_string(json, portreg_snapshot_layer(change->source.after));
    json_key(json, "date");
    json_string_or_null(json, change->date);
    if (change->is_contact) {
        json_contact(json, change);
    } else {
        json_row(json, change);
    }
    json_object_close(json);
}

void changes_append_ndjson(struct buffer *out, const struct changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        struct json json;

        json_init(&json, out, false);
        change_json(&json, &changes->items[i]);
        buffer_append_char(out, '\n');
    }
}
