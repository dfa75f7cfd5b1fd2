/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PREPARED_H
#define SERVE_PREPARED_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <time.h>

#include "serve/reply.h"
#include "serve/route.h"

/*
 * An answer with all its headers, ready to be sent any number of times, by any
 * thread. It does not change.
 */
#define ETAG_SIZE 40

struct prepared {
    atomic_uint references;
    struct MHD_Response *response;
    const struct route *route; /* NULL: no route took the request */
    size_t route_index;        /* METRICS_NO_ROUTE then */
    unsigned status;
    const void *body;     /* as it is sent, if it is this answer's alone; else NULL */
    size_t size;          /* of the body */
    time_t last_modified; /* 0: not known */
    char etag[ETAG_SIZE]; /* with its quotes; "" for none */
};

/*
 * A body lies in memory until its last byte is sent, and clients may take their
 * time: so much is held at once, of all answers together. Small ones are always
 * made.
 */
#define PREPARED_BODIES_MAX ((size_t)128 << 20)
#define PREPARED_SMALL ((size_t)64 << 10)

/* Whether there is room for a body of so many bytes. */
bool prepared_has_room(size_t size);

struct prepared *prepared_ref(struct prepared *prepared);
void prepared_unref(struct prepared *prepared); /* accepts NULL */

/* What of an answer is not in the reply. */
struct prepared_context {
    const struct route *route; /* may be NULL */
    bool gzip;                 /* the client takes it */
    bool is_kept;              /* it may be sent more than once */
    uint64_t tag;              /* of the entity, before compression; 0 for none */
};

/*
 * Makes an answer of a reply and takes its body: adds the headers that every
 * answer of its kind has, compresses what is worth it. NULL if memory is
 * short. One reference for the caller.
 */
struct prepared *prepared_of_reply(struct reply *reply, const struct prepared_context *context);

/* A whole file, whose bytes other answers may send too. */
struct prepared_file {
    struct block *block; /* the answer takes a reference of its own */
    bool gzipped;
    enum media media;
    time_t last_modified;
    const char *layers; /* the header that names what it was made of */
};
struct prepared *prepared_of_file(const struct prepared_file *file,
                                  const struct prepared_context *context);

/* The time in the form of HTTP's headers (RFC 9110 section 5.6.7). */
#define HTTP_DATE_SIZE 32
void http_date_format(time_t time, char text[HTTP_DATE_SIZE]);
/* 0 if the text is none. */
time_t http_date_parse(const char *text);

#endif
