/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections that take their time, that are many, or that go away, and a
 * registry that is replaced while it is asked for.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <dirent.h>

#include "serving.h"
#include "util/buffer.h"

#define LOOPBACK 0x7f000001u
#define STEP_NANOSECONDS 20000000
#define STEPS 1500 /* half a minute */

#define HOST "Host: localhost\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST "\r\n"
#define BYTES(text) text, sizeof(text) - 1

static void pause_a_step(void)
{
    const struct timespec step = { 0, STEP_NANOSECONDS };

    nanosleep(&step, NULL);
}

/* A value of /metrics. */
static unsigned long metric(const struct serving *serving, const char *name)
{
    struct http_answer answer = serving_get(serving, 200, "/metrics", NULL);
    char line[128];
    const char *found;
    unsigned long value;

    snprintf(line, sizeof(line), "\n%s ", name);
    found = strstr(answer.body, line);
    assert_non_null(found);
    value = strtoul(found + strlen(line), NULL, 10);
    http_answer_free(&answer);
    return value;
}

static void wait_for_metric(const struct serving *serving, const char *name, unsigned long from,
                            unsigned long to)
{
    unsigned long value = metric(serving, name);

    for (unsigned i = 0; i < STEPS && (value < from || value > to); i++) {
        pause_a_step();
        value = metric(serving, name);
    }
    assert_in_range(value, from, to);
}

static void expect_alive(const struct serving *serving)
{
    struct http_answer answer = serving_get(serving, 200, "/livez", NULL);

    http_answer_free(&answer);
}

/* Whether the other side has closed the connection. */
static bool is_closed(int connection)
{
    char c;
    ssize_t got = recv(connection, &c, 1, MSG_DONTWAIT | MSG_PEEK);

    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

/* Sends byte by byte until the server has had enough; fails if it never has. */
static void dribble(int connection, const char *byte)
{
    for (unsigned i = 0; i < STEPS; i++) {
        if (is_closed(connection)) {
            return;
        }
        http_send(connection, byte, 1);
        pause_a_step();
    }
    fail_msg("%u bytes, one after the other, and the connection is still open", STEPS);
}

static void a_dribbled_head_is_cut(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;
    int connection;

    serving_start(serving, "--head-timeout 1");
    connection = http_connect(serving->port);
    http_send(connection, BYTES("GET /livez HTTP/1.1\r\n" HOST "A: "));
    dribble(connection, "b");
    close(connection);
    /* After an answer, the time for the next head begins anew. */
    connection = http_connect(serving->port);
    http_send(connection, BYTES(GET("/livez") "GET /"));
    assert_true(http_read(connection, false, &answer));
    http_answer_free(&answer);
    dribble(connection, "b");
    close(connection);
    assert_int_equal(metric(serving, "portreg_http_connections_cut_total"), 2);
}

static void a_dribbled_body_is_cut(void **state)
{
    struct serving *serving = *state;
    int connection;

    serving_start(serving, "--body-timeout 1");
    connection = http_connect(serving->port);
    http_send(connection, BYTES("POST /v1/lookup HTTP/1.1\r\n" HOST
                                "Content-Length: 1000000\r\n\r\n"));
    dribble(connection, "1");
    close(connection);
    connection = http_connect(serving->port);
    http_send(connection, BYTES("POST /v1/lookup HTTP/1.1\r\n" HOST
                                "Transfer-Encoding: chunked\r\n\r\n1;"));
    dribble(connection, "a");
    close(connection);
    wait_for_metric(serving, "portreg_http_connections_cut_total", 2, 2);
}

static void an_idle_connection_is_closed(void **state)
{
    struct serving *serving = *state;
    char c;
    int connection;

    serving_start(serving, "--idle-timeout 1");
    connection = http_connect(serving->port);
    assert_int_equal(recv(connection, &c, 1, 0), 0);
    close(connection);
    expect_alive(serving);
}

/* Asks for much and takes nothing of it. */
static void who_does_not_read_is_cut(void **state)
{
    struct serving *serving = *state;
    int connection;

    serving_start(serving, "--answer-timeout 1 --head-timeout 100 --idle-timeout 100");
    connection = http_connect(serving->port);
    for (unsigned i = 0; i < 100; i++) {
        http_send(connection, BYTES(GET("/downloads/iana.portreg")));
    }
    wait_for_metric(serving, "portreg_http_connections_cut_total", 1, 1);
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    close(connection);
}

static unsigned count_descriptors(const struct serving *serving)
{
    char path[64];
    unsigned count = 0;
    DIR *folder;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)serving->process);
    folder = opendir(path);
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static void connections_that_go_away_leave_nothing(void **state)
{
    static const char *const requests[] = {
        GET("/downloads/iana.portreg"), GET("/v1/ports/443"), "GET /v1/po",
        "POST /v1/lookup HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n[1,2", "",
    };
    const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    struct serving *serving = *state;
    unsigned before;

    /* Where the end of the stream comes with the last bytes, libmicrohttpd may not see it. */
    serving_start(serving, "--idle-timeout 1");
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    for (unsigned i = 0; i < 5; i++) { /* all that is made once is made */
        int connection = http_connect(serving->port);

        http_send(connection, requests[i], strlen(requests[i]));
        close(connection);
    }
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    before = count_descriptors(serving);
    for (unsigned i = 0; i < 500; i++) {
        const char *request = requests[i % 5];
        int connection = http_connect(serving->port);

        http_send(connection, request, strlen(request));
        if (i % 2 == 0) {
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        }
        close(connection);
    }
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    wait_for_metric(serving, "portreg_http_requests_running", 1, 1);
    assert_in_range(count_descriptors(serving), 1, before + 1);
}

