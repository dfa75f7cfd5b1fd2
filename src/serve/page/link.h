/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_LINK_H
#define SERVE_PAGE_LINK_H

#include <portreg/snapshot.h>

#include "serve/request.h"
#include "util/buffer.h"

/*
 * Links to the page of a thing, at the request's date. Each appends nothing
 * where the row has no such thing.
 */

/* "https" to /service/https */
void link_name(const struct request *request, struct buffer *out, struct portreg_string name);

/* Names between blanks, each as link_name() does it, with commas. */
void link_names(const struct request *request, struct buffer *out, struct portreg_string names);

/* A paragraph with the names near one that was not found; nothing if there are none. */
struct missing;
void link_near_names(const struct request *request, struct buffer *out, const char *title,
                     const struct missing *missing);

/* "443/tcp": the number and the record of a row. */
void link_place(const struct request *request, struct buffer *out, const struct portreg_row *row);

/* "443" to /port/443, "6000-6063" to /range/6000-6063 */
void link_number(const struct request *request, struct buffer *out,
                 const struct portreg_row *row);

/* `text` to a number's record on a transport, /tcp/443; to /port/443 for a row without one */
void link_record(const struct request *request, struct buffer *out,
                 const struct portreg_row *row, struct portreg_string text);

/* One number to /port/N. */
void link_port(const struct request *request, struct buffer *out, uint16_t port);

/* Labels in brackets, "[IESG][IETF_Chair]", each to /contact/ID */
void link_contacts(const struct request *request, struct buffer *out,
                   struct portreg_string labels);

/* Labels of references: RFCs to /rfc/N, the others to where they can be read. */
void link_references(const struct request *request, struct buffer *out,
                     struct portreg_string labels);

/*
 * A label of a reference, with a link to where it can be read if that is known.
 * `attributes` of the link are "" or end in a blank.
 */
void link_elsewhere(struct buffer *out, struct portreg_string label, const char *attributes);

/* The number of a label such as "RFC6335" or "RFC6335, Section 5.1"; 0 if it is no RFC's. */
uint32_t link_rfc_number(struct portreg_string label);

#endif
