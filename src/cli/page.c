/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/page.h"

#include <stdlib.h>

#include "cli/table.h"
#include "query/label.h"
#include "query/record_json.h"
#include "util/string.h"

#define PAGE_ROWS 100

size_t page_cut(struct output *output, uint64_t page)
{
    size_t first = page > 1 ? (size_t)(page - 1) * PAGE_ROWS - 1 : 0;
    size_t end = (size_t)page * PAGE_ROWS;

    end = end < output->answers.count ? end : output->answers.count;
    first = first < end ? first : end;
    if (first > 0) {
        memmove(output->answers.items, output->answers.items + first,
                (end - first) * sizeof(output->answers.items[0]));
    }
    output->answers.count = end - first;
    return output->answers.count;
}

/* The contacts of a page, of the one layer that a page is from. */
struct contact_list {
    struct portreg_contact *items;
    size_t count;
    size_t capacity;
};

static bool add_contact(struct contact_list *list, const struct portreg_contact *contact)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        struct portreg_contact *items = realloc(list->items, capacity * sizeof(*items));

        if (items == NULL) {
            return false;
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = *contact;
    return true;
}

static bool add_labels(struct contact_list *list, struct portreg_view view,
                       struct portreg_string labels)
{
    struct portreg_string id;

    while (label_next(&labels, &id)) {
        uint32_t index = portreg_view_find_contact(view, id.data, id.size);
        struct portreg_contact contact;

        if (index != PORTREG_NONE && portreg_snapshot_contact(view.snapshot, index, &contact) &&
            !add_contact(list, &contact)) {
            return false;
        }
    }
    return true;
}

static int compare_contacts(const void *left, const void *right)
{
    const struct portreg_contact *a = left;
    const struct portreg_contact *b = right;
    int order = string_compare_folded(a->id, b->id);

    if (order != 0) {
        return order;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static bool collect(const struct output *output, struct contact_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < output->answers.count; i++) {
        struct portreg_view view = output->answers.items[i].layer->view;
        struct answer_cells cells;

        answer_read(&output->answers.items[i], &cells);
        if (!add_labels(list, view, cells.row.column[PORTREG_COLUMN_ASSIGNEE]) ||
            !add_labels(list, view, cells.row.column[PORTREG_COLUMN_CONTACT])) {
            return false;
        }
    }
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof(list->items[0]), compare_contacts);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || list->items[kept - 1].index != list->items[i].index) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
    return true;
}

static void bracketed_cell(struct table *table, struct portreg_string id)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    buffer_append_char(&text, '[');
    buffer_append_string(&text, id);
    buffer_append_char(&text, ']');
    table->failed |= buffer_failed(&text);
    table_cell(table, text.data, text.size);
    buffer_free(&text);
}

static void contacts_table(struct output *output, const struct contact_list *list)
{
    struct table table;

    table_init(&table);
    table_column(&table, "ID", 0);
    table_column(&table, "NAME", TABLE_WRAP);
    table_column(&table, "ORGANIZATION", TABLE_WRAP);
    table_column(&table, "URI", TABLE_WRAP);
    table_column(&table, "UPDATED", 0);
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_contact *contact = &list->items[i];

        bracketed_cell(&table, contact->id);
        table_cell(&table, contact->name.data, contact->name.size);
        table_cell(&table, contact->org.data, contact->org.size);
        table_cell(&table, contact->uri.data, contact->uri.size);
        table_cell(&table, contact->updated.data, contact->updated.size);
    }
    buffer_append_char(&output->text, '\n');
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

static void contacts_raw(struct output *output, const struct contact_list *list)
{
    struct buffer *out = &output->text;

    buffer_append_char(out, '\n');
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_contact *contact = &list->items[i];
        const struct portreg_string cells[] = { contact->name, contact->org, contact->uri,
                                                contact->updated };

        buffer_append_char(out, '[');
        buffer_append_string(out, contact->id);
        buffer_append_char(out, ']');
        for (size_t j = 0; j < sizeof(cells) / sizeof(cells[0]); j++) {
            buffer_append_char(out, '\t');
            for (size_t k = 0; k < cells[j].size; k++) {
                char c = cells[j].data[k];

                buffer_append_char(out, (unsigned char)c < ' ' ? ' ' : c);
            }
        }
        buffer_append_char(out, '\n');
    }
}

static void contacts_json(struct json *json, const struct contact_list *list)
{
    json_key(json, "contacts");
    json_array_open(json);
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_contact *contact = &list->items[i];

        json_object_open(json);
        json_key(json, "id");
        json_string(json, contact->id);
        json_key(json, "name");
        json_string_or_null(json, contact->name);
        json_key(json, "organization");
        json_string_or_null(json, contact->org);
        json_key(json, "uri");
        json_string_or_null(json, contact->uri);
        json_key(json, "updated");
        json_string_or_null(json, contact->updated);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_document(struct output *output, const struct contact_list *list)
{
    const struct answer_form form = output_answer_form(output);
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    answer_json_source(&json, output->layers);
    answer_json_records(&json, &output->answers, &form);
    contacts_json(&json, list);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
    output->answered = true;
}

void page_write(struct output *output)
{
    struct contact_list list = { 0 };

    if (!collect(output, &list)) {
        output->failed = true;
    } else if (output->form == FORM_JSON) {
        write_document(output, &list);
    } else {
        output_answers(output);
        if (output->form == FORM_TABLE && list.count > 0) {
            contacts_table(output, &list);
        } else if (output->form == FORM_RAW && list.count > 0) {
            contacts_raw(output, &list);
        }
    }
    free(list.items);
}
