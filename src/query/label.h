/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_LABEL_H
#define QUERY_LABEL_H

#include <stdbool.h>

#include <portreg/types.h>

/*
 * Assignee, contact and reference are labels in brackets one behind the other:
 * `[RFC4727][RFC6335]`. Cuts the next one off `*text`, without its brackets;
 * text outside brackets is a label of its own. false if there is none left.
 */
bool label_next(struct portreg_string *text, struct portreg_string *ret);

#endif
