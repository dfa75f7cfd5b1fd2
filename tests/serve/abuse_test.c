/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests as no good client sends them. Each attempt has a connection of its
 * own, which is read to its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <fnmatch.h>

#include "serving.h"
#include "util/buffer.h"

#define STREAM_MAX (1u << 20)
#define LONG_TEXT 40000 /* bytes, more than a head may have */

#define HOST "Host: localhost\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST "\r\n"
#define POST(headers, body) "POST /v1/lookup HTTP/1.1\r\n" HOST headers "\r\n" body
#define CHUNKED "Transfer-Encoding: chunked\r\n"

/* Whoever takes this for a request of its own was made to by what stood before it. */
#define SMUGGLED GET("/readyz")

/* Asks for the connection's end, where it is expected to go on. */
#define LAST "GET /livez HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"

#define BYTES(text) text, sizeof(text) - 1

struct attempt {
    const char *what;
    const char *bytes;
    size_t size;
    const char *statuses; /* of the answers up to the connection's end; a pattern */
};

/* Reads until the server closes the connection, which it must do by itself. */
static void read_all(int connection, struct buffer *ret)
{
    char block[65536];
    ssize_t got;

    while ((got = recv(connection, block, sizeof(block), 0)) > 0) {
        buffer_append(ret, block, (size_t)got);
    }
    buffer_append(ret, "", 0);
    assert_false(buffer_failed(ret));
}

/* "200 400": the codes of all answers in the stream. */
static void list_statuses(const char *stream, struct buffer *ret)
{
    for (const char *at = strstr(stream, "HTTP/1.1 "); at != NULL;
         at = strstr(at + 1, "HTTP/1.1 ")) {
        if (strspn(at + 9, "0123456789") == 3) {
            buffer_printf(ret, "%s%.3s", ret->size > 0 ? " " : "", at + 9);
        }
    }
    buffer_append(ret, "", 0);
}

static void try(const struct serving *serving, const struct attempt *attempt)
{
    struct buffer stream = BUFFER_INIT(STREAM_MAX);
    struct buffer statuses = BUFFER_INIT(1024);
    int connection = http_connect(serving->port);

    http_send(connection, attempt->bytes, attempt->size);
    read_all(connection, &stream);
    close(connection);
    list_statuses(stream.data, &statuses);
    if (fnmatch(attempt->statuses, statuses.data, FNM_EXTMATCH) != 0) {
        fail_msg("%s: answered with \"%s\" instead of \"%s\":\n%.1000s", attempt->what,
                 statuses.data, attempt->statuses, stream.data);
    }
    if (strstr(stream.data, "<xss") != NULL) {
        fail_msg("%s: the answer has what was sent:\n%.1000s", attempt->what, stream.data);
    }
    buffer_free(&stream);
    buffer_free(&statuses);
}

static void try_all(const struct serving *serving, const struct attempt *attempts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        try(serving, &attempts[i]);
    }
}

#define TRY_ALL(state, attempts) \
    try_all(*(state), attempts, sizeof(attempts) / sizeof((attempts)[0]))

/* A test ends when the server closes connections, so idle ones are to stay open. */
static int start_patiently(void **state)
{
    serving_setup(state);
    serving_start(*state, "--idle-timeout 50 --head-timeout 50");
    return 0;
}

static void bad_targets_are_refused(void **state)
{
    static const struct attempt attempts[] = {
        { "escape", BYTES(GET("/%zz") LAST), "400 200" },
        { "cut escape", BYTES(GET("/%4") LAST), "400 200" },
        { "escape in the query", BYTES(GET("/?q=%f") LAST), "400 200" },
        { "dots", BYTES(GET("/../etc/passwd") LAST), "400 200" },
        { "dots behind", BYTES(GET("/assets/x/../../y") LAST), "400 200" },
        { "escaped dots", BYTES(GET("/%2e%2e/%2E%2e/x") LAST), "400 200" },
        { "half-escaped dots", BYTES(GET("/.%2e/x") LAST), "400 200" },
        { "dots in a segment", BYTES(GET("/assets/x/..%2f..%2fetc%2fpasswd") LAST), "404 200" },
        { "dots escaped twice", BYTES(GET("/%252e%252e/x") LAST), "404 200" },
        { "dots, overlong", BYTES(GET("/%c0%ae%c0%ae/x") LAST), "400 200" },
        { "backslashes", BYTES(GET("/..\\..\\x") LAST), "404 200" },
        { "two slashes", BYTES(GET("//example.org/") LAST), "400 200" },
        { "escaped NUL", BYTES(GET("/%00") LAST), "400 200" },
        { "NUL", BYTES("GET /livez\0x HTTP/1.1\r\n" HOST "\r\n" SMUGGLED), "400" },
        { "NUL in the query", BYTES("GET /?q=\0 HTTP/1.1\r\n" HOST "\r\n" SMUGGLED), "400" },
        { "no UTF-8", BYTES(GET("/%ff") LAST), "400 200" },
        { "no UTF-8, bare", BYTES(GET("/\xff\xfe") LAST), "400 200" },
        { "a surrogate", BYTES(GET("/?q=%ed%a0%80") LAST), "400 200" },
        { "escaped line end", BYTES(GET("/%0d%0aSet-Cookie:x") LAST), "400 200" },
        { "lone CR", BYTES(GET("/a\rb") LAST), "400 200" },
        { "space", BYTES(GET("/a b") LAST), "400 200" },
        { "no slash", BYTES(GET("livez") LAST), "400 200" },
        { "markup", BYTES("GET /%3Cxss%3E HTTP/1.1\r\n" HOST "Accept: text/html\r\n\r\n" LAST),
          "404 200" },
        { "bare markup", BYTES("GET /<xss> HTTP/1.1\r\n" HOST "Accept: text/html\r\n\r\n" LAST),
          "404 200" },
    };

    TRY_ALL(state, attempts);
}

