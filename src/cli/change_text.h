/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_CHANGE_TEXT_H
#define CLI_CHANGE_TEXT_H

#include "answer/change.h"
#include "cli/output.h"

/* What `diff` and `log` say about a change to people. */
struct change_text {
    struct output *output;
    struct change_source source;
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

/* Green for what came, red for what went, yellow for what changed. */
enum output_style change_text_style(enum portreg_event event);

#endif
