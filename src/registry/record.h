/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_RECORD_H
#define REGISTRY_RECORD_H

#include <portreg/status.h>
#include <portreg/types.h>

/*
 * The model. A record is twelve printed columns (what IANA's CSV shows) and
 * what is derived from them; the text it was read from travels beside it.
 * Readers fill `struct record_fields`; record_derive() does the rest, once
 * for each distinct record, so that every format is understood alike.
 */

/* Named limits of what a registry may hold. */
#define RECORD_TEXT_MAX (1u << 20)      /* bytes of a record's or contact's own text */
#define RECORD_COLUMN_MAX (1u << 18)    /* bytes of one column */
#define REGISTRY_ROWS_MAX (1u << 18)    /* rows of one version */
#define REGISTRY_CONTACTS_MAX (1u << 18)
#define REGISTRY_VERSIONS_MAX (1u << 14)
#define REGISTRY_FILE_MAX (64u << 20)   /* bytes of one version's file */

/* A place in a text, counted from 1; 0 where there is none. */
struct position {
    uint32_t line;
    uint32_t column;
};

/* What a reader hands over: borrowed strings, printed form, trimmed. */
struct record_fields {
    struct portreg_string column[PORTREG_COLUMN_COUNT];
    struct portreg_string alias_of; /* a reader's own knowledge (services(5)); else empty */
    uint32_t frequency;             /* nmap's open frequency in millionths */
    bool has_frequency;
    bool name_is_empty_element;     /* XML's <name/>, which is not the same as no name */
    struct position position;       /* where the record starts */
};

/* What the columns mean. */
struct record_facts {
    struct portreg_string replacement; /* borrowed from the fields */
    uint32_t flags;                    /* PORTREG_ROW_… */
    uint32_t code;
    uint16_t first;
    uint16_t last;
    uint8_t transport; /* enum portreg_transport */
    uint8_t status;    /* enum portreg_port_status */
};

/*
 * Derives the facts. Errors (SYNTAX with the record's line and column): a
 * number that is none or above 65535, a reversed range, an unknown transport,
 * a service code that is no number.
 */
enum portreg_status record_derive(const struct record_fields *fields, const char *file,
                                  struct record_facts *ret, struct portreg_error *error);

/* A contact as a reader hands it over. Several URIs are joined by newlines. */
struct contact_fields {
    struct portreg_string id; /* without brackets */
    struct portreg_string name;
    struct portreg_string org;
    struct portreg_string uri;
    struct portreg_string updated;
    struct position position;
};

#endif
