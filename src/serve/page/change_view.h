/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_CHANGE_VIEW_H
#define SERVE_PAGE_CHANGE_VIEW_H

#include "answer/comparison.h"
#include "serve/request.h"
#include "util/buffer.h"

/* Two versions compared, as HTML: field by field with the old and the new text. */

/* "3 assigned, 2 changed, 1 contact": what there is; "nothing" if there is nothing. */
void change_view_append_counts(struct buffer *out, const struct comparison_counts *counts);

/* Every change in sections, one for each group that has some, and one for contacts. */
void change_view_append(const struct request *request, struct buffer *out,
                        const struct comparison *comparison);

/* One change of a row as an item of a list, the date it is of before it unless that is empty. */
void change_view_append_row(const struct request *request, struct buffer *out,
                            const struct change_source *source,
                            const struct portreg_row_change *change, struct portreg_string date);

/* A text that became another one: words that went and came are marked. */
void change_view_append_texts(struct buffer *out, struct portreg_string before,
                              struct portreg_string after);

extern const char *const change_group_titles[COMPARISON_GROUP_COUNT];

#endif
