/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_BUILDER_H
#define REGISTRY_BUILDER_H

#include "registry/record.h"
#include "util/arena.h"
#include "util/buffer.h"

/*
 * The builder gathers versions, oldest first, and keeps each distinct string,
 * own text, record and contact once. A version is a sequence of records and a
 * sequence of contacts; ending it compares them with the version before and
 * turns them into rows: a record and the half-open interval of versions in
 * which it stood at that place. Rows have one total order that is right for
 * every version (a record that moved is a new row), so a version is the rows
 * that stand in it, in that order.
 *
 * Ids are indexes into the builder's arrays. String id 0 is the empty string.
 * Text id BUILDER_NONE means that a record has no text of its own.
 */
#define BUILDER_NONE UINT32_MAX

/* Own text around the records, with the version's date cut out. */
enum builder_frame {
    FRAME_HEAD,    /* up to the date */
    FRAME_MIDDLE,  /* from behind the date to the first record */
    FRAME_BETWEEN, /* from behind the last record to the first contact */
    FRAME_TAIL,    /* from behind the last contact to the end */
    FRAME_COUNT
};

/* A distinct record. */
struct builder_record {
    uint32_t column[PORTREG_COLUMN_COUNT]; /* string ids */
    uint32_t replacement;                  /* string id */
    uint32_t text;                         /* text id or BUILDER_NONE */
    uint32_t flags;
    uint32_t code;
    uint32_t frequency;
    uint16_t first;
    uint16_t last;
    uint8_t transport;
    uint8_t status;
    uint16_t unused; /* 0: records are compared and hashed as bytes */
};

/* A distinct contact. */
struct builder_contact {
    uint32_t id;
    uint32_t name;
    uint32_t org;
    uint32_t uri;
    uint32_t updated;
    uint32_t text;
};

/* A record or contact in a place, while it stood there. */
struct builder_row {
    uint32_t item;  /* index of the record or contact */
    uint32_t from;
    uint32_t until; /* BUILDER_NONE while it stands */
    uint32_t next;  /* the next row in the total order, BUILDER_NONE at its end */
};

struct builder_version {
    portreg_date date;
    uint32_t updated; /* string id: the date as printed */
    uint32_t source;  /* string id */
    uint32_t format;  /* string id */
    uint32_t frame[FRAME_COUNT]; /* text ids or BUILDER_NONE */
    uint32_t row_count;
    uint32_t contact_count;
};

struct builder;
struct lint;

enum portreg_status builder_create(struct builder **ret, struct portreg_error *error);
void builder_destroy(struct builder *builder); /* accepts NULL */

/*
 * A version. Between begin and end, records and contacts are added in the
 * order of the file. An abandoned version leaves the builder as it was before
 * (but for strings that nothing refers to).
 */
enum portreg_status builder_begin(struct builder *builder, struct portreg_error *error);
void builder_abandon(struct builder *builder);

/* Forgets what was added to the version, whose name stays: a reader starts over. */
void builder_restart(struct builder *builder);

/* Everything added from now on is shown to `lint` too (NULL: no longer). Borrowed. */
void builder_set_lint(struct builder *builder, struct lint *lint);

void builder_set_name(struct builder *builder, const char *file); /* for messages; borrowed */
enum portreg_status builder_set_date(struct builder *builder, struct portreg_string printed,
                                     struct portreg_error *error);
enum portreg_status builder_set_origin(struct builder *builder, struct portreg_string source,
                                       struct portreg_string format, struct portreg_error *error);
enum portreg_status builder_set_frame(struct builder *builder, enum builder_frame part,
                                      struct portreg_string text, struct portreg_error *error);

/*
 * Makes room for so many new records and contacts with own texts of so many
 * bytes in all, instead of growing again and again. OUT_OF_MEMORY.
 */
enum portreg_status builder_expect(struct builder *builder, uint32_t records, uint32_t contacts,
                                   size_t text_size, struct portreg_error *error);

/*
 * Adds a record with its own text (size 0: none). Derives its facts. LIMIT,
 * SYNTAX, OUT_OF_MEMORY.
 */
enum portreg_status builder_add_record(struct builder *builder, const struct record_fields *fields,
                                       struct portreg_string text, struct portreg_error *error);
enum portreg_status builder_add_contact(struct builder *builder,
                                        const struct contact_fields *fields,
                                        struct portreg_string text, struct portreg_error *error);

/*
 * The record or contact that has exactly this text, BUILDER_NONE if none has:
 * a reader need not parse it again. builder_repeat_… then adds it.
 */
uint32_t builder_find_record(const struct builder *builder, struct portreg_string text);
uint32_t builder_find_contact(const struct builder *builder, struct portreg_string text);
enum portreg_status builder_repeat_record(struct builder *builder, uint32_t record,
                                          struct portreg_error *error);
enum portreg_status builder_repeat_contact(struct builder *builder, uint32_t contact,
                                           struct portreg_error *error);

/* Date of the version that is being added, 0 if it has none yet. */
portreg_date builder_date(const struct builder *builder);

/* Number of versions that were ended. */
uint32_t builder_version_count(const struct builder *builder);

/* Whether the version that is being added is the newest one over again, date and all. */
bool builder_repeats_newest(const struct builder *builder);

/* The record or contact that was added last. One must have been added. */
uint32_t builder_last_record(const struct builder *builder);
uint32_t builder_last_contact(const struct builder *builder);

/*
 * A reader's memory of the version before, kept between versions. Setting
 * another, or NULL, frees the one before with its own `release`. A reader may
 * keep pointers to its input's bytes there (see format_input).
 */
void *builder_memory(const struct builder *builder);
void builder_set_memory(struct builder *builder, void *memory, void (*release)(void *memory));

/*
 * Ends the version. Without a date it is INVALID_ARGUMENT; not younger than
 * the version before is STALE. No records at all is SYNTAX. After a failure of
 * another kind the builder can only be destroyed.
 */
enum portreg_status builder_end(struct builder *builder, struct portreg_error *error);

#endif
