/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/answer_json.h"

#include <portreg/rules.h>

#include "answer/details.h"
#include "query/label.h"
#include "query/record_json.h"
#include "util/string.h"

#define LINK_MAX 8192

static void json_buffer(struct json *json, struct buffer *text)
{
    json_string_or_null(json, (struct portreg_string){ text->data, text->size });
    json->out->failed |= buffer_failed(text);
    buffer_free(text);
}

static void json_addresses(struct json *json, struct portreg_string uris)
{
    struct portreg_string uri;

    json_array_open(json);
    while (string_next_part(&uris, '\n', &uri)) {
        struct buffer address = BUFFER_INIT(LINK_MAX);

        details_address(&address, uri);
        json_buffer(json, &address);
    }
    json_array_close(json);
}

static void json_contacts(struct json *json, const char *key, struct portreg_view view,
                          struct portreg_string labels)
{
    struct portreg_string id;

    json_key(json, key);
    json_array_open(json);
    while (label_next(&labels, &id)) {
        uint32_t index = portreg_view_find_contact(view, id.data, id.size);
        struct portreg_contact contact = { 0 };

        if (index != PORTREG_NONE) {
            portreg_snapshot_contact(view.snapshot, index, &contact);
        }
        json_object_open(json);
        json_key(json, "id");
        json_string(json, id);
        json_key(json, "name");
        json_string_or_null(json, contact.name);
        json_key(json, "organization");
        json_string_or_null(json, contact.org);
        json_key(json, "addresses");
        json_addresses(json, contact.uri);
        json_key(json, "updated");
        json_string_or_null(json, contact.updated);
        json_object_close(json);
    }
    json_array_close(json);
}

static void json_references(struct json *json, struct portreg_string labels)
{
    struct portreg_string label;

    json_key(json, "references");
    json_array_open(json);
    while (label_next(&labels, &label)) {
        struct buffer link = BUFFER_INIT(LINK_MAX);

        details_reference_link(&link, label);
        json_object_open(json);
        json_key(json, "label");
        json_string(json, label);
        json_key(json, "url");
        json_buffer(json, &link);
        json_object_close(json);
    }
    json_array_close(json);
}

static void json_txt_keys(struct json *json, struct portreg_string note)
{
    struct portreg_string key;
    struct portreg_string value;
    struct txt_keys keys;

    json_key(json, "txt_keys");
    json_array_open(json);
    txt_keys_start(&keys, note);
    while (txt_keys_next(&keys, &key, &value)) {
        json_object_open(json);
        json_key(json, "key");
        json_string(json, key);
        json_key(json, "value");
        json_string_or_null(json, value);
        json_object_close(json);
    }
    json_array_close(json);
}

/* What a record's members leave unsaid. */
static void json_details(struct json *json, const struct answer *answer,
                         const struct answer_cells *cells)
{
    static const enum column_id derived[] = { COLUMN_ALIASES, COLUMN_RANGE, COLUMN_REASON,
                                              COLUMN_LAYER,   COLUMN_AS_OF, COLUMN_FROM };
    const struct portreg_row *row = &cells->row;
    char code[PORTREG_SERVICE_CODE_SIZE];

    json_key(json, "code_text");
    if ((row->flags & PORTREG_ROW_HAS_CODE) != 0) {
        portreg_service_code_format(row->code, code);
        json_text(json, code);
    } else {
        json_null(json);
    }
    json_contacts(json, "assignees", answer->layer->view, row->column[PORTREG_COLUMN_ASSIGNEE]);
    json_contacts(json, "contacts", answer->layer->view, row->column[PORTREG_COLUMN_CONTACT]);
    json_references(json, row->column[PORTREG_COLUMN_REFERENCE]);
    json_txt_keys(json, row->column[PORTREG_COLUMN_NOTE]);
    for (size_t i = 0; i < sizeof(derived) / sizeof(derived[0]); i++) {
        json_key(json, derived[i] == COLUMN_AS_OF ? "as_of" : column_at(derived[i])->key);
        column_json(json, answer, cells, derived[i]);
    }
}

static void json_origin(struct json *json, const struct answer *answer,
                        const struct answer_cells *cells, bool alone)
{
    json_key(json, "reason");
    column_json(json, answer, cells, COLUMN_REASON);
    json_key(json, "layer");
    column_json(json, answer, cells, COLUMN_LAYER);
    if (alone) {
        json_key(json, "as_of");
        column_json(json, answer, cells, COLUMN_AS_OF);
    }
}

void answer_json(struct json *json, const struct answer *answer, const struct answer_form *form,
                 bool alone)
{
    struct answer_cells cells;

    answer_read(answer, &cells);
    json_object_open(json);
    if (form->columns != NULL) {
        for (size_t i = 0; i < form->column_count; i++) {
            json_key(json, column_at(form->columns[i])->key);
            column_json(json, answer, &cells, form->columns[i]);
        }
    } else {
        record_json_members(json, &cells.row);
        if (form->full) {
            json_details(json, answer, &cells);
        } else {
            json_origin(json, answer, &cells, alone);
        }
    }
    json_object_close(json);
}

static void json_layer(struct json *json, const struct layer *layer, portreg_date today)
{
    char date[16];

    json_key(json, "source");
    json_string(json, layer_name(layer));
    json_key(json, "as_of");
    json_string(json,
                (struct portreg_string){ date, portreg_date_format(layer_date(layer), date) });
    if (today != 0) {
        json_key(json, "age_days");
        json_unsigned(json, layer_age_days(layer, today));
    }
}

void answer_json_source(struct json *json, const struct layers *layers)
{
    json_layer(json, layers_base(layers), layers->today);
    if (layers->count < 2) {
        return;
    }
    json_key(json, "layers");
    json_array_open(json);
    for (size_t i = 0; i < layers->count; i++) {
        json_object_open(json);
        json_layer(json, &layers->items[i], layers->today);
        json_object_close(json);
    }
    json_array_close(json);
}

void answer_json_records(struct json *json, const struct answers *answers,
                         const struct answer_form *form)
{
    json_key(json, "records");
    json_array_open(json);
    for (size_t i = 0; i < answers->count; i++) {
        answer_json(json, &answers->items[i], form, false);
    }
    json_array_close(json);
}

static void append_document(struct buffer *out, const struct layers *layers,
                            const struct answers *answers, const struct contact_list *contacts,
                            const struct answer_form *form)
{
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    answer_json_source(&json, layers);
    answer_json_records(&json, answers, form);
    if (contacts != NULL) {
        contact_list_json(&json, contacts);
    }
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

void answers_append_json(struct buffer *out, const struct layers *layers,
                         const struct answers *answers, const struct answer_form *form)
{
    append_document(out, layers, answers, NULL, form);
}

void answers_append_page_json(struct buffer *out, const struct layers *layers,
                              const struct answers *answers, const struct contact_list *contacts,
                              const struct answer_form *form)
{
    append_document(out, layers, answers, contacts, form);
}

void answers_append_ndjson(struct buffer *out, const struct answers *answers,
                           const struct answer_form *form)
{
    for (size_t i = 0; i < answers->count; i++) {
        struct json json;

        json_init(&json, out, false);
        answer_json(&json, &answers->items[i], form, true);
        buffer_append_char(out, '\n');
    }
}
