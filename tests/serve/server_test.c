/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "serving.h"

#define LOOKUP "/v1/ports/443/tcp"
#define PAGE "/assignments/service-names-port-numbers/service-names-port-numbers.xhtml"
#define GET(target) "GET " target " HTTP/1.1\r\nHost: localhost\r\n\r\n"

/* Compiles another version than the one that is served, in place of it. */
#define REPLACE_SNAPSHOT                                                                        \
    "sed 's/<updated>2026-02-13/<updated>2026-03-%02u/' $D/small.xml > newer.xml && "           \
    "portreg-compile compile newer.xml -o x.portreg"

static void send_text(int connection, const char *text)
{
    http_send(connection, text, strlen(text));
}

static void expect_next(int connection, unsigned status, const char *text)
{
    struct http_answer answer;

    assert_true(http_read(connection, false, &answer));
    assert_int_equal(answer.status, status);
    if (strstr(answer.body, text) == NULL) {
        fail_msg("no \"%s\" in: %.2000s", text, answer.body);
    }
    http_answer_free(&answer);
}

/* Whether the server ends the connection without another byte. */
static bool is_closed(int connection)
{
    char c;

    return recv(connection, &c, 1, 0) <= 0;
}

static void a_connection_stays(void **state)
{
    const struct serving *serving = *state;
    int connection = http_connect(serving->port);

    for (unsigned i = 0; i < 100; i++) {
        send_text(connection, GET(LOOKUP));
        expect_next(connection, 200, "\"https\"");
    }
    send_text(connection, GET("/livez"));
    expect_next(connection, 200, "ok");
    send_text(connection, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect_next(connection, 200, "ok");
    assert_true(is_closed(connection));
    close(connection);
}

static void requests_are_answered_in_their_order(void **state)
{
    const struct serving *serving = *state;
    int connection = http_connect(serving->port);

    send_text(connection, GET(LOOKUP) GET("/nothing") GET("/downloads/iana.csv")
                              GET("/v1/ports/80/tcp") GET("/readyz"));
    expect_next(connection, 200, "\"https\"");
    expect_next(connection, 404, "there is nothing at this address");
    expect_next(connection, 200, "Service Name,Port Number");
    expect_next(connection, 200, "\"www-http\"");
    expect_next(connection, 200, "ok");
    close(connection);
}

static void head_is_get_without_its_body(void **state)
{
    static const char *const targets[] = { LOOKUP, PAGE, "/downloads/iana.csv" };
    const struct serving *serving = *state;
    static const char *const headers[] = { "Content-Length", "ETag", "Content-Type", "Vary",
                                           "Last-Modified" };

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct http_answer get = serving_get(serving, 200, targets[i], NULL);
        struct http_answer head = http_ask(serving->port, "HEAD", targets[i], NULL);
        char a[HTTP_VALUE_SIZE];
        char b[HTTP_VALUE_SIZE];

        assert_int_equal(head.status, 200);
        assert_int_equal(head.size, 0);
        for (size_t k = 0; k < sizeof(headers) / sizeof(headers[0]); k++) {
            assert_string_equal(http_header(&get, headers[k], a),
                                http_header(&head, headers[k], b));
        }
        http_answer_free(&get);
        http_answer_free(&head);
    }
}

static void compressed_or_not_and_unchanged(void **state)
{
    const struct serving *serving = *state;
    struct http_answer plain = serving_get(serving, 200, PAGE, NULL);
    struct http_answer packed = serving_get(serving, 200, PAGE, "Accept-Encoding: br, gzip\r\n");
    struct http_answer again;
    char tag[HTTP_VALUE_SIZE];
    char other[HTTP_VALUE_SIZE];
    char headers[HTTP_VALUE_SIZE + 64];

    http_header(&plain, "ETag", tag);
    assert_string_equal(http_header(&packed, "Content-Encoding", other), "gzip");
    assert_true(packed.size < plain.size);
    assert_string_not_equal(http_header(&packed, "ETag", other), tag);
    snprintf(headers, sizeof(headers), "If-None-Match: %s\r\n", tag);
    again = serving_get(serving, 304, PAGE, headers);
    assert_int_equal(again.size, 0);
    assert_string_equal(http_header(&again, "ETag", other), tag);
    assert_string_equal(http_header(&again, "Vary", other), "Accept, Accept-Encoding");
    assert_string_equal(http_header(&again, "Cache-Control", other), "no-cache");
    http_answer_free(&again);
    /* It is the tag of the other form. */
    snprintf(headers, sizeof(headers), "If-None-Match: %s\r\nAccept-Encoding: gzip\r\n", tag);
    again = serving_get(serving, 200, PAGE, headers);
    http_answer_free(&again);
    again = serving_get(serving, 200, PAGE, "Accept-Encoding: gzip;q=0\r\n");
    assert_string_equal(http_header(&again, "Content-Encoding", other), "");
    http_answer_free(&again);
    http_answer_free(&plain);
    http_answer_free(&packed);
}

