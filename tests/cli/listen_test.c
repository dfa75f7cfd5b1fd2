/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "host/network.h"
#include "shell.h"
#include "small.h"

/* `portreg listen` in a network namespace where nothing listens but the test. */

#define PLAIN "-o transport,address,port,service,status,findings"

static int sockets[16];
static size_t socket_count;

static void open_socket(int type, const char *address, uint16_t port)
{
    sockets[socket_count++] = network_open(type, address, port);
}

static int setup(void **state)
{
    socket_count = 0;
    return small_setup(state);
}

static int teardown(void **state)
{
    while (socket_count > 0) {
        close(sockets[--socket_count]);
    }
    return shell_teardown(state);
}

static void sockets_stand_beside_their_services(void **state)
{
    struct shell *shell = *state;

    network_need();
    open_socket(SOCK_STREAM, "127.0.0.1", 80);
    open_socket(SOCK_DGRAM, "::1", 359);
    open_socket(SOCK_STREAM, "0.0.0.0", 8087);
    shell_expect(shell, 0, "echo '1024 1100' > /proc/sys/net/ipv4/ip_local_port_range; "
                           "portreg listen --raw " PLAIN);
    assert_string_equal(shell->out,
                        "tcp\t127.0.0.1\t80\thttp\tassigned\t\n"
                        "udp\t::1\t359\t\treserved\tunregistered reserved\n"
                        "tcp\t0.0.0.0\t8087\t\tunassigned\tunregistered\n");
    shell_expect(shell, 0, "portreg listen --raw -o pid,process --unregistered | sort -u");
    shell_out_has(shell, "\ttest-cli-listen\n");
}

static void findings_make_it_fail(void **state)
{
    struct shell *shell = *state;

    network_need();
    open_socket(SOCK_STREAM, "127.0.0.1", 80);
    shell_expect(shell, 0, "portreg listen --fail-on unregistered,mismatch,reserved");
    open_socket(SOCK_STREAM, "127.0.0.1", 8087);
    shell_expect(shell, 1, "portreg listen --fail-on unregistered,mismatch");
    shell_err_has(shell, "1 of 2 sockets fail");
    shell_expect(shell, 0, "portreg listen --fail-on mismatch --fail-on reserved");
    shell_expect(shell, 2, "portreg listen --fail-on nonsense");
    shell_err_has(shell, "--fail-on takes unregistered");
    shell_expect(shell, 2, "portreg listen 80");
}

static void the_kernels_ranges_are_told(void **state)
{
    struct shell *shell = *state;

    network_need();
    open_socket(SOCK_STREAM, "127.0.0.1", 20500);
    open_socket(SOCK_STREAM, "127.0.0.1", 20501);
    shell_run(shell, "echo '20000 20999' > /proc/sys/net/ipv4/ip_local_port_range && "
                     "echo 20501 > /proc/sys/net/ipv4/ip_local_reserved_ports");
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 1, "portreg listen --raw -o port,ephemeral,local-reserved,findings "
                           "--fail-on ephemeral");
    assert_string_equal(shell->out, "20500\tyes\t\tunregistered ephemeral\n"
                                    "20501\tyes\tyes\tunregistered\n");
}

static void a_process_of_another_service_is_a_mismatch(void **state)
{
    struct shell *shell = *state;

    network_need();
    shell_expect(shell, 0, "printf 'test-cli-listen 4444/tcp\\nother 8088/tcp\\n' > list && "
                           "portreg compile --layer list --from services --date 2026-01-01 list "
                           "-o list.portreg");
    open_socket(SOCK_STREAM, "127.0.0.1", 4444);
    open_socket(SOCK_STREAM, "127.0.0.1", 8088);
    shell_expect(shell, 1, "portreg --registry list.portreg listen --raw -o port,match "
                           "--fail-on mismatch");
    assert_string_equal(shell->out, "4444\tyes\n8088\tno\n");
    shell_expect(shell, 0, "portreg --registry list.portreg listen --mismatch --raw -o port");
    assert_string_equal(shell->out, "8088\n");
}

