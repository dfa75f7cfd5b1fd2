/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/change_text.h"

#include "cli/word_diff.h"
#include "query/record_json.h"
#include "util/string.h"

#define LABEL_WIDTH 14

/* The two sides of a change; a side that is not there has empty cells. */
struct sides {
    struct portreg_row before;
    struct portreg_row after;
    const struct portreg_row *shown; /* the newer one there is */
};

static void load_sides(const struct change_text *text, const struct portreg_row_change *change,
                       struct sides *ret)
{
    *ret = (struct sides){ 0 };
    portreg_snapshot_row(text->before, change->before, &ret->before);
    portreg_snapshot_row(text->after, change->after, &ret->after);
    ret->shown = change->after == PORTREG_NONE ? &ret->before : &ret->after;
}

/* The side whose name to tell: a de-assigned row has lost its name, the reader has not. */
static const struct portreg_row *known_name(const struct portreg_row_change *change,
                                            const struct sides *sides)
{
    if (change->event == PORTREG_EVENT_DEASSIGNED &&
        sides->shown->column[PORTREG_COLUMN_NAME].size == 0)
        return &sides->before;
    return sides->shown;
}

enum output_style change_text_style(enum portreg_event event)
{
    switch (event) {
    case PORTREG_EVENT_ASSIGNED:
    case PORTREG_EVENT_FIRST_SEEN:
        return STYLE_GREEN;
    case PORTREG_EVENT_DEASSIGNED:
    case PORTREG_EVENT_REMOVED:
        return STYLE_RED;
    case PORTREG_EVENT_RENAMED:
    case PORTREG_EVENT_CHANGED:
        return STYLE_YELLOW;
    default:
        return STYLE_PLAIN;
    }
}

/* "https 443/tcp", "https tcp", "https", "443/tcp", or "-" for a row without any of it. */
static void append_identity(struct output *output, struct portreg_string name,
                            const struct portreg_row *row)
{
    struct portreg_string number = row->column[PORTREG_COLUMN_NUMBER];
    struct portreg_string transport = row->column[PORTREG_COLUMN_TRANSPORT];
    struct buffer *out = &output->text;

    word_diff_append_text(output, name);
    if (name.size && (number.size || transport.size))
        buffer_append_char(out, ' ');
    buffer_append_string(out, number);
    if (number.size && transport.size)
        buffer_append_char(out, '/');
    buffer_append_string(out, transport);
    if (!name.size && !number.size && !transport.size)
        buffer_append_char(out, '-');
}

static void append_event(const struct change_text *text, const struct portreg_row_change *change,
                         const struct sides *sides)
{
    struct output *output = text->output;

    buffer_append_char(&output->text, ' ');
    output_style(output, change_text_style(change->event));
    buffer_append_text(&output->text, portreg_event_name(change->event));
    output_style(output, STYLE_PLAIN);
    if (change->event == PORTREG_EVENT_RENAMED) {
        buffer_append_text(&output->text, " from ");
        word_diff_append_text(output, sides->before.column[PORTREG_COLUMN_NAME].size
                                          ? sides->before.column[PORTREG_COLUMN_NAME]
                                          : STRING_LITERAL("(no name)"));
    }
}

void change_text_title(const struct change_text *text, const struct portreg_row_change *change,
                       bool with_event)
{
    struct output *output = text->output;
    struct portreg_string name;
    struct sides sides;

    load_sides(text, change, &sides);
    name = known_name(change, &sides)->column[PORTREG_COLUMN_NAME];
    output_style(output, STYLE_BOLD);
    append_identity(output, name, sides.shown);
    output_style(output, STYLE_PLAIN);
    if (with_event)
        append_event(text, change, &sides);
}

static void append_field(struct output *output, const char *label, struct portreg_string before,
                         struct portreg_string after)
{
    size_t width = strlen(label);

    buffer_append_text(&output->text, "    ");
    output_style(output, STYLE_DIM);
    buffer_append_text(&output->text, label);
    output_style(output, STYLE_PLAIN);
    buffer_append_repeat(&output->text, ' ', width < LABEL_WIDTH ? LABEL_WIDTH - width : 1);
    if (before.size && after.size) {
        word_diff_append(output, before, after);
    } else {
        output_style(output, before.size ? STYLE_RED : STYLE_GREEN);
        buffer_append_text(&output->text, before.size ? "- " : "+ ");
        word_diff_append_text(output, before.size ? before : after);
        output_style(output, STYLE_PLAIN);
    }
    buffer_append_char(&output->text, '\n');
}

