/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_SORT_H
#define ANSWER_SORT_H

#include <portreg/status.h>

#include "answer/answer.h"

/*
 * Sorts the answers by the column of that key, "-KEY" from the end: numbers by
 * value, text without case, what is absent last, equal ones as they stood.
 * INVALID_ARGUMENT if there is no such column.
 */
enum portreg_status answers_sort(struct answers *answers, const char *by,
                                 struct portreg_error *error);

#endif