static void pages_are_kept_from_harm(void **state)
{
    const struct serving *serving = *state;
    static const char *const headers[][2] = {
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "X-Frame-Options", "DENY" },
    };
    struct http_answer answer = serving_get(serving, 200, PAGE, NULL);
    char value[HTTP_VALUE_SIZE];

    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        assert_string_equal(http_header(&answer, headers[i][0], value), headers[i][1]);
    }
    http_header(&answer, "Content-Security-Policy", value);
    assert_non_null(strstr(value, "default-src 'none'"));
    assert_null(strstr(value, "unsafe"));
    assert_null(strstr(answer.body, "<style"));
    assert_null(strstr(answer.body, " style="));
    http_answer_free(&answer);
}

static void assets_never_change(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer = serving_get(serving, 200, PAGE, NULL);
    const char *address = strstr(answer.body, "/assets/");
    char target[128];
    char value[HTTP_VALUE_SIZE];

    assert_non_null(address);
    snprintf(target, sizeof(target), "%.*s", (int)strcspn(address, "\""), address);
    http_answer_free(&answer);
    answer = serving_get(serving, 200, target, NULL);
    assert_string_equal(http_header(&answer, "Cache-Control", value),
                        "public, max-age=31536000, immutable");
    http_answer_free(&answer);
    answer = serving_get(serving, 404, "/assets/0000000000000000/style.css", NULL);
    assert_string_equal(http_header(&answer, "Cache-Control", value), "no-store");
    http_answer_free(&answer);
}

/* Asks on and on until the pipe is closed; exits with 1 if one request is not answered with 200. */
static pid_t start_asking(unsigned port, const int ends[2])
{
    pid_t child = fork();
    char c;

    assert_int_not_equal(child, -1);
    if (child == 0) {
        int connection = http_connect(port);

        close(ends[1]); /* the test's own is the last one */
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        while (read(ends[0], &c, 1) != 0) {
            struct http_answer answer;

            send_text(connection, GET(LOOKUP) GET(PAGE "?search=http") GET("/downloads/iana.csv"));
            for (unsigned i = 0; i < 3; i++) {
                if (!http_read(connection, false, &answer) || answer.status != 200) {
                    _exit(1);
                }
                http_answer_free(&answer);
            }
        }
        _exit(0);
    }
    return child;
}

/* Asks until the answer has the text; the test fails if it does not come. */
static void wait_for_body(const struct serving *serving, const char *target, const char *text)
{
    const struct timespec step = { 0, 50000000 };

    for (unsigned i = 0;; i++) {
        struct http_answer answer = serving_get(serving, 200, target, NULL);
        bool found = strstr(answer.body, text) != NULL;

        if (!found && i == 600) {
            fail_msg("no \"%s\" in %s: %s", text, target, answer.body);
        }
        http_answer_free(&answer);
        if (found) {
            return;
        }
        nanosleep(&step, NULL);
    }
}

static void a_new_snapshot_drops_no_request(void **state)
{
    const struct serving *serving = *state;
    pid_t askers[4];
    int ends[2];
    int status;

    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < 4; i++) {
        askers[i] = start_asking(serving->port, ends);
    }
    for (unsigned day = 1; day <= 3; day++) {
        char text[64];

        shell_expect(serving->shell, 0, REPLACE_SNAPSHOT, day);
        snprintf(text, sizeof(text), "<dd>2026-03-%02u</dd>", day);
        wait_for_body(serving, PAGE, text);
    }
    close(ends[1]);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(waitpid(askers[i], &status, 0), askers[i]);
        assert_int_equal(status, 0);
    }
    close(ends[0]);
}

static void a_damaged_snapshot_is_not_published(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer;

    shell_expect(serving->shell, 0, "echo damaged > y && mv y x.portreg");
    serving_wait_for(serving, "going on with layer 'iana' as it was");
    answer = serving_get(serving, 200, LOOKUP, NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 200, "/metrics", NULL);
    assert_non_null(strstr(answer.body, "portreg_reloads_total{outcome=\"failed\"} 1\n"));
    http_answer_free(&answer);
    shell_expect(serving->shell, 0, REPLACE_SNAPSHOT, 1);
    serving_wait_for(serving, "publishing the registry anew");
}