static void other_forms_of_a_target(void **state)
{
    static const struct attempt attempts[] = {
        { "absolute", BYTES(GET("http://localhost/livez") LAST), "200 200" },
        { "absolute without a path", BYTES(GET("http://localhost") LAST), "@(200|404) 200" },
        { "asterisk", BYTES("OPTIONS * HTTP/1.1\r\n" HOST "\r\n" LAST), "204 200" },
        { "asterisk to get", BYTES(GET("*") LAST), "400 200" },
        { "authority", BYTES("CONNECT example.org:443 HTTP/1.1\r\n" HOST "\r\n" LAST),
          "400 200" },
    };

    TRY_ALL(state, attempts);
}

static void methods_that_are_not_taken(void **state)
{
    static const struct attempt attempts[] = {
        { "another", BYTES("DELETE /livez HTTP/1.1\r\n" HOST "\r\n" LAST), "405 200" },
        { "unknown", BYTES("BREW /livez HTTP/1.1\r\n" HOST "\r\n" LAST), "405 200" },
        { "small letters", BYTES("get /livez HTTP/1.1\r\n" HOST "\r\n" LAST), "405 200" },
        { "TRACE", BYTES("TRACE /livez HTTP/1.1\r\n" HOST "X: <xss>\r\n\r\n" LAST),
          "405 200" },
    };

    TRY_ALL(state, attempts);
}

static void other_protocols(void **state)
{
    static const struct attempt attempts[] = {
        { "HTTP/0.9", BYTES("GET /livez\r\n\r\n"), "400" },
        { "HTTP/1.0", BYTES("GET /livez HTTP/1.0\r\n\r\n"), "200" },
        { "HTTP/1.2", BYTES("GET /livez HTTP/1.2\r\n" HOST "Connection: close\r\n\r\n"), "200" },
        { "HTTP/2", BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "505" },
        { "no version", BYTES("GET /livez HTTP/x.y\r\n\r\n"), "400" },
        { "TLS", BYTES("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03\n\n"), "?(400)" },
        { "garbage", BYTES("\x01\x02\xff<xss>\n\n\n"), "?(400)" },
        { "a line", BYTES("help\r\n"), "?(400)" },
        { "lines before a request", BYTES("\r\n\r\n" LAST), "200" },
    };

    TRY_ALL(state, attempts);
}

