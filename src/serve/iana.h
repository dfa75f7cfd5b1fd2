/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_IANA_H
#define SERVE_IANA_H

#include "answer/answer.h"
#include "serve/reply.h"
#include "serve/request.h"

/* The addresses that IANA's site has, answered as it does. */
#define IANA_FOLDER "/assignments/service-names-port-numbers"
#define IANA_NAME "service-names-port-numbers"
#define IANA_PAGE IANA_FOLDER "/" IANA_NAME ".xhtml"

/* What the page shows. */
struct iana_question {
    struct portreg_string search; /* empty: every row */
    uint64_t page;                /* from 1 on */
    int skey; /* column by which the rows are sorted, from 1 on, negative: descending; 0: none */
};

/* Appends the page: `answers` are its rows, `count` is how many all its pages have. */
enum portreg_status iana_append_page(const struct request *request, struct buffer *out,
                                     const struct iana_question *question,
                                     const struct answers *answers, size_t count,
                                     struct portreg_error *error);

#endif