#define MAKE_OWN(port)                                                                           \
    "printf 'mine " port "/tcp\\n' > own && portreg-compile compile own --from services "         \
    "--date 2026-01-01 --layer own -o o && mv o own.portreg"

static void a_damaged_layer_stops_no_other(void **state)
{
    struct serving *serving = *state;

    shell_expect(serving->shell, 0, MAKE_OWN("7777"));
    serving_start(serving, "--registry own.portreg");
    shell_expect(serving->shell, 0, "echo damaged > y && mv y x.portreg");
    serving_wait_for(serving, "going on with layer 'iana' as it was");
    shell_expect(serving->shell, 0, MAKE_OWN("7778"));
    wait_for_body(serving, "/v1/ports/7778/tcp", "\"mine\"");
    wait_for_body(serving, LOOKUP, "\"https\"");
    wait_for_body(serving, "/readyz", "ok\nlayer iana is as it was: its file cannot be read\n");
    wait_for_body(serving, "/metrics", "portreg_registry_stuck{layer=\"iana\"} 1\n");
}

static void two_layers_of_one_name_are_explained(void **state)
{
    struct serving *serving = *state;

    shell_expect(serving->shell, 0, "cp x.portreg y.portreg");
    shell_run(serving->shell, "portreg-serve serve --registry x.portreg --registry y.portreg "
                              "--listen 127.0.0.1:0");
    assert_int_equal(serving->shell->code, 2);
    assert_non_null(strstr(serving->shell->err,
                           "y.portreg is layer 'iana', and so is x.portreg; publish one of them"));
}

/* A reader that is slow gets all of its answer; connections without a request are closed. */
static void stopping_ends_what_runs(void **state)
{
    struct serving *serving = *state;
    const struct timespec pause = { 0, 200000000 };
    struct http_answer answer;
    const int room = 256 << 10;
    int idle;
    int slow;
    int status;

    shell_expect(serving->shell, 0,
                 "awk '/<\\/registry>/ { exit } /<record/ { on = 1 } /<people>/ { on = 0; "
                 "for (i = 0; i < 700; i++) printf \"%%s\", all } on { all = all $0 \"\\n\" } "
                 "{ if (!on) print } END { print \"</registry>\" }' $D/small.xml > big.xml && "
                 "portreg-compile compile big.xml -o x.portreg");
    serving_start(serving, "");
    answer = serving_get(serving, 200, "/downloads/iana.xml", NULL);
    idle = http_connect(serving->port);
    send_text(idle, GET("/livez"));
    expect_next(idle, 200, "ok");
    slow = http_connect(serving->port);
    setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    send_text(slow, GET("/downloads/iana.xml"));
    nanosleep(&pause, NULL);
    assert_int_equal(kill(serving->process, SIGTERM), 0);
    nanosleep(&pause, NULL);
    assert_int_equal(waitpid(serving->process, &status, WNOHANG), 0);
    {
        struct http_answer late;

        assert_true(http_read(slow, false, &late));
        assert_int_equal(late.size, answer.size);
        assert_memory_equal(late.body, answer.body, answer.size);
        http_answer_free(&late);
    }
    assert_true(is_closed(idle));
    assert_int_equal(waitpid(serving->process, &status, 0), serving->process);
    serving->process = 0;
    assert_int_equal(status, 0);
    close(idle);
    close(slow);
    http_answer_free(&answer);
}

static void one_address_has_a_limit(void **state)
{
    struct serving *serving = *state;
    int connections[3];
    int more;

    serving_start(serving, "--connections-per-address 3");
    for (size_t i = 0; i < 3; i++) {
        connections[i] = http_connect(serving->port);
        send_text(connections[i], GET("/livez"));
        expect_next(connections[i], 200, "ok");
    }
    more = http_connect(serving->port);
    send_text(more, GET("/livez"));
    assert_true(is_closed(more));
    close(more);
    send_text(connections[0], GET("/livez"));
    expect_next(connections[0], 200, "ok");
    for (size_t i = 0; i < 3; i++) {
        close(connections[i]);
    }
}

static void a_port_in_use_is_explained(void **state)
{
    const struct serving *serving = *state;

    shell_expect(serving->shell, 2,
                 "portreg serve --registry x.portreg --listen 127.0.0.1:%u", serving->port);
    shell_err_has(serving->shell, "another program does (ss -ltnp shows which)");
    shell_err_has(serving->shell, "choose another port with --listen");
    shell_expect(serving->shell, 2, "portreg serve --registry x.portreg --listen nowhere");
    shell_err_has(serving->shell, "'nowhere' is not an address to listen on");
    shell_expect(serving->shell, 2, "portreg serve --registry x.portreg --listen 0 --url x");
    shell_err_has(serving->shell, "--url takes where readers find the site");
    shell_expect(serving->shell, 2, "portreg serve --registry missing.portreg --listen 0");
}

