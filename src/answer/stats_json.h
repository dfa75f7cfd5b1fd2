/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_STATS_JSON_H
#define ANSWER_STATS_JSON_H

#include <portreg/numbers.h>

#include "util/json.h"

/* "tcp"; "none" for rows that name no transport. */
const char *stats_transport_key(unsigned transport);

/* Is told every count in its order; counts of one kind are in groups within groups. */
struct stats_visitor {
    void (*open)(struct stats_visitor *visitor, const char *group);
    void (*close)(struct stats_visitor *visitor);
    void (*count)(struct stats_visitor *visitor, const char *key, uint32_t value);
};
void stats_visit(struct stats_visitor *visitor, const struct portreg_stats *stats);

/* Members of an open object: rows by status and transport, numbers by range, years. */
void stats_json(struct json *json, const struct portreg_stats *stats);

#endif
