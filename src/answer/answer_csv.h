/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_ANSWER_CSV_H
#define ANSWER_ANSWER_CSV_H

#include "answer/answer.h"
#include "util/buffer.h"

/*
 * Appends the answers as IANA's CSV, its header first if `heading`. It has
 * rows of the registry: of those that have none, unassigned numbers are
 * written as IANA's export does; a status that only follows from the rules is
 * left out.
 */
void answers_append_csv(struct buffer *out, const struct answers *answers, bool heading);

#endif
