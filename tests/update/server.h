/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_UPDATE_SERVER_H
#define TESTS_UPDATE_SERVER_H

#include <stddef.h>
#include <stdint.h>

/* An HTTP server on a free loopback port that answers as the test says. */
enum server_mode {
    SERVER_WHOLE,
    SERVER_TRUNCATED, /* announces `size` bytes and breaks off after half of them */
    SERVER_BROKEN,    /* announces no size and breaks off after half of them */
    SERVER_SLOW,      /* sends the first byte and then nothing */
    SERVER_ENDLESS,   /* sends without end, size not announced */
    SERVER_ANNOUNCED  /* announces 65 MiB */
};

struct server_answer {
    enum server_mode mode;
    unsigned status;
    const void *body;
    size_t size;
    const char *etag; /* NULL: no such header */
    const char *last_modified;
    const char *location;
    const char *encoding;
    const char *type;
};

#define SERVER_HEADER_SIZE 256

/* What the last request said; empty where it had no such header. */
struct server_seen {
    unsigned requests;
    char if_none_match[SERVER_HEADER_SIZE];
    char if_modified_since[SERVER_HEADER_SIZE];
    char accept_encoding[SERVER_HEADER_SIZE];
    char user_agent[SERVER_HEADER_SIZE];
};

struct server;

/* Starts it; fails the test if it cannot. With a certificate and its key (PEM) it speaks TLS. */
struct server *server_start(const char *certificate, const char *key);
void server_stop(struct server *server);
unsigned server_port(const struct server *server);

/* Answers so from now on; what it points to is borrowed. */
void server_answer(struct server *server, const struct server_answer *answer);
struct server_seen server_seen(struct server *server);

#endif
