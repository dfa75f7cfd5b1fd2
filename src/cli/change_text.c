/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/change_text.h"

#include "cli/word_diff.h"
#include "util/string.h"

#define LABEL_WIDTH 14

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
    if (name.size && (number.size || transport.size)) {
        buffer_append_char(out, ' ');
    }
    buffer_append_string(out, number);
    if (number.size && transport.size) {
        buffer_append_char(out, '/');
    }
    buffer_append_string(out, transport);
    if (!name.size && !number.size && !transport.size) {
        buffer_append_char(out, '-');
    }
}

static void append_event(const struct change_text *text, const struct portreg_row_change *change,
                         const struct change_rows *rows)
{
    struct output *output = text->output;

    buffer_append_char(&output->text, ' ');
    output_style(output, change_text_style(change->event));
    buffer_append_text(&output->text, portreg_event_name(change->event));
    output_style(output, STYLE_PLAIN);
    if (change->event == PORTREG_EVENT_RENAMED) {
        buffer_append_text(&output->text, " from ");
        word_diff_append_text(output, rows->before.column[PORTREG_COLUMN_NAME].size
                                          ? rows->before.column[PORTREG_COLUMN_NAME]
                                          : STRING_LITERAL("(no name)"));
    }
}

void change_text_title(const struct change_text *text, const struct portreg_row_change *change,
                       bool with_event)
{
    struct output *output = text->output;
    struct change_rows rows;

    change_read(&text->source, change, &rows);
    output_style(output, STYLE_BOLD);
    append_identity(output, rows.name, rows.shown);
    output_style(output, STYLE_PLAIN);
    if (with_event) {
        append_event(text, change, &rows);
    }
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
    struct change_rows rows;

    change_read(&text->source, change, &rows);
    columns &= change->columns;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (columns & 1u << i) {
            append_field(text->output, portreg_column_key((enum portreg_column)i),
                         rows.before.column[i], rows.after.column[i]);
        }
    }
}

void change_text_contact(const struct change_text *text,
                         const struct portreg_contact_change *change)
{
    struct output *output = text->output;
    struct change_contacts contacts;

    change_read_contact(&text->source, change, &contacts);
    output_style(output, STYLE_BOLD);
    buffer_append_char(&output->text, '[');
    word_diff_append_text(output, contacts.id);
    buffer_append_char(&output->text, ']');
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, ' ');
    buffer_append_text(&output->text, change_kind_name(change->kind));
    buffer_append_char(&output->text, '\n');
    if (change->kind == PORTREG_CHANGE_REMOVED) {
        return;
    }
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        enum portreg_contact_field field = (enum portreg_contact_field)i;

        if (change->fields & 1u << i) {
            append_field(output, portreg_contact_field_name(field),
                         portreg_contact_field(&contacts.before, field),
                         portreg_contact_field(&contacts.after, field));
        }
    }
}