static void documents_have_every_column(void **state)
{
    struct shell *shell = *state;
    json_t *document;
    const char *address;
    const char *alias;
    int port;
    int pid;

    network_need();
    open_socket(SOCK_STREAM, "::1", 80);
    shell_expect(shell, 0, "portreg listen --json");
    document = json_loads(shell->out, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    assert_int_equal(json_unpack(document, "{s:s, s:[{s:s, s:i, s:i, s:[s,s], s:n, s:b}]}",
                                 "source", &address, "sockets", "address", &address, "port", &port,
                                 "pid", &pid, "aliases", &alias, &alias, "host", "ephemeral",
                                 &port),
                     0);
    assert_string_equal(address, "::1");
    assert_string_equal(alias, "www-http");
    assert_int_equal(pid, getpid());
    json_decref(document);
}

static void a_socket_of_both_kinds_is_no_socket_of_one(void **state)
{
    struct shell *shell = *state;

    network_need();
    sockets[socket_count++] = network_open_dual(SOCK_STREAM, 80);
    open_socket(SOCK_STREAM, "::", 8080);
    open_socket(SOCK_DGRAM, "0.0.0.0", 8081);
    shell_expect(shell, 0, "portreg listen --raw -o address,port,v6-only");
    assert_string_equal(shell->out, "*\t80\tno\n::\t8080\tyes\n0.0.0.0\t8081\t\n");
    shell_expect(shell, 0, "portreg listen --ndjson -o address,v6-only");
    assert_string_equal(shell->out, "{\"address\":\"*\",\"v6_only\":\"no\"}\n"
                                    "{\"address\":\"::\",\"v6_only\":\"yes\"}\n"
                                    "{\"address\":\"0.0.0.0\",\"v6_only\":null}\n");
}

static void ss_lists_the_same(void **state)
{
    struct shell *shell = *state;

    network_need();
    shell_run(shell, "ss -V");
    if (shell->code != 0) {
        skip();
    }
    open_socket(SOCK_STREAM, "127.0.0.1", 8001);
    open_socket(SOCK_STREAM, "::1", 8001);
    open_socket(SOCK_DGRAM, "0.0.0.0", 8002);
    open_socket(SOCK_DGRAM, "::1", 8003);
    shell_expect(shell, 0,
                 "portreg listen --raw -o transport,port,pid | sort > ours; "
                 "ss -tulpnH | sed -E 's/^(tcp|udp) .*:([0-9]+) +[^ ]+:[*] .*pid=([0-9]+).*/"
                 "\\1\\t\\2\\t\\3/' | sort > theirs; wc -l < ours; diff ours theirs");
    assert_string_equal(shell->out, "4\n");
}

static void without_root_what_is_missing_is_said(void **state)
{
    struct shell *shell = *state;

    network_need();
    open_socket(SOCK_STREAM, "127.0.0.1", 80);
    shell_run(shell, "setpriv --reuid=65534 --clear-groups true && chmod 755 . && "
                     "chmod 644 small.portreg");
    if (shell->code != 0) {
        skip();
    }
    shell_run(shell, "setpriv --reuid=65534 --clear-groups portreg --registry $T/small.portreg "
                     "listen --raw -o port,process,pid,service");
    if (shell->code > 1) {
        skip(); /* nobody may not even start it */
    }
    assert_string_equal(shell->out, "80\t\t\thttp\n");
    shell_err_has(shell, "process, pid, unit and match are not known for 1 socket");
}

/* A namespace in which /proc shows no process of ours, and no settings. */
#define HIDDEN \
    "unshare -p -f --mount-proc sh -c 'mount -t tmpfs none /proc/sys && exec \"$@\"' - "

static void what_proc_does_not_show_is_said(void **state)
{
    struct shell *shell = *state;

    network_need();
    open_socket(SOCK_STREAM, "127.0.0.1", 80);
    shell_run(shell, HIDDEN "true");
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 0, HIDDEN "portreg listen --raw -o port,process,pid,service");
    assert_string_equal(shell->out, "80\t\t\thttp\n");
    shell_err_has(shell, "process, pid, unit and match are not known for 1 socket: /proc does not");
    shell_err_has(shell, "it is not known which ports this host gives away");
    shell_expect(shell, 0, HIDDEN "portreg free --here --count 1");
    shell_err_has(shell, "it is not known which ports this host gives away");
}

static void free_numbers_are_free_here(void **state)
{
    struct shell *shell = *state;

    network_need();
    shell_run(shell, "echo '30000 30010' > /proc/sys/net/ipv4/ip_local_port_range && "
                     "echo 30012 > /proc/sys/net/ipv4/ip_local_reserved_ports");
    if (shell->code != 0) {
        skip();
    }
    open_socket(SOCK_STREAM, "127.0.0.1", 29998);
    open_socket(SOCK_DGRAM, "::1", 30011);
    shell_expect(shell, 0, "portreg free --range 29997-30020 --count 2");
    assert_string_equal(shell->out, "29997\n29998\n");
    shell_expect(shell, 0, "portreg free --here --range 29997-30020 --count 3");
    assert_string_equal(shell->out, "29997\n29999\n30013\n");
    shell_expect(shell, 1, "portreg free --here --range 30000-30012");
}

static void nothing_listens(void **state)
{
    struct shell *shell = *state;

    network_need();
    shell_expect(shell, 0, "portreg listen --fail-on unregistered");
    assert_string_equal(shell->out, "");
    shell_expect(shell, 2, "portreg --registry nowhere.portreg listen --json");
    shell_err_has(shell, "nowhere.portreg");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(sockets_stand_beside_their_services),
        TEST(findings_make_it_fail),
        TEST(the_kernels_ranges_are_told),
        TEST(a_process_of_another_service_is_a_mismatch),
        TEST(documents_have_every_column),
        TEST(a_socket_of_both_kinds_is_no_socket_of_one),
        TEST(ss_lists_the_same),
        TEST(without_root_what_is_missing_is_said),
        TEST(what_proc_does_not_show_is_said),
        TEST(free_numbers_are_free_here),
        TEST(nothing_listens),
    };
#undef TEST

    return cmocka_run_group_tests(tests, network_setup, NULL);
}
