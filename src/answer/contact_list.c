/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/contact_list.h"

#include <stdlib.h>

#include "answer/search.h"
#include "query/label.h"
#include "util/array.h"
#include "util/order.h"

#define NAMED_CONTACTS_MAX (1u << 24) /* as often as a page of answers names them */

static bool add_contact(struct contact_list *list, const struct portreg_contact *contact)
{
    if (!array_grow(&list->items, &list->capacity, list->count + 1, NAMED_CONTACTS_MAX,
                    sizeof(*contact))) {
        return false;
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
    return order_unsigned(a->index, b->index);
}

bool contact_list_collect(struct contact_list *ret, const struct answers *answers)
{
    size_t kept = 0;

    *ret = (struct contact_list){ NULL, 0, 0 };
    for (size_t i = 0; i < answers->count; i++) {
        struct portreg_view view = answers->items[i].layer->view;
        struct answer_cells cells;

        answer_read(&answers->items[i], &cells);
        if (!add_labels(ret, view, cells.row.column[PORTREG_COLUMN_ASSIGNEE]) ||
            !add_labels(ret, view, cells.row.column[PORTREG_COLUMN_CONTACT])) {
            return false;
        }
    }
    if (ret->count > 1) {
        qsort(ret->items, ret->count, sizeof(ret->items[0]), compare_contacts);
    }
    for (size_t i = 0; i < ret->count; i++) {
        if (kept == 0 || ret->items[kept - 1].index != ret->items[i].index) {
            ret->items[kept++] = ret->items[i];
        }
    }
    ret->count = kept;
    return true;
}

void contact_list_free(struct contact_list *list)
{
    free(list->items);
    *list = (struct contact_list){ NULL, 0, 0 };
}

void contact_json_members(struct json *json, const struct portreg_contact *contact)
{
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
}

void contact_list_json(struct json *json, const struct contact_list *list)
{
    json_key(json, "contacts");
    json_array_open(json);
    for (size_t i = 0; i < list->count; i++) {
        json_object_open(json);
        contact_json_members(json, &list->items[i]);
        json_object_close(json);
    }
    json_array_close(json);
}

static bool names_contact(struct portreg_string labels, struct portreg_string id)
{
    struct portreg_string label;

    while (label_next(&labels, &label)) {
        if (string_equal(label, id)) {
            return true;
        }
    }
    return false;
}

enum portreg_status answers_of_contact(struct answers *answers, const struct layer *layer,
                                       struct portreg_string id, struct portreg_error *error)
{
    size_t kept = answers->count;
    enum portreg_status status = search_layer(answers, layer, id, NULL, error);

    for (size_t i = kept; i < answers->count; i++) {
        struct answer_cells cells;

        answer_read(&answers->items[i], &cells);
        if (names_contact(cells.row.column[PORTREG_COLUMN_ASSIGNEE], id) ||
            names_contact(cells.row.column[PORTREG_COLUMN_CONTACT], id)) {
            answers->items[kept++] = answers->items[i];
        }
    }
    answers->count = kept;
    return status;
}
