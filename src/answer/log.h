/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LOG_H
#define ANSWER_LOG_H

#include <portreg/history.h>

#include "answer/change.h"
#include "answer/layer.h"
#include "answer/question.h"

/* The life of a port or name. */

/*
 * The layer's log of what a question asks for. INVALID_ARGUMENT for a range,
 * else as portreg_log_port() and portreg_log_name() fail.
 * @param[out] ret freed with portreg_log_destroy()
 */
enum portreg_status log_of_question(const struct layer *layer, const struct question *question,
                                    struct portreg_log **ret, struct portreg_error *error);

/* "2025-01-06", as the version that an entry is of has it. */
struct portreg_string log_entry_date(const struct layer *layer,
                                     const struct portreg_log_entry *entry);

/*
 * Adds the events of all layers in turn, at most `limit`, to `changes`. Fails
 * as log_of_question() does, and for want of memory.
 */
enum portreg_status log_changes(const struct layers *layers, const struct question *question,
                                size_t limit, struct changes *changes,
                                struct portreg_error *error);

/* Members of an open object: source and as_of, the query as it was put, and its events. */
void log_json(struct json *json, const struct layers *layers, struct portreg_string query,
              const struct changes *events);

#endif
