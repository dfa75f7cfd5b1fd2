/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_LINT_DATA_H
#define REGISTRY_LINT_DATA_H

#include "registry/builder_data.h"
#include "registry/lint.h"

/* What a lint remembers, for the files that make it up. */

/* A record, as far as the checks over the whole registry need it. */
struct lint_row {
    struct position position;
    uint32_t name;        /* folded, a string id; 0 is no name */
    uint32_t replacement; /* folded, a string id; 0 is none */
    uint32_t port;        /* first * 65536 + last, if it has a number */
    bool has_number;
    bool is_irregular;
    uint8_t transport;
};

/* A person, from the rows that name it and from the contact table. */
struct lint_person {
    struct position named;  /* the first row that names it; line 0 if none does */
    struct position listed; /* its entry in the contact table; line 0 if it has none */
    uint32_t uses;
    bool is_listed;
};

struct lint {
    struct diagnostics *list;
    portreg_date today;
    struct lint_abilities abilities;
    struct pool strings; /* id 0 is the empty string */
    struct lint_row *rows;
    uint32_t row_count;
    uint32_t row_capacity;
    struct pool person_ids;
    struct lint_person *persons; /* by id in `person_ids` */
    uint32_t person_capacity;
    uint32_t contact_count;
    struct buffer scratch;
};

/* For "%.*s": what others wrote is cut in messages. */
#define LINT_SHOWN_MAX 60
#define LINT_SHOWN(text) \
    (int)((text).size < LINT_SHOWN_MAX ? (text).size : LINT_SHOWN_MAX), (text).data

/* A row's or port's number as printed, into at least LINT_PORT_SIZE bytes. */
#define LINT_PORT_SIZE 24
const char *lint_port_text(uint32_t port, char text[LINT_PORT_SIZE]);

static inline uint16_t lint_port_first(uint32_t port)
{
    return (uint16_t)(port >> 16);
}

static inline uint16_t lint_port_last(uint32_t port)
{
    return (uint16_t)port;
}

/* The checks of one record (lint_record.c) and of one contact (lint_contact.c). */
void lint_check_record(struct lint *lint, const struct record_fields *fields,
                       const struct record_facts *facts);
void lint_check_contact(struct lint *lint, const struct contact_fields *fields);

/* Remembers the persons in brackets in a column. OUT_OF_MEMORY, LIMIT. */
enum portreg_status lint_note_persons(struct lint *lint, struct portreg_string column,
                                      struct position position, struct portreg_error *error);
enum portreg_status lint_note_contact(struct lint *lint, const struct contact_fields *fields,
                                      struct portreg_error *error);

/* The checks over the whole registry (lint_registry.c, lint_contact.c). */
enum portreg_status lint_check_rows(struct lint *lint, struct portreg_error *error);
void lint_check_persons(struct lint *lint);

/* Whether a text has bytes outside ASCII; whether it looks like UTF-8 encoded twice. */
bool lint_is_ascii(struct portreg_string text);
bool lint_is_mojibake(struct portreg_string text);

#endif
