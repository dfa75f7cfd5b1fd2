/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_NEIGHBOUR_H
#define SERVE_PAGE_NEIGHBOUR_H

#include "serve/request.h"
#include "util/buffer.h"

/* Links to the numbers before and after one in `folder` ("tcp", "port"), and to all transports. */
void neighbour_append_links(const struct request *request, struct buffer *out,
                            const char *folder, uint16_t port);

/* The nearest numbers that have rows, before and after one, with their names. */
void neighbour_append_nearest(const struct request *request, struct buffer *out, uint16_t port);

#endif
