/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "serve/media.h"
#include "serve/target.h"

/*
 * The one table of addresses. Dispatch, the OpenAPI document and the check of
 * parameters follow from it. Each room holds a part, which ends with a pattern
 * of NULL; route.c strings them together.
 */
#define ROUTE_CAPTURES_MAX 4
#define ROUTE_PARAMETERS_MAX 12

enum request_method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OPTIONS, METHOD_OTHER };

#define METHOD_BIT(name) (1u << METHOD_##name)
#define METHODS_READ (METHOD_BIT(GET) | METHOD_BIT(HEAD))

/* What a value must look like, for the OpenAPI document. */
enum route_type {
    ROUTE_TEXT,
    ROUTE_INTEGER,
    ROUTE_PORT,      /* 0 to 65535 */
    ROUTE_RANGE,     /* 6000-6063 */
    ROUTE_TRANSPORT,
    ROUTE_DATE,      /* YYYY, YYYY-MM or YYYY-MM-DD */
    ROUTE_BOOLEAN    /* true or false */
};

struct route_parameter {
    const char *name;
    enum route_type type;
    const char *summary;
    bool required;
};

/* What a route's answers depend on beside the snapshot, and who they are for; bits. */
enum route_flag {
    ROUTE_AGELESS = 1 << 0,  /* does not say how old the registry is: good beyond the day */
    ROUTE_UNCACHED = 1 << 1, /* made anew for each request */
    ROUTE_API = 1 << 2,      /* in the OpenAPI document; unknown parameters are refused */
    ROUTE_ASSET = 1 << 3,    /* its address changes with its content: never fetched twice */
    ROUTE_NAME = 1 << 4,     /* captures a service's name, which may end like a suffix */
    ROUTE_SERVER = 1 << 5    /* about the server, not the registry */
};

struct request;
struct reply;

struct route {
    const char *pattern; /* "/v1/ports/{port}": a part in braces captures a segment */
    unsigned methods;    /* METHOD_BIT()s */
    /*
     * MEDIA_BIT()s of what it answers with. The header Accept chooses, or the
     * suffix of the last segment if it is one of them.
     */
    unsigned media;
    unsigned flags;
    void (*answer)(struct request *request, struct reply *reply);
    const char *name;    /* one word for metrics and the OpenAPI document: "lookupPort" */
    const char *summary; /* one line */
    struct route_parameter captures[ROUTE_CAPTURES_MAX];     /* in the pattern's order */
    struct route_parameter parameters[ROUTE_PARAMETERS_MAX]; /* of the query; ends with NULL */
    /* For the OpenAPI document: */
    const char *response; /* schema of the JSON answer */
    const char *line;     /* schema of a line in NDJSON; NULL: there is none */
    const char *body;     /* schema of what is posted; NULL: nothing is */
    const char *example;  /* an address, to show; or what is posted to it */
};

/* The parts of the table. */
extern const struct route routes_of_operation[];
extern const struct route routes_of_api[];
extern const struct route routes_of_iana[];
extern const struct route routes_of_downloads[];
extern const struct route routes_of_pages[];
extern const struct route routes_of_surveys[];

/* Route `index`, NULL past the end. */
const struct route *route_at(size_t index);
size_t route_count(void);
size_t route_index(const struct route *route);

struct route_match {
    const struct route *route;
    struct portreg_string captures[ROUTE_CAPTURES_MAX];
    enum media suffix; /* MEDIA_COUNT: the address has none of the route's */
    unsigned methods;  /* of all routes of this address */
};

/*
 * The route of an address, of those with this method if there are some: a
 * fixed segment before a capture. false if there is no such address.
 */
bool route_find(const struct target *target, enum request_method method,
                struct route_match *ret);

#endif