/* Who asks twice is sent the same bytes, and no descriptor is held for them. */
static void downloads_take_no_descriptors(void **state)
{
    static const char *const suffixes[] = { "csv", "xml", "txt", "json", "ndjson", "portreg" };
    struct serving *serving = *state;
    unsigned before;

    serving_start(serving, "");
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    before = count_descriptors(serving);
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        struct http_answer first;
        struct http_answer second;
        char target[64];

        snprintf(target, sizeof(target), "/downloads/iana.%s", suffixes[i]);
        first = serving_get(serving, 200, target, NULL);
        second = serving_get(serving, 200, target, NULL);
        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.body, second.body, first.size);
        http_answer_free(&first);
        http_answer_free(&second);
    }
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    assert_in_range(count_descriptors(serving), 1, before + 1);
}

static void one_address_has_its_share(void **state)
{
    struct serving *serving = *state;
    int connections[4];
    struct http_answer answer;
    char c;
    int other;

    serving_start(serving, "--connections-per-address 4");
    for (size_t i = 0; i < 4; i++) {
        connections[i] = http_connect_from(serving->port, LOOPBACK + 1);
        http_send(connections[i], BYTES(GET("/livez")));
        assert_true(http_read(connections[i], false, &answer));
        http_answer_free(&answer);
    }
    other = http_connect_from(serving->port, LOOPBACK + 1);
    assert_true(recv(other, &c, 1, 0) <= 0);
    close(other);
    expect_alive(serving); /* from another address */
    close(connections[0]);
    wait_for_metric(serving, "portreg_http_connections", 4, 4);
    other = http_connect_from(serving->port, LOOPBACK + 1);
    http_send(other, BYTES(GET("/livez")));
    assert_true(http_read(other, false, &answer));
    http_answer_free(&answer);
    close(other);
    for (size_t i = 1; i < 4; i++) {
        close(connections[i]);
    }
}

#define IDLE_ADDRESSES 10
#define IDLE_EACH 1000
#define IDLE (IDLE_ADDRESSES * IDLE_EACH)

static bool may_have_descriptors(rlim_t count)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < count) {
        return false;
    }
    limit.rlim_cur = count;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static void ten_thousand_idle_connections(void **state)
{
    struct serving *serving = *state;
    int *connections;

    if (!may_have_descriptors(IDLE + 2000)) {
        skip();
    }
    connections = calloc(IDLE, sizeof(*connections));
    assert_non_null(connections);
    serving_start(serving, "--connections 11000 --connections-per-address 1100 "
                           "--head-timeout 300 --idle-timeout 300");
    for (unsigned i = 0; i < IDLE; i++) {
        connections[i] = http_connect_from(serving->port, LOOPBACK + 1 + i % IDLE_ADDRESSES);
        if (i % 2 == 0) {
            http_send(connections[i], BYTES("GET /v1/"));
        }
    }
    wait_for_metric(serving, "portreg_http_connections", IDLE + 1, IDLE + 1);
    expect_alive(serving);
    for (unsigned i = 0; i < IDLE; i++) {
        assert_false(is_closed(connections[i]));
        close(connections[i]);
    }
    wait_for_metric(serving, "portreg_http_connections", 1, 1);
    free(connections);
}

#define BODIES 64
#define BODY_SIZE ((size_t)1000000)

