/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SERVE_HTTP_CLIENT_H
#define TESTS_SERVE_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A client that sends what it is told, byte for byte, and reads answers. */
#define HTTP_VALUE_SIZE 512

struct http_answer {
    unsigned status;
    char *head; /* lines with CR LF, NUL-terminated */
    char *body; /* NUL-terminated */
    size_t size;
};

/* A connection to 127.0.0.1; the test fails if there is none, or if nothing comes for a minute. */
int http_connect(unsigned port);

/* The same from an address of this host (127.0.0.2 …, in the host's byte order). */
int http_connect_from(unsigned port, uint32_t host);

void http_send(int connection, const char *bytes, size_t size);

/* Reads one answer; without a body if `is_head`. false if the connection ended before it. */
bool http_read(int connection, bool is_head, struct http_answer *ret);

/*
 * A GET on a connection of its own; `headers` are whole lines ("A: b\r\n") or
 * NULL. The test fails if there is no answer.
 */
struct http_answer http_get(unsigned port, const char *target, const char *headers);

/* The same with another method. */
struct http_answer http_ask(unsigned port, const char *method, const char *target,
                            const char *headers);

/* A header's value, "" if it is not there. */
const char *http_header(const struct http_answer *answer, const char *name,
                        char value[HTTP_VALUE_SIZE]);

void http_answer_free(struct http_answer *answer);

#endif
