/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "serve/site.h"
#include "util/buffer.h"

/* Counts of what the server does, for /metrics. Any thread; they only grow. */
#define METRICS_NO_ROUTE SIZE_MAX

struct metrics_request {
    size_t route; /* route_index(), or METRICS_NO_ROUTE */
    unsigned status;
    uint64_t bytes;       /* of the body */
    uint64_t nanoseconds; /* from the whole head to the answer's last byte */
    bool from_cache;
};

void metrics_count_request(const struct metrics_request *request);
void metrics_count_connection(bool opened);
void metrics_count_reload(bool fine);
void metrics_count_cut(void); /* a connection that took too long */
void metrics_count_refusal(unsigned status); /* by libmicrohttpd itself */

/* Requests that were begun and not yet ended. */
void metrics_begin_request(void);
unsigned metrics_running_requests(void);

/* Appends all in Prometheus' text format, with what the site publishes. */
void metrics_append(struct buffer *out, const struct site *site, portreg_date today);

#endif
