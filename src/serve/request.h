/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "serve/route.h"
#include "serve/site.h"

#define REQUEST_BODY_MAX (1u << 20) /* bytes of a POST */

/* What a handler is asked. All of it is borrowed while the handler runs. */
struct request {
    enum request_method method;
    const struct target *target;
    const struct route *route;
    struct portreg_string captures[ROUTE_CAPTURES_MAX];
    enum media media;           /* that the answer is to have: one of the route's */
    bool accepts_gzip;
    struct portreg_string body;
    struct portreg_string body_type; /* the header Content-Type */
    const struct site *site;
    const struct layers *layers; /* the site's, at as_of */
    portreg_date as_of;          /* 0: now */
    portreg_date today;
};

/* The value of a query parameter, empty if it was not given. */
struct portreg_string request_parameter(const struct request *request, const char *name);

#endif
