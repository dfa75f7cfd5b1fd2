/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_HEAD_H
#define SERVE_HEAD_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What libmicrohttpd lets pass in a request's head although RFC 9110 and 9112
 * have it refused. What two programs understand differently, a proxy in front
 * and this one, can hide a request in another's body.
 */
struct head {
    const char *doubt;     /* why it is refused; NULL if it is not */
    bool body_is_too_long; /* by its Content-Length */
    bool waits;            /* with the body, until it may be sent (Expect: 100-continue) */
};

/*
 * Whether libmicrohttpd leaves all that to its caller: since 1.0 it is strict
 * if it is told so, before it must not be told: what it refuses itself it may
 * answer twice.
 */
bool head_is_ours(void);

/* The first line, as libmicrohttpd hands it to its handler. */
struct head_line {
    const char *method;
    const char *url;
    const char *version;
    size_t target_size; /* up to its end or first NUL byte; 0 if it was too long to be kept */
};

struct head head_read(struct MHD_Connection *connection, const struct head_line *line);

#endif
