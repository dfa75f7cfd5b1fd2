/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_TEXT_PROSE_H
#define FORMAT_TEXT_PROSE_H

#include "format/text_table.h"

/*
 * Judges whether lines of running text are one text: what a description looks
 * like at its start and its end. Low is good, and may be below 0.
 */

/* Words that certainly start a text: those of rows that cannot start higher up. */
struct text_openings {
    struct portreg_string *words; /* sorted */
    size_t count;
};

/* false if memory is short. */
bool text_openings_collect(const struct text_table *table, const uint32_t *anchors,
                           uint32_t anchor_count, struct arena *arena, struct text_openings *ret);

/* What speaks against the text in lines first … last of a column; `name` is the row's. */
int64_t text_prose_cost(const struct text_table *table, const struct text_openings *openings,
                        unsigned column, uint32_t first, uint32_t last, struct portreg_string name);

struct portreg_string text_first_word(struct portreg_string text);

#endif
