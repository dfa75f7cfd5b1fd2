/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_LAYERS_HEADER_H
#define SERVE_LAYERS_HEADER_H

#include "serve/reply.h"
#include "serve/request.h"

/*
 * The header that says which registries answered, of which date and, unless the
 * answer is good beyond the day, how old: lines, CSV and files have no other
 * place for it.
 */
#define LAYERS_HEADER "Registry-Layers"

/* Adds it with the layers of the request, unless a handler has named its own. */
void layers_header_add(const struct request *request, struct reply *reply);

/* The same for an answer out of one layer alone. */
void layers_header_name(const struct request *request, struct reply *reply,
                        const struct layer *layer);

/* Its value for that layer, without the age. */
void layers_header_append(struct buffer *out, const struct layer *layer);

#endif
