/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/show.h"

#include <portreg/rules.h>

#include "answer/details.h"
#include "cli/wrap.h"
#include "query/label.h"
#include "util/string.h"

#define FIELD_INDENT 17
#define FIELD_MAX (1u << 20)

/* A labelled field; each line of the value is wrapped behind the label. */
static void append_field(struct output *output, const char *label, struct portreg_string value)
{
    unsigned width = output->width > 0 ? output->width : WRAP_WIDTH;

    if (value.size == 0) {
        return;
    }
    buffer_append_text(&output->text, "  ");
    output_style(output, STYLE_BOLD);
    buffer_append_text(&output->text, label);
    output_style(output, STYLE_PLAIN);
    buffer_append_repeat(&output->text, ' ', FIELD_INDENT - 2 - strlen(label));
    wrap_append(&output->text, value, FIELD_INDENT, FIELD_INDENT, width);
}

static void append_built(struct output *output, const char *label, struct buffer *value)
{
    append_field(output, label, (struct portreg_string){ value->data, value->size });
    output->failed |= buffer_failed(value);
    buffer_free(value);
}

static void append_column(struct output *output, const struct portreg_row *row, const char *label,
                          enum portreg_column column)
{
    append_field(output, label, row->column[column]);
}

static void append_derived(struct output *output, const struct answer *answer,
                           const struct answer_cells *cells, const char *label,
                           enum column_id column)
{
    struct buffer value = BUFFER_INIT(FIELD_MAX);

    column_append(&value, answer, cells, column);
    append_built(output, label, &value);
}

/* "Name (Organization) <address>, <address>" */
static void append_contact(struct buffer *out, const struct portreg_contact *contact)
{
    struct portreg_string uris = contact->uri;
    struct portreg_string uri;

    buffer_append_string(out, contact->name.size > 0 ? contact->name : contact->org);
    if (contact->name.size > 0 && contact->org.size > 0 &&
        !string_equal(contact->name, contact->org)) {
        buffer_append_text(out, " (");
        buffer_append_string(out, contact->org);
        buffer_append_char(out, ')');
    }
    while (string_next_part(&uris, '\n', &uri)) {
        buffer_append_text(out, " <");
        details_address(out, uri);
        buffer_append_char(out, '>');
    }
    if (contact->updated.size > 0) {
        buffer_append_text(out, ", as of ");
        buffer_append_string(out, contact->updated);
    }
}

static void append_contacts(struct output *output, struct portreg_view view, const char *label,
                            struct portreg_string labels)
{
    struct portreg_string id;

    while (label_next(&labels, &id)) {
        uint32_t index = portreg_view_find_contact(view, id.data, id.size);
        struct buffer value = BUFFER_INIT(FIELD_MAX);
        struct portreg_contact contact;

        if (index != PORTREG_NONE && portreg_snapshot_contact(view.snapshot, index, &contact)) {
            append_contact(&value, &contact);
        } else {
            buffer_append_string(&value, id);
        }
        append_built(output, label, &value);
        label = "";
    }
}

static void append_references(struct output *output, struct portreg_string labels)
{
    const char *label = "Reference";
    struct portreg_string reference;

    while (label_next(&labels, &reference)) {
        struct buffer value = BUFFER_INIT(FIELD_MAX);
        struct buffer link = BUFFER_INIT(FIELD_MAX);

        buffer_append_string(&value, reference);
        details_reference_link(&link, reference);
        if (link.size > 0 && link.size != reference.size) {
            buffer_append_text(&value, "  ");
            buffer_append(&value, link.data, link.size);
        }
        output->failed |= buffer_failed(&link);
        buffer_free(&link);
        append_built(output, label, &value);
        label = "";
    }
}

static void append_txt_keys(struct output *output, struct portreg_string note)
{
    struct buffer value = BUFFER_INIT(FIELD_MAX);
    struct portreg_string key;
    struct portreg_string text;
    struct txt_keys keys;

    txt_keys_start(&keys, note);
    while (txt_keys_next(&keys, &key, &text)) {
        buffer_append_string(&value, key);
        if (text.size > 0) {
            buffer_append_char(&value, '=');
            buffer_append_string(&value, text);
        }
        buffer_append_char(&value, '\n');
    }
    append_built(output, "TXT keys", &value);
}

static void append_code(struct output *output, const struct portreg_row *row)
{
    struct buffer value = BUFFER_INIT(FIELD_MAX);
    char text[PORTREG_SERVICE_CODE_SIZE];

    if ((row->flags & PORTREG_ROW_HAS_CODE) != 0) {
        portreg_service_code_format(row->code, text);
        buffer_printf(&value, "%u  %s", row->code, text);
    }
    append_built(output, "Service code", &value);
}

/* "https 443/tcp  assigned" */
static void append_title(struct output *output, const struct portreg_row *row)
{
    struct portreg_string name = row->column[PORTREG_COLUMN_NAME];
    struct portreg_string number = row->column[PORTREG_COLUMN_NUMBER];
    struct portreg_string transport = row->column[PORTREG_COLUMN_TRANSPORT];

    output_style(output, STYLE_BOLD);
    buffer_append_clean(&output->text, name.size > 0 ? name : STRING_LITERAL("(no name)"));
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, ' ');
    buffer_append_string(&output->text, number.size > 0 ? number : STRING_LITERAL("(no port)"));
    buffer_append_char(&output->text, '/');
    buffer_append_string(&output->text, transport.size > 0 ? transport : STRING_LITERAL("any"));
    buffer_append_text(&output->text, "  ");
    output_style(output, output_status_style(row->status));
    buffer_append_text(&output->text, portreg_port_status_name(row->status));
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, '\n');
}

static void append_origin(struct output *output, const struct answer *answer,
                          const struct answer_cells *cells)
{
    struct buffer value = BUFFER_INIT(FIELD_MAX);

    buffer_append_string(&value, layer_name(answer->layer));
    buffer_append_text(&value, ", as of ");
    column_append(&value, answer, cells, COLUMN_AS_OF);
    if (answer->row != PORTREG_NONE && cells->row.from > 0) {
        buffer_append_text(&value, ", unchanged since ");
        column_append(&value, answer, cells, COLUMN_FROM);
    }
    append_built(output, "Source", &value);
}

void show_text(struct output *output, const struct answer *answer)
{
    struct answer_cells cells;
    const struct portreg_row *row = &cells.row;
    struct portreg_view view = answer->layer->view;

    answer_read(answer, &cells);
    append_title(output, row);
    append_column(output, row, "Description", PORTREG_COLUMN_DESCRIPTION);
    append_derived(output, answer, &cells, "Remark", COLUMN_REMARK);
    append_derived(output, answer, &cells, "Other names", COLUMN_ALIASES);
    append_contacts(output, view, "Assignee", row->column[PORTREG_COLUMN_ASSIGNEE]);
    append_contacts(output, view, "Contact", row->column[PORTREG_COLUMN_CONTACT]);
    append_column(output, row, "Registered", PORTREG_COLUMN_REGISTERED);
    append_column(output, row, "Modified", PORTREG_COLUMN_MODIFIED);
    append_references(output, row->column[PORTREG_COLUMN_REFERENCE]);
    append_code(output, row);
    append_column(output, row, "Unauthorized", PORTREG_COLUMN_UNAUTHORIZED);
    append_column(output, row, "Note", PORTREG_COLUMN_NOTE);
    append_txt_keys(output, row->column[PORTREG_COLUMN_NOTE]);
    append_derived(output, answer, &cells, "Open frequency", COLUMN_FREQUENCY);
    append_origin(output, answer, &cells);
}
