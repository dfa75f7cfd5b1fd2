/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_TEXT_SCHEMA_H
#define FORMAT_TEXT_SCHEMA_H

#include "format/text_table.h"

/* The two tables of the plain text and what stands around them. */
extern const struct text_schema text_records;
extern const struct text_schema text_contacts;

enum text_contact_column {
    TEXT_CONTACT_ID,
    TEXT_CONTACT_NAME,
    TEXT_CONTACT_ORG,
    TEXT_CONTACT_URI,
    TEXT_CONTACT_UPDATED,
    TEXT_CONTACT_COLUMN_COUNT
};

#define TEXT_DATE_HEADING "Last Updated"
#define TEXT_CONTACTS_HEADING "Contact Information"

/* Stands in our table for the name of a row that has neither name nor number. */
#define TEXT_NO_NAME "-"

/* Columns in which labels stand in brackets, one behind the other. */
#define TEXT_LABEL_COLUMNS                                              \
    ((1u << PORTREG_COLUMN_ASSIGNEE) | (1u << PORTREG_COLUMN_CONTACT) | \
     (1u << PORTREG_COLUMN_REFERENCE))

/* text_write.c */
enum portreg_status text_write(struct portreg_view view, const uint32_t *rows, size_t row_count,
                               struct buffer *out, struct portreg_error *error);

#endif
