/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_START_H
#define SERVE_PAGE_START_H

#include "serve/request.h"
#include "util/buffer.h"

/* What the search page shows before anything is asked: what one can ask, and what is new. */
void start_append(const struct request *request, struct buffer *out);

/* The field language as a table, behind a heading that opens it. */
void start_append_fields(struct buffer *out);

#endif
