/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_CHANGE_LIST_H
#define ANSWER_CHANGE_LIST_H

#include "answer/change.h"
#include "answer/listing.h"

/* Changes as a table: a line for each cell, or field of a contact, that is another. */

extern const struct listing listing_of_changes;

struct change_list_item {
    const struct change *change;
    struct change_rows rows;         /* of a row's change */
    struct change_contacts contacts; /* of a contact's */
    unsigned field;                  /* portreg_column or portreg_contact_field */
};

/* Steps through the fields of all changes. */
struct change_list {
    struct listing_cursor cursor;
    const struct changes *changes;
    size_t given;        /* changes that are told, up to the one that is being told */
    unsigned next_field; /* of it */
    struct change_list_item item;
};
struct change_list change_list_of(const struct changes *changes);

#endif