static void heads_that_two_programs_may_read_differently(void **state)
{
    static const struct attempt attempts[] = {
        { "no host", BYTES("GET /livez HTTP/1.1\r\n\r\n" SMUGGLED), "400" },
        { "two hosts", BYTES("GET /livez HTTP/1.1\r\n" HOST HOST "\r\n" SMUGGLED), "400" },
        { "length and chunks",
          BYTES(POST("Content-Length: 4\r\n" CHUNKED, "0\r\n\r\n" SMUGGLED)), "400" },
        { "chunks and length",
          BYTES(POST(CHUNKED "Content-Length: 4\r\n", "0\r\n\r\n" SMUGGLED)), "400" },
        { "two lengths",
          BYTES(POST("Content-Length: 2\r\nContent-Length: 9\r\n", "[]" SMUGGLED)), "400" },
        { "chunks twice", BYTES(POST(CHUNKED CHUNKED, "0\r\n\r\n" SMUGGLED)), "400" },
        { "space before the colon", BYTES(POST("Content-Length : 39\r\n", SMUGGLED)), "400" },
        { "no length", BYTES(POST("Content-Length:\r\n", SMUGGLED)), "400*" },
        { "negative length", BYTES(POST("Content-Length: -2\r\n", SMUGGLED)), "400*" },
        { "length with a sign", BYTES(POST("Content-Length: +2\r\n", "[]" SMUGGLED)), "400*" },
        { "list of lengths", BYTES(POST("Content-Length: 2, 2\r\n", "[]" SMUGGLED)), "400*" },
        { "hexadecimal length", BYTES(POST("Content-Length: 0x2\r\n", "[]" SMUGGLED)), "400*" },
        { "length beyond 64 bits",
          BYTES(POST("Content-Length: 18446744073709551618\r\n", "[]" SMUGGLED)), "413*" },
        { "another coding", BYTES(POST("Transfer-Encoding: gzip\r\n", SMUGGLED)), "400" },
        { "codings", BYTES(POST("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" SMUGGLED)),
          "400" },
        { "coding with a tab", BYTES(POST("Transfer-Encoding:\vchunked\r\n", SMUGGLED)), "400" },
        { "chunks in HTTP/1.0",
          BYTES("POST /v1/lookup HTTP/1.0\r\n" CHUNKED "\r\n0\r\n\r\n" SMUGGLED), "400" },
        { "folded", BYTES("GET /livez HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n" SMUGGLED), "400" },
        { "folded coding", BYTES(POST("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" SMUGGLED)),
          "400" },
        { "folded length", BYTES(POST("A: b\r\n\tContent-Length: 39\r\n", SMUGGLED)), "400" },
        { "NUL in a value", BYTES("GET /livez HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n" SMUGGLED),
          "400" },
        { "NUL in a name", BYTES("GET /livez HTTP/1.1\r\n" HOST "A\0: b\r\n\r\n" SMUGGLED), "400" },
        { "CR in a value", BYTES("GET /livez HTTP/1.1\r\n" HOST "A: b\rc: d\r\n\r\n" SMUGGLED),
          "400" },
        { "LF in a head", BYTES("GET /livez HTTP/1.1\r\nA: b\n" HOST "\r\n" SMUGGLED), "400" },
        { "no colon", BYTES("GET /livez HTTP/1.1\r\n" HOST "<xss>\r\n\r\n" SMUGGLED), "400" },
        { "no name and no value", BYTES("GET /livez HTTP/1.1\r\n" HOST ":\r\n\r\n" SMUGGLED),
          "400" },
        { "LF at the end", BYTES("GET /livez HTTP/1.1\r\n" HOST "\n" SMUGGLED), "400" },
        { "no name", BYTES("GET /livez HTTP/1.1\r\n" HOST ": b\r\n\r\n" SMUGGLED), "400" },
        { "a name of two words", BYTES("GET /livez HTTP/1.1\r\n" HOST "A B: c\r\n\r\n" SMUGGLED),
          "400" },
    };

    TRY_ALL(state, attempts);
}

static void chunks_that_are_none(void **state)
{
    static const struct attempt attempts[] = {
        { "no size", BYTES(POST(CHUNKED, "\r\n" SMUGGLED)), "400" },
        { "no digit", BYTES(POST(CHUNKED, "zz\r\n" SMUGGLED)), "400" },
        { "negative", BYTES(POST(CHUNKED, "-1\r\n" SMUGGLED)), "400" },
        { "beyond 64 bits", BYTES(POST(CHUNKED, "10000000000000002\r\n[]" SMUGGLED)), "413" },
        { "longer than it says", BYTES(POST(CHUNKED, "1\r\n[]\r\n0\r\n\r\n" SMUGGLED)), "400" },
        { "in order", BYTES(POST(CHUNKED, "1;a=b\r\n[\r\n1\r\n]\r\n0\r\nA: b\r\n\r\n") LAST),
          "@(200|400|415) 200" },
    };

    TRY_ALL(state, attempts);
}

/* Sends `before`, `count` times `middle`, and `after`. */
static void try_long(const struct serving *serving, const char *what, const char *before,
                     const char *middle, size_t count, const char *after, const char *statuses)
{
    struct buffer text = BUFFER_INIT(64u << 20);

    buffer_append_text(&text, before);
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(&text, middle);
    }
    buffer_append_text(&text, after);
    assert_false(buffer_failed(&text));
    try(serving, &(struct attempt){ what, text.data, text.size, statuses });
    buffer_free(&text);
}

