/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_COLUMN_H
#define ANSWER_COLUMN_H

#include "answer/answer.h"
#include "util/buffer.h"
#include "util/json.h"

/*
 * The column table: the registry's twelve and what is derived from a row.
 * Every face prints from it.
 */
#define COLUMN_LIST(X)                                                                      \
    X(STATUS, "status", "Status", "assigned, reserved, unassigned or dynamic")              \
    X(REASON, "reason", "Reason", "row, sibling, edge, dynamic-range or no-row")            \
    X(REMARK, "remark", "Remark", "what to know: whether a name is old, why there is no row")   \
    X(RANGE, "range", "Range", "system, user or dynamic")                                   \
    X(FIRST, "first", "First", "first number, for sorting and sums")                        \
    X(LAST, "last", "Last", "last number")                                                  \
    X(REPLACEMENT, "replacement", "Replacement", "for an old name: the name to use")        \
    X(ALIASES, "aliases", "Aliases", "other names of the same number and transport")        \
    X(HISTORIC, "historic", "Historic", "whether the row is kept for the record only")      \
    X(TEMPORARY, "temporary", "Temporary", "whether the assignment is temporary")           \
    X(FREQUENCY, "frequency", "Frequency", "how often nmap found the port open, 0 to 1")    \
    X(LAYER, "layer", "Layer", "the registry that the row is from")                         \
    X(AS_OF, "as-of", "As Of", "date of the version that answered")                         \
    X(FROM, "from", "From", "date of the first version with exactly this row")              \
    X(UNTIL, "until", "Until", "date of the first version without it")

enum column_id {
    /* enum portreg_column comes first */
    COLUMN_LAST_PRINTED = PORTREG_COLUMN_COUNT - 1,
#define COLUMN_ENUM(name, key, title, summary) COLUMN_##name,
    COLUMN_LIST(COLUMN_ENUM)
#undef COLUMN_ENUM
    COLUMN_COUNT
};

struct column {
    const char *key;
    const char *title;
    const char *summary;
};

/* What a column's cell is made of: a bit for each of the registry's columns. */
unsigned column_reads(enum column_id column);

#define COLUMN_TEXT_MAX (1u << 20) /* bytes of a derived cell */

/* Column `id`; NULL past the end. */
const struct column *column_at(unsigned id);

/* The column of that key, COLUMN_COUNT if there is none. */
enum column_id column_find(const char *key, size_t size);

/* Appends the cell's text; nothing where it has none. */
void column_append(struct buffer *out, const struct answer *answer,
                   const struct answer_cells *cells, enum column_id column);

/* The same as a JSON value: numbers as numbers, null where there is none. */
void column_json(struct json *json, const struct answer *answer, const struct answer_cells *cells,
                 enum column_id column);

/* A sentence for the status of a number without a row, with its section in RFC 6335. */
const char *column_reason_text(enum portreg_status_reason reason);

#endif
