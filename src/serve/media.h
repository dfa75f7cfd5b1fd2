/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_MEDIA_H
#define SERVE_MEDIA_H

#include <stdbool.h>

#include <portreg/types.h>

/* What an answer can be: enum suffix, suffix of an address, media type. */
#define MEDIA_LIST(X)                                    \
    X(HTML, "html", "text/html; charset=utf-8")          \
    X(JSON, "json", "application/json")                  \
    X(NDJSON, "ndjson", "application/x-ndjson")          \
    X(CSV, "csv", "text/csv; charset=utf-8")             \
    X(XML, "xml", "application/xml")                     \
    X(TEXT, "txt", "text/plain; charset=utf-8")          \
    X(ATOM, "atom", "application/atom+xml")              \
    X(SVG, "svg", "image/svg+xml")                       \
    X(CSS, "css", "text/css; charset=utf-8")             \
    X(SCRIPT, "js", "text/javascript; charset=utf-8")    \
    X(SNAPSHOT, "portreg", "application/octet-stream")   \
    X(PROBLEM, "", "application/problem+json")

enum media {
#define MEDIA_ENUM(name, suffix, type) MEDIA_##name,
    MEDIA_LIST(MEDIA_ENUM)
#undef MEDIA_ENUM
    MEDIA_COUNT
};

#define MEDIA_BIT(name) (1u << MEDIA_##name)

/* The header Content-Type. Never NULL. */
const char *media_type(enum media media);

/* The medium of an address' suffix ("json"), MEDIA_COUNT if there is none of that name. */
enum media media_of_suffix(struct portreg_string suffix);

/*
 * The best of the media in the set `offered` (bits) for a header Accept (RFC
 * 9110 section 12.5.1): the highest q, of which XML has 0.88, then the order
 * of the list above. An empty header accepts all. MEDIA_COUNT if none is
 * acceptable.
 */
enum media media_negotiate(struct portreg_string accept, unsigned offered);

/* Whether a header Accept-Encoding takes gzip (RFC 9110 section 12.5.3). */
bool media_accepts_gzip(struct portreg_string accept_encoding);

#endif