/* As systemd starts it: the socket is descriptor 3, and the environment says so. */
static void a_socket_is_passed(void **state)
{
    static const char program[] =
        "import os, socket\n"
        "s = socket.create_server(('127.0.0.1', 0))\n"
        "os.dup2(s.fileno(), 3, inheritable=True)\n"
        "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1')\n"
        "os.execvp('portreg-serve', ['portreg-serve', 'serve', '--registry', 'x.portreg'])\n";
    struct serving *serving = *state;
    struct http_answer answer;
    FILE *file;
    char path[PATH_MAX + 16];

    snprintf(path, sizeof(path), "%s/pass.py", serving->shell->folder);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(program, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
    serving_start_command(serving, "exec python3 pass.py 2>serve.err");
    answer = serving_get(serving, 200, LOOKUP, NULL);
    http_answer_free(&answer);
}

/* Each line is an object; the values of a stranger do not break it. */
static void expect_log(const struct serving *serving, const char *name, size_t count)
{
    char *line;
    char *rest;

    for (unsigned i = 0;; i++) {
        const struct timespec step = { 0, 50000000 };

        shell_run(serving->shell, "test $(wc -l < %s) = %zu && cat %s", name, count, name);
        if (serving->shell->code == 0) {
            break;
        }
        assert_true(i < 600);
        nanosleep(&step, NULL);
    }
    for (line = strtok_r(serving->shell->out, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        json_t *object = json_loads(line, 0, NULL);

        assert_true(json_is_object(object));
        assert_string_equal(json_string_value(json_object_get(object, "client")), "127.0.0.1");
        assert_true(json_is_integer(json_object_get(object, "status")));
        assert_true(json_is_integer(json_object_get(object, "bytes")));
        assert_true(json_is_integer(json_object_get(object, "duration_us")));
        assert_non_null(json_object_get(object, "route"));
        json_decref(object);
    }
}

static void requests_are_logged_as_json(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;

    serving_start(serving, "--access-log access.log");
    answer = serving_get(serving, 200, LOOKUP,
                         "User-Agent: \"\\ \xff\t'\r\nX-Forwarded-For: 2001:db8::1\r\n");
    http_answer_free(&answer);
    answer = serving_get(serving, 404, "/\"nothing\"?\\u0000", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 400, "/%zz", NULL);
    http_answer_free(&answer);
    expect_log(serving, "access.log", 3);
    shell_expect(serving->shell, 0, "cat access.log");
    shell_out_has(serving->shell, "\"route\":\"lookupPortTransport\",\"status\":200");
    shell_out_has(serving->shell, "\"forwarded_for\":\"2001:db8::1\"");
    shell_out_has(serving->shell, "\"target\":\"/\\\"nothing\\\"?\\\\u0000\"");
}

static void the_log_is_opened_anew(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;

    serving_start(serving, "--access-log access.log");
    answer = serving_get(serving, 200, LOOKUP, NULL);
    http_answer_free(&answer);
    expect_log(serving, "access.log", 1);
    shell_expect(serving->shell, 0, "mv access.log access.log.1");
    assert_int_equal(kill(serving->process, SIGHUP), 0);
    serving_wait_for(serving, "publishing the registry anew");
    answer = serving_get(serving, 200, LOOKUP, NULL);
    http_answer_free(&answer);
    expect_log(serving, "access.log", 1);
    expect_log(serving, "access.log.1", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STARTED_TEST(a_connection_stays),
        STARTED_TEST(requests_are_answered_in_their_order),
        STARTED_TEST(head_is_get_without_its_body),
        STARTED_TEST(compressed_or_not_and_unchanged),
        STARTED_TEST(pages_are_kept_from_harm),
        STARTED_TEST(assets_never_change),
        STARTED_TEST(a_new_snapshot_drops_no_request),
        STARTED_TEST(a_damaged_snapshot_is_not_published),
        SERVING_TEST(a_damaged_layer_stops_no_other),
        SERVING_TEST(two_layers_of_one_name_are_explained),
        SERVING_TEST(stopping_ends_what_runs),
        SERVING_TEST(one_address_has_a_limit),
        STARTED_TEST(a_port_in_use_is_explained),
        SERVING_TEST(a_socket_is_passed),
        SERVING_TEST(requests_are_logged_as_json),
        SERVING_TEST(the_log_is_opened_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
