/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_LISTENER_H
#define SERVE_LISTENER_H

#include <stddef.h>

#include <portreg/status.h>

/* The sockets that the server takes connections from. */
#define LISTENERS_MAX 8
#define LISTENER_DEFAULT "127.0.0.1:8080"
#define LISTENER_TEXT_SIZE 80

struct listener {
    int descriptor;
    char address[LISTENER_TEXT_SIZE]; /* of a URL: "127.0.0.1:8080", "[::1]:8080" */
};

struct listeners {
    struct listener items[LISTENERS_MAX];
    size_t count;
};

/*
 * Opens a socket for ADDRESS:PORT, [ADDRESS]:PORT or PORT (on 127.0.0.1); port
 * 0 takes a free one. IO with a message that says the way out if it cannot.
 */
enum portreg_status listeners_add(struct listeners *listeners, const char *text,
                                  struct portreg_error *error);

/* Takes the sockets that systemd passed, if there are any (sd_listen_fds(3)). */
enum portreg_status listeners_inherit(struct listeners *listeners, struct portreg_error *error);

void listeners_close(struct listeners *listeners);

#endif
