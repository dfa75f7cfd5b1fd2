/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "serve/access_log.h"
#include "serve/client.h"
#include "serve/listener.h"
#include "serve/site.h"

/* The HTTP server: takes connections, reads requests, sends what dispatch() made. */
#define SERVER_CONNECTIONS_MAX 65536
#define SERVER_THREADS_MAX 64
#define SERVER_HEAD_MAX 16384 /* bytes of a request's head, and of an answer's */

struct server_options {
    unsigned threads;                 /* 0: one per core */
    unsigned connections;             /* at once, at least 1 */
    unsigned connections_per_address; /* 0: no limit */
    unsigned idle_seconds;            /* a connection may be without a byte */
    unsigned phase_seconds[CLIENT_PHASES];
    struct access_log *log;           /* NULL: none */
};

struct server;

/*
 * Starts serving the site on the listening sockets, which it takes over (also
 * on failure). The caller keeps its reference to the site.
 */
enum portreg_status server_start(const struct server_options *options,
                                 struct listeners *listeners, struct site *site,
                                 struct server **ret, struct portreg_error *error);

/* Publishes another site from the next request on. */
void server_publish(struct server *server, struct site *site);

/* The site of now; a reference for the caller. */
struct site *server_site(struct server *server);

/* Whether it takes new requests: false once server_stop() has begun. */
bool server_is_ready(void);

/* Takes no more connections, ends running requests within `seconds`, stops. */
void server_stop(struct server *server, unsigned seconds);

#endif
