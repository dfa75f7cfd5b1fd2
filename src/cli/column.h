/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_COLUMN_H
#define CLI_COLUMN_H

#include <portreg/query.h>
#include <portreg/snapshot.h>

#include "cli/registry.h"
#include "util/buffer.h"

/*
 * The column table: the registry's twelve and what is derived from a row.
 * Every read command prints from it.
 */
#define COLUMN_LIST(X)                                                                      \
    X(STATUS, "status", "Status", "assigned, reserved, unassigned or dynamic")              \
    X(REASON, "reason", "Reason", "why it has that status")                                 \
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
    COLUMN_DERIVED = PORTREG_COLUMN_COUNT - 1, /* below: enum portreg_column */
#define COLUMN_ENUM(name, key, title, summary) COLUMN_##name,
    COLUMN_LIST(COLUMN_ENUM)
#undef COLUMN_ENUM
    COLUMN_COUNT
};

#define COLUMN_MAX 64 /* columns of one output */

enum column_type { COLUMN_TEXT, COLUMN_NUMERIC, COLUMN_YES_NO };

struct column {
    const char *key;
    const char *title;
    const char *summary;
    enum column_type type;
    unsigned flags; /* TABLE_… of table.h */
};

/* The columns in order; NULL past the end. */
const struct column *column_at(size_t index);
const struct column *column_find(const char *key, size_t size);
enum column_id column_id(const struct column *column);

/* What is known of a number and transport, or a name: one line of output. */
struct answer {
    const struct layer *layer;
    uint32_t row; /* PORTREG_NONE: the registry has none, and the rest says what holds */
    uint16_t first;
    uint16_t last;
    enum portreg_transport transport; /* NONE: all */
    enum portreg_port_status status;
    enum portreg_status_reason reason;
};

/* Reads the answer's row, or makes an empty one with number and status. */
void answer_row(const struct answer *answer, struct portreg_row *ret);

/* Appends the cell's text; nothing where it has none. */
void column_append(struct buffer *out, const struct answer *answer, const struct portreg_row *row,
                   enum column_id column);

/* A sentence for the reason, with its section in RFC 6335. */
const char *column_reason_text(const struct answer *answer);

#endif
