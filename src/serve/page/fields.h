/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_FIELDS_H
#define SERVE_PAGE_FIELDS_H

#include <portreg/snapshot.h>

#include "answer/answer.h"
#include "serve/request.h"
#include "util/buffer.h"

/* Whole records, field by field, as HTML. */

/* One answer with everything that is known of it. */
void fields_append_answer(const struct request *request, struct buffer *out,
                          const struct answer *answer);

/* A coloured word for a status. */
void fields_append_status(struct buffer *out, enum portreg_port_status status);

/* The addresses of a contact, as links where they are some. */
void fields_append_addresses(struct buffer *out, const struct portreg_contact *contact);

/* `<dt>label</dt><dd>`, and what closes it. */
void fields_open(struct buffer *out, const char *label);
void fields_close(struct buffer *out);

/* A field of plain text; nothing if that is empty. */
void fields_append_text(struct buffer *out, const char *label, struct portreg_string text);

/*
 * The labels under which a service is found in the DNS on a transport; nothing
 * for a name that is none.
 */
void fields_append_srv(struct buffer *out, struct portreg_string name,
                       enum portreg_transport transport);

#endif
