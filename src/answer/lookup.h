/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LOOKUP_H
#define ANSWER_LOOKUP_H

#include <portreg/query.h>

#include "answer/answer.h"
#include "answer/question.h"
#include "util/buffer.h"

/* What is answered for numbers that have no row: the status that follows from RFC 6335. */
enum gaps {
    GAPS_NEVER,
    GAPS_ALONE, /* only where the question finds no row at all */
    GAPS_ALWAYS
};

/* What there is to say of a name that no layer has. */
struct missing {
    bool other_transport; /* it is registered, but on none of those that were asked for */
    size_t near_count;
    struct portreg_string near[PORTREG_SUGGESTION_MAX]; /* names of the base, best first */
};

/*
 * Adds the answers of all layers, the primary row first; those of a range in
 * the order of numbers. A question for a name that has none fills `missing`,
 * unless that is NULL: it takes the longest.
 * @return whether there was a row
 */
bool answers_of_question(struct answers *answers, const struct layers *layers,
                         const struct question *question, enum gaps gaps, struct missing *missing);

/* Whether a layer has a row of that name, in any case of its letters. */
bool layers_have_name(const struct layers *layers, struct portreg_string name);

/* Appends it as a sentence: "no service 'htps'; near it: https". */
void missing_append(struct buffer *out, const struct question *question,
                    const struct missing *missing);

#endif
