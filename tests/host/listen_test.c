/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/listen.h"
#include "network.h"
#include "util/string.h"

/* What is read of sockets that the test itself has opened. */

#define MANY 600

static struct endpoints read_all(enum host_source source)
{
    struct endpoints endpoints;
    struct portreg_error error = { 0 };
    struct owner_gaps gaps;

    endpoints_init(&endpoints);
    if (host_listen(&endpoints, source, &gaps, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(gaps.unowned, 0);
    return endpoints;
}

static void assert_endpoint(const struct endpoint *endpoint, enum portreg_transport transport,
                            const char *address, uint16_t port)
{
    assert_int_equal(endpoint->transport, transport);
    assert_true(string_is(endpoint->address, address));
    assert_int_equal(endpoint->port, port);
    assert_int_equal(endpoint->pid, getpid());
    assert_true(string_is(endpoint->process, "test-host-liste")); /* the kernel keeps 15 letters */
    assert_int_equal(endpoint->uid, getuid());
}

static void assert_equal(const struct endpoints *a, const struct endpoints *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(string_equal(a->items[i].address, b->items[i].address));
        assert_int_equal(a->items[i].port, b->items[i].port);
        assert_int_equal(a->items[i].transport, b->items[i].transport);
        assert_int_equal(a->items[i].pid, b->items[i].pid);
        assert_int_equal(a->items[i].uid, b->items[i].uid);
    }
}

static void sockets_are_listed_with_their_owner(void **state)
{
    struct endpoints endpoints;
    int sockets[4];

    (void)state;
    network_need();
    sockets[0] = network_open(SOCK_STREAM, "127.0.0.1", 8080);
    sockets[1] = network_open(SOCK_STREAM, "::1", 8080);
    sockets[2] = network_open(SOCK_DGRAM, "0.0.0.0", 5353);
    sockets[3] = network_open(SOCK_DGRAM, "::", 5353);
    for (enum host_source source = HOST_SOURCE_ANY; source <= HOST_SOURCE_PROC; source++) {
        endpoints = read_all(source);
        assert_int_equal(endpoints.count, 4);
        assert_endpoint(&endpoints.items[0], PORTREG_TRANSPORT_UDP, "0.0.0.0", 5353);
        assert_endpoint(&endpoints.items[1], PORTREG_TRANSPORT_UDP, "::", 5353);
        assert_endpoint(&endpoints.items[2], PORTREG_TRANSPORT_TCP, "127.0.0.1", 8080);
        assert_endpoint(&endpoints.items[3], PORTREG_TRANSPORT_TCP, "::1", 8080);
        endpoints_free(&endpoints);
    }
    for (size_t i = 0; i < 4; i++) {
        close(sockets[i]);
    }
}

static void open_both_kinds(int sockets[4])
{
    sockets[0] = network_open_dual(SOCK_STREAM, 8080);
    sockets[1] = network_open_dual(SOCK_DGRAM, 8080);
    sockets[2] = network_open(SOCK_STREAM, "::", 8081);
    sockets[3] = network_open(SOCK_STREAM, "0.0.0.0", 8082);
}

/* A socket for both kinds of addresses is not taken for one of IPv6 alone; /proc cannot tell. */
static void sockets_of_both_kinds_are_told_apart(void **state)
{
    struct endpoints endpoints;
    int sockets[4];

    (void)state;
    network_need();
    open_both_kinds(sockets);
    endpoints = read_all(HOST_SOURCE_DIAG);
    assert_int_equal(endpoints.count, 4);
    assert_endpoint(&endpoints.items[0], PORTREG_TRANSPORT_TCP, "*", 8080);
    assert_endpoint(&endpoints.items[1], PORTREG_TRANSPORT_UDP, "*", 8080);
    assert_endpoint(&endpoints.items[2], PORTREG_TRANSPORT_TCP, "::", 8081);
    assert_int_equal(endpoints.items[0].v6_only, V6_ONLY_NO);
    assert_int_equal(endpoints.items[1].v6_only, V6_ONLY_NO);
    assert_int_equal(endpoints.items[2].v6_only, V6_ONLY_YES);
    assert_int_equal(endpoints.items[3].v6_only, V6_ONLY_UNKNOWN);
    endpoints_free(&endpoints);
    endpoints = read_all(HOST_SOURCE_PROC);
    assert_endpoint(&endpoints.items[0], PORTREG_TRANSPORT_TCP, "::", 8080);
    assert_int_equal(endpoints.items[0].v6_only, V6_ONLY_UNKNOWN);
    endpoints_free(&endpoints);
    for (size_t i = 0; i < 4; i++) {
        close(sockets[i]);
    }
}

/* What is bound to an interface says so, for both kinds of addresses too. */
static void both_kinds_on_one_interface(void **state)
{
    struct endpoints endpoints;
    int descriptor;

    (void)state;
    network_need();
    descriptor = network_open_dual(SOCK_DGRAM, 8083);
    if (setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2) != 0) {
        close(descriptor);
        skip();
    }
    endpoints = read_all(HOST_SOURCE_DIAG);
    assert_endpoint(&endpoints.items[0], PORTREG_TRANSPORT_UDP, "*%lo", 8083);
    endpoints_free(&endpoints);
    close(descriptor);
}

