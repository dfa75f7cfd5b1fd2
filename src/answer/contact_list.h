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

/* The member "contacts" of an open object. */
void contact_list_json(struct json *json, const struct contact_list *list);

#endif
