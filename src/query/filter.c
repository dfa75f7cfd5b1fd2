/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/filter.h"

#include <stdlib.h>

#include "util/error.h"

/* Terms, and for each quoted value or text at most a copy of the rest of the expression. */
#define FILTER_ARENA_MAX ((size_t)1 << 20)

enum portreg_status portreg_filter_compile(const char *text, size_t size,
                                           struct portreg_filter **ret,
                                           struct portreg_error *error)
{
    struct portreg_filter *filter = calloc(1, sizeof(*filter));
    enum portreg_status status;

    if (filter == NULL) {
        return error_out_of_memory(error);
    }
    filter->arena = ARENA_INIT(FILTER_ARENA_MAX);
    status = filter_parse(filter, (struct portreg_string){ text, size }, error);
    if (status != PORTREG_OK) {
        portreg_filter_destroy(filter);
        return status;
    }
    *ret = filter;
    return PORTREG_OK;
}

void portreg_filter_destroy(struct portreg_filter *filter)
{
    if (filter == NULL) {
        return;
    }
    for (size_t i = 0; i < filter->term_count; i++) {
        if (filter->terms[i].kind == FILTER_REGEX) {
            regex_destroy(filter->terms[i].as.regex);
        }
    }
    arena_free(&filter->arena);
    free(filter->rows);
    free(filter);
}

enum portreg_status portreg_filter_match(struct portreg_filter *filter,
                                         const struct portreg_row *row,
                                         struct portreg_error *error)
{
    for (size_t i = 0; i < filter->term_count; i++) {
        const enum portreg_status status = filter_term_match(&filter->terms[i], row, error);

        if (status != PORTREG_OK) {
            return status;
        }
    }
    return PORTREG_OK;
}