static void connections_do_not_listen(void **state)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9000) };
    struct endpoints endpoints;
    int server;
    int client = socket(AF_INET, SOCK_STREAM, 0);
    int accepted;
    int datagrams = socket(AF_INET, SOCK_DGRAM, 0);

    (void)state;
    network_need();
    server = network_open(SOCK_STREAM, "127.0.0.1", 9000);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(client, (struct sockaddr *)&to, sizeof(to)), 0);
    assert_int_equal(connect(datagrams, (struct sockaddr *)&to, sizeof(to)), 0);
    accepted = accept(server, NULL, NULL);
    for (enum host_source source = HOST_SOURCE_ANY; source <= HOST_SOURCE_PROC; source++) {
        endpoints = read_all(source);
        assert_int_equal(endpoints.count, 1);
        assert_endpoint(&endpoints.items[0], PORTREG_TRANSPORT_TCP, "127.0.0.1", 9000);
        endpoints_free(&endpoints);
    }
    close(accepted);
    close(client);
    close(datagrams);
    close(server);
}

static void many_are_the_same_from_both_sources(void **state)
{
    static int sockets[MANY];
    struct endpoints ours;
    struct endpoints theirs;

    (void)state;
    network_need();
    for (size_t i = 0; i < MANY; i++) {
        sockets[i] = network_open(i % 3 == 0 ? SOCK_DGRAM : SOCK_STREAM,
                                  i % 2 == 0 ? "127.0.0.1" : "::1", (uint16_t)(10000 + i));
    }
    ours = read_all(HOST_SOURCE_DIAG);
    theirs = read_all(HOST_SOURCE_PROC);
    assert_int_equal(ours.count, MANY);
    assert_equal(&ours, &theirs);
    endpoints_free(&ours);
    endpoints_free(&theirs);
    for (size_t i = 0; i < MANY; i++) {
        close(sockets[i]);
    }
}

/* Both hold the socket; the process that was there first owns it. */
static void a_shared_socket_is_that_of_the_lowest_pid(void **state)
{
    struct endpoints endpoints;
    int server;
    int until[2];
    pid_t child;

    (void)state;
    network_need();
    server = network_open(SOCK_STREAM, "127.0.0.1", 9001);
    assert_int_equal(pipe(until), 0);
    child = fork();
    if (child == 0) {
        char byte;

        close(until[1]);
        _exit(read(until[0], &byte, 1) < 0);
    }
    endpoints = read_all(HOST_SOURCE_ANY);
    assert_int_equal(endpoints.count, 1);
    assert_int_equal(endpoints.items[0].pid, child < getpid() ? child : getpid());
    endpoints_free(&endpoints);
    close(until[0]);
    close(until[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(server);
}

static void nothing_listens(void **state)
{
    struct endpoints endpoints;

    (void)state;
    network_need();
    endpoints = read_all(HOST_SOURCE_ANY);
    assert_int_equal(endpoints.count, 0);
    endpoints_free(&endpoints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_are_listed_with_their_owner),
        cmocka_unit_test(sockets_of_both_kinds_are_told_apart),
        cmocka_unit_test(both_kinds_on_one_interface),
        cmocka_unit_test(connections_do_not_listen),
        cmocka_unit_test(many_are_the_same_from_both_sources),
        cmocka_unit_test(a_shared_socket_is_that_of_the_lowest_pid),
        cmocka_unit_test(nothing_listens),
    };

    return cmocka_run_group_tests(tests, network_setup, NULL);
}
