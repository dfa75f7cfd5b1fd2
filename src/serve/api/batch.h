/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_API_BATCH_H
#define SERVE_API_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include <portreg/status.h>
#include <portreg/types.h>

/* The questions of a batch, as they were put. */
#define BATCH_QUERIES_MAX 10000

struct batch_query {
    struct portreg_string text; /* empty: it is neither a text nor a number */
    bool is_number;             /* it was put as one: 443, not "443" */
};

struct batch {
    struct batch_query *items;
    size_t count;
    size_t capacity;
    void *values; /* what the texts lie in */
    char *digits;
};

/* Where a body is wrong; 0 where that is not known. */
struct batch_place {
    unsigned line;
    unsigned column;
};

/*
 * Reads the body of a batch by its Content-Type: a JSON array of texts and
 * numbers; application/x-ndjson, one of them a line; text/plain, a query a
 * line. Empty lines are passed over.
 * @param[out] ret to be freed in any case; borrows the body
 * @return OK; UNSUPPORTED for another type; SYNTAX with its place; LIMIT for
 *         too many; OUT_OF_MEMORY
 */
enum portreg_status batch_read(struct portreg_string body, struct portreg_string type,
                               struct batch *ret, struct batch_place *place,
                               struct portreg_error *error);
void batch_free(struct batch *batch);

#endif