/* More bodies than there is room for, each one byte from its end. */
static void bodies_have_a_limit_together(void **state)
{
    struct serving *serving = *state;
    int connections[BODIES];
    unsigned refused = 0;
    char *body = malloc(BODY_SIZE);
    struct http_answer answer;

    assert_non_null(body);
    memset(body, ' ', BODY_SIZE);
    serving_start(serving, "--idle-timeout 300 --body-timeout 300");
    for (size_t i = 0; i < BODIES; i++) {
        connections[i] = http_connect(serving->port);
        http_send(connections[i], BYTES("POST /v1/lookup HTTP/1.1\r\n" HOST
                                        "Content-Length: 1000000\r\n\r\n"));
        http_send(connections[i], body, BODY_SIZE - 1);
    }
    for (size_t i = BODIES; i-- > 0;) {
        http_send(connections[i], " ", 1);
        assert_true(http_read(connections[i], false, &answer));
        refused += answer.status == 503;
        http_answer_free(&answer);
        close(connections[i]);
    }
    assert_in_range(refused, 1, BODIES - 1);
    answer = http_ask(serving->port, "POST", "/v1/lookup", "Content-Length: 0\r\n");
    assert_int_not_equal(answer.status, 503);
    http_answer_free(&answer);
    free(body);
}

#define ASKERS 4

struct asking {
    unsigned port;
    atomic_bool stop;
    atomic_uint answers;
    atomic_uint failures;
};

/* Asks on one connection, one question after the other. */
static void *ask(void *data)
{
    static const char *const requests[] = {
        GET("/v1/ports/443/tcp"), GET("/v1/records?q=http"), GET("/"), GET("/livez"),
        GET("/downloads/iana.portreg"),
    };
    struct asking *asking = data;
    int connection = http_connect(asking->port);

    for (size_t i = 0; !atomic_load(&asking->stop); i++) {
        const char *request = requests[i % 5];
        struct http_answer answer;

        http_send(connection, request, strlen(request));
        if (!http_read(connection, false, &answer) || answer.status >= 400) {
            atomic_fetch_add(&asking->failures, 1);
            break;
        }
        atomic_fetch_add(&asking->answers, 1);
        http_answer_free(&answer);
    }
    close(connection);
    return NULL;
}

static void no_request_is_dropped_by_a_reload(void **state)
{
    struct serving *serving = *state;
    struct asking asking = { .port = 0 };
    pthread_t askers[ASKERS];

    shell_expect(serving->shell, 0, "portreg-compile compile $D/small.xml -o 0.portreg &&"
                                    "portreg-compile compile $D/small-2015.xml -o 1.portreg");
    serving_start(serving, "");
    asking.port = serving->port;
    for (size_t i = 0; i < ASKERS; i++) {
        assert_int_equal(pthread_create(&askers[i], NULL, ask, &asking), 0);
    }
    for (unsigned i = 0; i < 6; i++) {
        shell_expect(serving->shell, 0, "cp %u.portreg new && mv new x.portreg", (i + 1) % 2);
        if (i % 2 == 0) {
            kill(serving->process, SIGHUP);
        }
        wait_for_metric(serving, "portreg_reloads_total{outcome=\"fine\"}", i + 1, UINT32_MAX);
    }
    atomic_store(&asking.stop, true);
    for (size_t i = 0; i < ASKERS; i++) {
        pthread_join(askers[i], NULL);
    }
    assert_int_equal(asking.failures, 0);
    assert_true(asking.answers > 0);
    assert_int_equal(metric(serving, "portreg_reloads_total{outcome=\"failed\"}"), 0);
}

static void it_stops_in_the_middle_of_everything(void **state)
{
    struct serving *serving = *state;
    int connections[3];

    serving_start(serving, "--body-timeout 1");
    for (size_t i = 0; i < 3; i++) {
        connections[i] = http_connect(serving->port);
    }
    http_send(connections[0], BYTES("GET /v1/"));
    http_send(connections[1], BYTES("POST /v1/lookup HTTP/1.1\r\n" HOST
                                    "Content-Length: 9\r\n\r\n[4"));
    serving_stop(serving);
    for (size_t i = 0; i < 3; i++) {
        close(connections[i]);
    }
}

static void a_time_limit_of_zero_is_refused(void **state)
{
    struct serving *serving = *state;

    shell_expect(serving->shell, 2, "portreg-serve serve --registry x.portreg --head-timeout 0");
    shell_err_has(serving->shell, "--head-timeout takes a number of seconds from 1 on");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVING_TEST(a_dribbled_head_is_cut),
        SERVING_TEST(a_dribbled_body_is_cut),
        SERVING_TEST(an_idle_connection_is_closed),
        SERVING_TEST(who_does_not_read_is_cut),
        SERVING_TEST(connections_that_go_away_leave_nothing),
        SERVING_TEST(downloads_take_no_descriptors),
        SERVING_TEST(one_address_has_its_share),
        SERVING_TEST(ten_thousand_idle_connections),
        SERVING_TEST(bodies_have_a_limit_together),
        SERVING_TEST(no_request_is_dropped_by_a_reload),
        SERVING_TEST(it_stops_in_the_middle_of_everything),
        SERVING_TEST(a_time_limit_of_zero_is_refused),
    };

    return cmocka_run_group_tests_name("serve/crowd", tests, NULL, NULL);
}
