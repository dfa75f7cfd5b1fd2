/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_PLANS_H
#define ANNOTATE_PLANS_H

#include "annotate/annotate.h"

/*
 * The plans of a stream: one, or for Zeek's logs one for each change of columns.
 * Blocks are numbered in the order of the stream, and so are the plans they
 * need: what is kept is what blocks need that are not written yet, and the first
 * plan, whose tables all others use.
 */
struct plans {
    struct plans_entry *newest; /* NULL before there is one */
    size_t count;
};

/* Takes over a plan for what is read next. false, with it destroyed, if memory is short. */
bool plans_push(struct plans *plans, struct annotate_plan *plan);

/* The plan that was pushed last; NULL if there is none. */
const struct annotate_plan *plans_newest(const struct plans *plans);

/* The same; block `number` needs it. */
const struct annotate_plan *plans_use(struct plans *plans, uint64_t number);

/* Destroys what only blocks before `number` needed. */
void plans_drop(struct plans *plans, uint64_t number);

void plans_free(struct plans *plans);

#endif
