/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_CHANGE_TEXT_H
#define CLI_CHANGE_TEXT_H

#include <portreg/history.h>

#include "cli/output.h"
#include "util/json.h"

/* What `diff` and `log` say about a change: for people, and as JSON. */

/* The two snapshots (often one) that a change's rows are in. */
struct change_text {
    struct output *output;
    const struct portreg_snapshot *before;
    const struct portreg_snapshot *after;
};

/* "https 443/tcp assigned", "http 80/tcp renamed from www", without a line's end. */
void change_text_title(const struct change_text *text, const struct portreg_row_change *change,
                       bool with_event);

/* A line for each column of `columns` that differs: old and new, or the one there is. */
void change_text_fields(const struct change_text *text, const struct portreg_row_change *change,
                        uint32_t columns);

/* The title and lines of a contact. */
void change_text_contact(const struct change_text *text,
                         const struct portreg_contact_change *change);

/* Members of an open object: event, name, number, transport, changes. */
void change_json(struct json *json, const struct change_text *text,
                 const struct portreg_row_change *change, uint32_t columns);

void change_json_contact(struct json *json, const struct change_text *text,
                         const struct portreg_contact_change *change);

/* Green for what came, red for what went, yellow for what changed. */
enum output_style change_text_style(enum portreg_event event);

#endif
