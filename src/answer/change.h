/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_CHANGE_H
#define ANSWER_CHANGE_H

#include <portreg/history.h>

#include "util/json.h"

/* What there is to say about a change of a row or a contact. */

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

/* Members of an open object: event, name, number, transport, changes (of `columns` alone). */
void change_json(struct json *json, const struct change_source *source,
                 const struct portreg_row_change *change, uint32_t columns);

/* Members of an open object: event, id, changes. */
void change_json_contact(struct json *json, const struct change_source *source,
                         const struct portreg_contact_change *change);

/* CSV: a line for each cell that is another, of `columns`, on that date in that layer. */
void change_append_csv_header(struct buffer *out);
void change_append_csv(struct buffer *out, const struct change_source *source,
                       const struct portreg_row_change *change, uint32_t columns,
                       struct portreg_string date);

#define CHANGE_ALL_COLUMNS ((1u << PORTREG_COLUMN_COUNT) - 1) /* bits 1 << portreg_column */

#endif