/* Where more was sent than is read, the connection's reset may overtake the answer. */
static void what_is_too_long_is_refused(void **state)
{
    const struct serving *serving = *state;
    const char *head = "GET /livez HTTP/1.1\r\n" HOST;

    try_long(serving, "target", "GET /", "a", 5000, " HTTP/1.1\r\n" HOST "\r\n" LAST, "414 200");
    try_long(serving, "target beyond a head", "GET /", "a", LONG_TEXT,
             " HTTP/1.1\r\n" HOST "\r\n", "?(414)");
    try_long(serving, "segments", "GET ", "/a", 100, " HTTP/1.1\r\n" HOST "\r\n" LAST, "400 200");
    try_long(serving, "parameters", "GET /?", "a=b&", 60, " HTTP/1.1\r\n" HOST "\r\n" LAST,
             "400 200");
    try_long(serving, "method", "", "A", 5000, " / HTTP/1.1\r\n" HOST "\r\n" LAST, "405 200");
    try_long(serving, "header", head, "a", LONG_TEXT, ": b\r\n\r\n", "?(431)");
    try_long(serving, "value", "GET /livez HTTP/1.1\r\n" HOST "A: ", "b", LONG_TEXT, "\r\n\r\n",
             "?(431)");
    try_long(serving, "headers", head, "A: b\r\n", LONG_TEXT / 6, "\r\n", "?(431)");
    try_long(serving, "empty lines", "", "\r\n", LONG_TEXT, LAST, "?(414)");
    try_long(serving, "trailers", POST(CHUNKED, "0\r\n"), "A: b\r\n", LONG_TEXT / 6, "\r\n",
             "?(431)");
    /* A stated limit: libmicrohttpd knows no better name for it. */
    try_long(serving, "chunk extension", POST(CHUNKED, "1;"), "a", LONG_TEXT, "\r\n", "?(500)");
}

static void a_head_up_to_the_limit_is_read(void **state)
{
    try_long(*state, "value", "GET /livez HTTP/1.1\r\n" HOST "A: ", "b", 14000, "\r\n\r\n" LAST,
             "200 200");
}

static void a_long_body_is_refused(void **state)
{
    const struct serving *serving = *state;
    const char *chunk = "1000\r\n"
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct buffer text = BUFFER_INIT(1u << 20);

    try_long(serving, "declared", POST("Content-Length: 2000000\r\n", ""), "0123456789", 200000,
             LAST, "413 200");
    try_long(serving, "declared, and waiting to be let",
             POST("Expect: 100-continue\r\nContent-Length: 2000000\r\n", ""), "", 0, "", "413");
    try_long(serving, "of a GET", "GET /livez HTTP/1.1\r\n" HOST "Content-Length: 2000000\r\n\r\n",
             "0123456789", 200000, LAST, "413 200");
    buffer_append_text(&text, chunk);
    while (text.size < 4096 + 6) {
        buffer_append_text(&text, chunk + 6);
    }
    buffer_append_text(&text, "\r\n");
    try_long(serving, "chunked", POST(CHUNKED, ""), text.data, 300, "0\r\n\r\n" LAST, "413 200");
    buffer_free(&text);
}

static void requests_in_one_go_are_answered_in_order(void **state)
{
    try_long(*state, "pipelined", GET("/nothing"), GET("/livez"), 100, LAST, "404*( 200)");
}

/* What closes its side after the request is answered nevertheless. */
static void half_closed_connections_are_answered(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer;
    int connection = http_connect(serving->port);

    http_send(connection, BYTES(GET("/v1/ports/443")));
    shutdown(connection, SHUT_WR);
    assert_true(http_read(connection, false, &answer));
    assert_int_equal(answer.status, 200);
    http_answer_free(&answer);
    close(connection);
}

static void what_is_refused_has_no_body_of_the_client(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer = serving_get(serving, 404, "/%22%3E%3Cimg%20src=x%3E",
                                            "Accept: text/html\r\n");
    char value[HTTP_VALUE_SIZE];

    assert_null(strstr(answer.body, "<img src=x"));
    assert_string_equal(http_header(&answer, "X-Content-Type-Options", value), "nosniff");
    assert_non_null(strstr(http_header(&answer, "Content-Security-Policy", value),
                           "default-src 'none'"));
    http_answer_free(&answer);
}

#define ABUSE_TEST(function) \
    cmocka_unit_test_setup_teardown(function, start_patiently, serving_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABUSE_TEST(bad_targets_are_refused),
        ABUSE_TEST(other_forms_of_a_target),
        ABUSE_TEST(methods_that_are_not_taken),
        ABUSE_TEST(other_protocols),
        ABUSE_TEST(heads_that_two_programs_may_read_differently),
        ABUSE_TEST(chunks_that_are_none),
        ABUSE_TEST(what_is_too_long_is_refused),
        ABUSE_TEST(a_head_up_to_the_limit_is_read),
        ABUSE_TEST(a_long_body_is_refused),
        ABUSE_TEST(requests_in_one_go_are_answered_in_order),
        ABUSE_TEST(half_closed_connections_are_answered),
        ABUSE_TEST(what_is_refused_has_no_body_of_the_client),
    };

    return cmocka_run_group_tests_name("serve/abuse", tests, NULL, NULL);
}
