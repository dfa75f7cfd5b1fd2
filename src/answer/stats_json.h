/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_STATS_JSON_H
#define ANSWER_STATS_JSON_H

#include <portreg/numbers.h>

#include "util/json.h"

/* "tcp"; "none" for rows that name no transport. */
const char *stats_transport_key(unsigned transport);

/* Members of an open object: rows by status and transport, numbers by range, years. */
void stats_json(struct json *json, const struct portreg_stats *stats);

#endif
