/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_CLIENT_H
#define SERVE_CLIENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "serve/route.h"
#include "util/buffer.h"

/*
 * The connections that are open. libmicrohttpd's time limit starts anew with
 * every byte, so one that dribbles would stay for ever: each connection
 * therefore has a moment at which it is cut.
 */
enum client_phase {
    CLIENT_HEAD,   /* from the connection, or the last answer, to a whole head */
    CLIENT_BODY,   /* from the head to the body's end */
    CLIENT_ANSWER, /* of the answer */
    CLIENT_PHASES
};

#define CLIENT_IDLE_SECONDS 15 /* without a byte */
#define CLIENT_HEAD_SECONDS 30
#define CLIENT_BODY_SECONDS 30
#define CLIENT_ANSWER_SECONDS 300

/* Bodies of requests that are held at once, of all connections together. */
#define CLIENT_BODIES_MAX (32u << 20)

struct prepared;

/* The request of a connection that is being read or answered; one at a time. */
struct exchange {
    struct buffer target; /* escaped; its memory stays for the next request */
    struct buffer body;
    bool target_too_long;
    bool body_too_long;
    bool is_crowded;   /* no room for its body among those of the others */
    const char *doubt; /* why the head is refused; NULL if it is not */
    bool has_head;
    bool from_cache;
    enum request_method method;
    uint64_t started; /* nanoseconds, when the head was whole */
    unsigned status;  /* as it was sent */
    uint64_t sent;    /* bytes of the body */
    struct prepared *prepared;
};

struct client {
    struct client *next;
    struct client *previous;
    int descriptor;
    atomic_int_fast64_t deadline; /* seconds of the monotonic clock */
    atomic_uint phase;            /* enum client_phase */
    bool is_cut;
    char address[64];
    struct exchange exchange;
};

/* Adds a connection; NULL if memory is short. */
struct client *client_open(int descriptor, const char *address);
void client_close(struct client *client); /* before its descriptor is closed */

/* How many seconds each phase may take; before there are connections. */
void clients_limit(const unsigned seconds[CLIENT_PHASES]);

/* A phase begins: it has its seconds from now on. */
void client_allow(struct client *client, enum client_phase phase);

/* Keeps a part of the request's body, or notes that it is too long or there is no room. */
void client_keep_body(struct client *client, const char *bytes, size_t size);
void client_drop_body(struct client *client);

/* Shuts down every connection whose time is over. */
void clients_cut_late(void);

/*
 * Lets connections end: those without a request at once, the others with their
 * answer. What they have sent already is still read.
 */
void clients_end(void);

/* Nanoseconds of the monotonic clock. */
uint64_t client_clock(void);

#endif
