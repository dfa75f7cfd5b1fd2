/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_CHANGE_H
#define ANSWER_CHANGE_H

#include <portreg/history.h>

#include "util/json.h"

/* What there is to say about changes of rows and contacts. */

/* The two snapshots (often one) that a change's rows and contacts are in. */
struct change_source {
    const struct portreg_snapshot *before;
    const struct portreg_snapshot *after;
};

/* The two sides of a change; a side that is not there has empty cells. */
struct change_rows {
    struct portreg_row before;
    struct portreg_row after;
    const struct portreg_row *shown; /* the newer one there is, of the two above */
    struct portreg_string name; /* a de-assigned row has lost its name, the reader has not */
};
void change_read(const struct change_source *source, const struct portreg_row_change *change,
                 struct change_rows *ret);

struct change_contacts {
    struct portreg_contact before;
    struct portreg_contact after;
    struct portreg_string id;
};
void change_read_contact(const struct change_source *source,
                         const struct portreg_contact_change *change, struct change_contacts *ret);

/* "added", "removed" or "changed". */
const char *change_kind_name(enum portreg_change_kind kind);

/* A change of a row or of a contact, with what it takes to tell it. */
struct change {
    struct change_source source;
    struct portreg_string date; /* "2025-01-06": of the version that brought it */
    uint32_t columns;           /* bits 1 << portreg_column of what is told of a row */
    bool is_contact;            /* which of both it is: */
    union {
        struct portreg_row_change row;
        struct portreg_contact_change contact;
    };
};

#define CHANGES_MAX (1u << 28)

/* A failed addition (memory, limit) is remembered: check `failed` once at the end. */
struct changes {
    struct change *items;
    size_t count;
    size_t capacity;
    bool failed;
};
void changes_add(struct changes *changes, const struct change *change);
void changes_free(struct changes *changes);

/*
 * The change as an object: layer, date, event, then of a row name, number and
 * transport, of a contact its id, then changes by column or field. All faces
 * write changes so, in documents and line by line.
 */
void change_json(struct json *json, const struct change *change);

/* One object a line. */
void changes_append_ndjson(struct buffer *out, const struct changes *changes);

#define CHANGE_ALL_COLUMNS ((1u << PORTREG_COLUMN_COUNT) - 1) /* bits 1 << portreg_column */

#endif
