/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_MARKUP_H
#define UTIL_MARKUP_H

#include "util/buffer.h"

/* An attribute's value, out of names and values in turn that end with NULL; NULL if not there. */
const char *markup_attribute(const char *const *attributes, const char *name);

/*
 * Appends text for HTML and XML, escaped so that it can stand between tags and
 * in an attribute of double quotes. Control characters that XML does not know
 * become blanks.
 */
void markup_append(struct buffer *out, struct portreg_string text);
void markup_append_text(struct buffer *out, const char *text);

/* Appends text for one segment of an address or a value in its query (RFC 3986). */
void markup_append_address(struct buffer *out, struct portreg_string text);

#endif
