/* SPDX-License-Identifier: BSD-2-Clause */
#include "http_client.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/buffer.h"

#define HEAD_MAX 65536
#define BODY_MAX ((size_t)64 << 20)
#define PATIENCE 60 /* seconds */

int http_connect_from(unsigned port, uint32_t host)
{
    const struct timeval patience = { .tv_sec = PATIENCE };
    const struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(host) };
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_not_equal(connection, -1);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    assert_int_equal(bind(connection, (const struct sockaddr *)&own, sizeof(own)), 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof(address)) != 0) {
        fail_msg("cannot connect to port %u", port);
    }
    return connection;
}

int http_connect(unsigned port)
{
    return http_connect_from(port, INADDR_LOOPBACK);
}

void http_send(int connection, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);

        if (sent <= 0) {
            return; /* the server has had enough; its answer says why */
        }
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* Reads byte by byte, so that a following answer stays in the socket. */
static bool read_head(int connection, struct buffer *head)
{
    char c;

    while (head->size < 4 || memcmp(head->data + head->size - 4, "\r\n\r\n", 4) != 0) {
        if (recv(connection, &c, 1, 0) != 1) {
            return false;
        }
        buffer_append_char(head, c);
        assert_false(buffer_failed(head));
    }
    return true;
}

static bool read_body(int connection, size_t size, struct buffer *body)
{
    char block[65536];

    while (body->size < size) {
        size_t left = size - body->size;
        ssize_t got = recv(connection, block, left < sizeof(block) ? left : sizeof(block), 0);

        if (got <= 0) {
            return false;
        }
        buffer_append(body, block, (size_t)got);
    }
    return true;
}

bool http_read(int connection, bool is_head, struct http_answer *ret)
{
    struct buffer head = BUFFER_INIT(HEAD_MAX);
    struct buffer body = BUFFER_INIT(BODY_MAX);
    char value[HTTP_VALUE_SIZE];
    size_t size = 0;
    bool whole;

    *ret = (struct http_answer){ .status = 0 };
    if (!read_head(connection, &head)) {
        buffer_free(&head);
        return false;
    }
    ret->head = buffer_take(&head, &size);
    assert_int_equal(strncmp(ret->head, "HTTP/1.1 ", 9), 0);
    ret->status = (unsigned)strtoul(ret->head + 9, NULL, 10);
    size = 0;
    if (!is_head && ret->status != 304 && ret->status != 204) {
        size = strtoul(http_header(ret, "Content-Length", value), NULL, 10);
    }
    buffer_append(&body, "", 0);
    whole = read_body(connection, size, &body);
    ret->body = buffer_take(&body, &ret->size);
    if (!whole) {
        http_answer_free(ret);
    }
    return whole;
}

struct http_answer http_ask(unsigned port, const char *method, const char *target,
                            const char *headers)
{
    struct buffer request = BUFFER_INIT(HEAD_MAX);
    struct http_answer answer;
    int connection = http_connect(port);

    buffer_printf(&request, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", method, target,
                  headers != NULL ? headers : "");
    assert_false(buffer_failed(&request));
    http_send(connection, request.data, request.size);
    if (!http_read(connection, strcmp(method, "HEAD") == 0, &answer)) {
        fail_msg("no answer to %s %s", method, target);
    }
    close(connection);
    buffer_free(&request);
    return answer;
}

struct http_answer http_get(unsigned port, const char *target, const char *headers)
{
    return http_ask(port, "GET", target, headers);
}

const char *http_header(const struct http_answer *answer, const char *name,
                        char value[HTTP_VALUE_SIZE])
{
    size_t size = strlen(name);

    value[0] = '\0';
    for (const char *line = strstr(answer->head, "\r\n"); line != NULL;
         line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, size) == 0 && line[2 + size] == ':') {
            const char *start = line + 2 + size + 1;

            start += strspn(start, " ");
            snprintf(value, HTTP_VALUE_SIZE, "%.*s", (int)strcspn(start, "\r"), start);
            break;
        }
    }
    return value;
}

void http_answer_free(struct http_answer *answer)
{
    free(answer->head);
    free(answer->body);
    *answer = (struct http_answer){ .status = 0 };
}
