/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_CONTACT_LIST_H
#define ANSWER_CONTACT_LIST_H

#include "answer/answer.h"
#include "util/json.h"

/* The contacts that stand below a page of answers. */
struct contact_list {
    struct portreg_contact *items;
    size_t count;
    size_t capacity;
};

/*
 * Collects the contacts that the columns Assignee and Contact of the answers,
 * which are of one layer, name: each once, sorted by id without regard to case.
 * false if memory is short; the list is to be freed in any case.
 */
bool contact_list_collect(struct contact_list *ret, const struct answers *answers);
void contact_list_free(struct contact_list *list);

/* The members of a contact in an open object. */
void contact_json_members(struct json *json, const struct portreg_contact *contact);

/*
 * Adds the layer's rows whose assignees or contacts name the contact. Fails as
 * search_layer() does.
 */
enum portreg_status answers_of_contact(struct answers *answers, const struct layer *layer,
                                       struct portreg_string id, struct portreg_error *error);

/* The member "contacts" of an open object. */
void contact_list_json(struct json *json, const struct contact_list *list);

#endif