void change_text_fields(const struct change_text *text, const struct portreg_row_change *change,
                        uint32_t columns)
{
    struct sides sides;

    load_sides(text, change, &sides);
    columns &= change->columns;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++)
        if (columns & 1u << i)
            append_field(text->output, portreg_column_key((enum portreg_column)i),
                         sides.before.column[i], sides.after.column[i]);
}

static void load_contacts(const struct change_text *text,
                          const struct portreg_contact_change *change,
                          struct portreg_contact *ret_before, struct portreg_contact *ret_after)
{
    *ret_before = (struct portreg_contact){ 0 };
    *ret_after = (struct portreg_contact){ 0 };
    portreg_snapshot_contact(text->before, change->before, ret_before);
    portreg_snapshot_contact(text->after, change->after, ret_after);
}

static const char *kind_name(enum portreg_change_kind kind)
{
    if (kind == PORTREG_CHANGE_ADDED)
        return "added";
    return kind == PORTREG_CHANGE_REMOVED ? "removed" : "changed";
}

void change_text_contact(const struct change_text *text,
                         const struct portreg_contact_change *change)
{
    struct output *output = text->output;
    struct portreg_contact before;
    struct portreg_contact after;

    load_contacts(text, change, &before, &after);
    output_style(output, STYLE_BOLD);
    buffer_append_char(&output->text, '[');
    word_diff_append_text(output, change->after == PORTREG_NONE ? before.id : after.id);
    buffer_append_char(&output->text, ']');
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, ' ');
    buffer_append_text(&output->text, kind_name(change->kind));
    buffer_append_char(&output->text, '\n');
    if (change->kind == PORTREG_CHANGE_REMOVED)
        return;
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        enum portreg_contact_field field = (enum portreg_contact_field)i;

        if (change->fields & 1u << i)
            append_field(output, portreg_contact_field_name(field),
                         portreg_contact_field(&before, field),
                         portreg_contact_field(&after, field));
    }
}

void change_json(struct json *json, const struct change_text *text,
                 const struct portreg_row_change *change, uint32_t columns)
{
    struct sides sides;

    load_sides(text, change, &sides);
    columns &= change->columns;
    json_key(json, "event");
    json_text(json, portreg_event_name(change->event));
    json_key(json, portreg_column_key(PORTREG_COLUMN_NAME));
    record_json_column(json, known_name(change, &sides), PORTREG_COLUMN_NAME);
    json_key(json, portreg_column_key(PORTREG_COLUMN_NUMBER));
    record_json_column(json, sides.shown, PORTREG_COLUMN_NUMBER);
    json_key(json, portreg_column_key(PORTREG_COLUMN_TRANSPORT));
    record_json_column(json, sides.shown, PORTREG_COLUMN_TRANSPORT);
    json_key(json, "changes");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        enum portreg_column column = (enum portreg_column)i;

        if (!(columns & 1u << i))
            continue;
        json_key(json, portreg_column_key(column));
        json_object_open(json);
        json_key(json, "before");
        record_json_column(json, &sides.before, column);
        json_key(json, "after");
        record_json_column(json, &sides.after, column);
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

void change_json_contact(struct json *json, const struct change_text *text,
                         const struct portreg_contact_change *change)
{
    struct portreg_contact before;
    struct portreg_contact after;

    load_contacts(text, change, &before, &after);
    json_key(json, "event");
    json_text(json, kind_name(change->kind));
    json_key(json, "id");
    json_string_or_null(json, change->after == PORTREG_NONE ? before.id : after.id);
    json_key(json, "changes");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        enum portreg_contact_field field = (enum portreg_contact_field)i;

        if (change->fields & 1u << i)
            json_change(json, portreg_contact_field_name(field),
                        portreg_contact_field(&before, field),
                        portreg_contact_field(&after, field));
    }
    json_object_close(json);
}
