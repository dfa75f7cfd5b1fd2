/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/audit.h"
#include "util/string.h"

/* Each reader over what its tool printed, cut to the lines that matter. */

struct result {
    struct endpoints endpoints;
    size_t malformed;
    uint32_t malformed_line; /* the last */
    enum portreg_status status;
    struct portreg_error error;
};

static void say(void *data, uint32_t line, const char *message)
{
    assert_true(strlen(message) > 0);
    ((struct result *)data)->malformed_line = line;
}

static struct result read_sized(const char *format, struct portreg_string text, const char *map)
{
    const struct audit_input input = { .text = text, .host = STRING_LITERAL("web1"), .map = map };
    struct result result = { .malformed = 0 };
    struct audit audit = {
        .input = &input, .endpoints = &result.endpoints, .say = say, .data = &result
    };

    endpoints_init(&result.endpoints);
    result.status =
        audit_read(&audit, format != NULL ? audit_format_find(format) : NULL, &result.error);
    result.malformed = audit.malformed;
    return result;
}

static struct result read_text(const char *text)
{
    return read_sized(NULL, string_of(text), NULL);
}

static void assert_endpoint(const struct result *result, size_t index,
                            enum portreg_transport transport, const char *address, uint16_t port,
                            const char *process, uint32_t pid)
{
    const struct endpoint *endpoint = &result->endpoints.items[index];

    assert_true(index < result->endpoints.count);
    assert_int_equal(endpoint->transport, transport);
    assert_true(string_is(endpoint->address, address));
    assert_int_equal(endpoint->port, port);
    assert_true(string_is(endpoint->process, process));
    assert_int_equal(endpoint->pid, pid);
}

static const char ss_text[] =
    "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
    "udp   UNCONN 0      0          127.0.0.1:53        0.0.0.0:*    "
    "users:((\"python3\",pid=18274,fd=7)) uid:33 ino:4969201 sk:1 "
    "cgroup:/system.slice/named.service <->\n"
    "udp   UNCONN 0      0      127.0.0.53%lo:53        0.0.0.0:*\n"
    "tcp   LISTEN 0      5               [::]:80           [::]:*    "
    "users:((\"systemd\",pid=1,fd=30),(\"nginx\",pid=601,fd=6),(\"nginx\",pid=602,fd=6))\n"
    "tcp   ESTAB  0      0           10.0.0.1:22       10.0.0.2:5000\n"
    "u_str LISTEN 0      4096    /run/x.sock 1             * 0\n"
    "tcp   LISTEN 0      5                  *:443             *:*    "
    "users:((\"python3\",pid=18274,fd=11))\n";

static void ss_is_read(void **state)
{
    struct result result = read_text(ss_text);

    (void)state;
    assert_int_equal(result.status, PORTREG_OK);
    assert_int_equal(result.malformed, 0);
    assert_int_equal(result.endpoints.count, 4);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_UDP, "127.0.0.1", 53, "python3", 18274);
    assert_int_equal(result.endpoints.items[0].uid, 33);
    assert_true(string_is(result.endpoints.items[0].unit, "named.service"));
    assert_true(string_is(result.endpoints.items[0].host, "web1"));
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_UDP, "127.0.0.53%lo", 53, "", 0);
    assert_int_equal(result.endpoints.items[1].uid, ENDPOINT_NO_UID);
    assert_endpoint(&result, 2, PORTREG_TRANSPORT_TCP, "::", 80, "nginx", 601);
    assert_endpoint(&result, 3, PORTREG_TRANSPORT_TCP, "*", 443, "python3", 18274);
    assert_int_equal(result.endpoints.items[3].line, 7);
    endpoints_free(&result.endpoints);
}

static void ss_without_heading_or_of_one_transport(void **state)
{
    struct result result = read_text("tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\r\n");

    (void)state;
    assert_int_equal(result.endpoints.count, 1);
    endpoints_free(&result.endpoints);
    result = read_text("State  Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
                       "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nUNCONN 0 0 [::1]:123 [::]:*\n");
    assert_int_equal(result.endpoints.count, 2);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "0.0.0.0", 22, "", 0);
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_UDP, "::1", 123, "", 0);
    endpoints_free(&result.endpoints);
}

static void netstat_is_read(void **state)
{
    struct result result = read_text(
        "Active Internet connections (only servers)\n"
        "Proto Recv-Q Send-Q Local Address    Foreign Address  State   PID/Program name    \n"
        "tcp        0      0 0.0.0.0:80       0.0.0.0:*        LISTEN  18274/python3       \n"
        "tcp        0      0 10.0.0.1:22      10.0.0.2:5000    ESTABLISHED 9/x\n"
        "tcp6       0      0 ::1:6010         :::*             LISTEN  812/sshd: /usr/sbin \n"
        "udp6       0      0 :::5353          :::*                     -\n"
        "Active UNIX domain sockets (only servers)\n"
        "Proto RefCnt Flags       Type       State         I-Node\n"
        "unix  2      [ ACC ]     STREAM     LISTENING     1234     /run/x\n");

    (void)state;
    assert_int_equal(result.malformed, 0);
    assert_int_equal(result.endpoints.count, 3);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "0.0.0.0", 80, "python3", 18274);
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_TCP, "::1", 6010, "sshd", 812);
    assert_endpoint(&result, 2, PORTREG_TRANSPORT_UDP, "::", 5353, "", 0);
    endpoints_free(&result.endpoints);
}

static void netstat_with_users_is_read(void **state)
{
    struct result result =
        read_text("tcp  0  0 127.0.0.1:22  0.0.0.0:*  LISTEN  0      4969197  18274/python3\n"
                  "udp  0  0 127.0.0.1:53  0.0.0.0:*          bind   4969201  9/named\n");

    (void)state;
    assert_int_equal(result.endpoints.count, 2);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "127.0.0.1", 22, "python3", 18274);
    assert_int_equal(result.endpoints.items[0].uid, 0);
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_UDP, "127.0.0.1", 53, "named", 9);
    assert_int_equal(result.endpoints.items[1].uid, ENDPOINT_NO_UID);
    endpoints_free(&result.endpoints);
}

static void lsof_is_read(void **state)
{
    struct result result =
        read_text("COMMAND   PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME\n"
                  "python3 18274 root    4u  IPv4 4969198      0t0  TCP *:80 (LISTEN)\n"
                  "python3 18274 root    6u  IPv6 4969200      0t0  TCP [::1]:6010 (LISTEN)\n"
                  "python3 18274 root    7u  IPv4 4969201      0t0  UDP 127.0.0.1:53 \n"
                  "ssh       900 me      3u  IPv4 4969209      0t0  TCP 10.0.0.1:5000->10.0.0.2:22 "
                  "(ESTABLISHED)\n"
                  "bash      901 me    cwd    DIR  254,1     4096    2 /\n");

    (void)state;
    assert_int_equal(result.malformed, 0);
    assert_int_equal(result.endpoints.count, 3);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "*", 80, "python3", 18274);
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_TCP, "::1", 6010, "python3", 18274);
    assert_endpoint(&result, 2, PORTREG_TRANSPORT_UDP, "127.0.0.1", 53, "python3", 18274);
    endpoints_free(&result.endpoints);
}

#define NMAP                                                                        \
    "<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\">\n"     \
    "<host><status state=\"up\"/><address addr=\"192.0.2.7\" addrtype=\"ipv4\"/>\n" \
    "<address addr=\"00:11:22:33:44:55\" addrtype=\"mac\"/>\n"                      \
    "<hostnames><hostname name=\"db1\" type=\"PTR\"/></hostnames>\n"                \
    "<ports><port protocol=\"tcp\" portid=\"9\"><state state=\"closed\"/></port>\n" \
    "<port protocol=\"tcp\" portid=\"2222\"><state state=\"open\"/>"                \
    "<service name=\"ssh\" method=\"probed\" conf=\"10\"/></port>\n"                \
    "<port protocol=\"tcp\" portid=\"80\"><state state=\"open\"/>"                  \
    "<service name=\"http\" method=\"table\" conf=\"3\"/></port>\n"                 \
    "<port protocol=\"udp\" portid=\"53\"><state state=\"open|filtered\"/></port>\n"

static void nmap_is_read(void **state)
{
    struct result result = read_text(NMAP "</ports></host></nmaprun>\n");

    (void)state;
    assert_int_equal(result.malformed, 0);
    assert_int_equal(result.endpoints.count, 2);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "192.0.2.7", 2222, "ssh", 0);
    assert_true(string_is(result.endpoints.items[0].host, "db1"));
    assert_int_equal(result.endpoints.items[0].line, 8);
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_TCP, "192.0.2.7", 80, "", 0);
    endpoints_free(&result.endpoints);
}

static void half_a_scan_is_read_and_told(void **state)
{
    struct result result = read_text(NMAP "<port protocol=\"tcp");

    (void)state;
    assert_int_equal(result.status, PORTREG_OK);
    assert_int_equal(result.endpoints.count, 2);
    assert_int_equal(result.malformed, 1);
    assert_int_equal(result.malformed_line, 11);
    endpoints_free(&result.endpoints);
}

static void csv_is_read_by_its_heading(void **state)
{
    struct result result =
        read_text("\xEF\xBB\xBFHost,\"Local Port\",Protocol,Command,PID,UID\r\n"
                  "db1,5432,TCP,\"post\r\ngres\",77,5\r\n\r\n,53/udp,,named,,\r\n"
                  "x,,tcp,,,\r\n");

    (void)state;
    assert_int_equal(result.status, PORTREG_OK);
    assert_int_equal(result.endpoints.count, 2);
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "", 5432, "post\r\ngres", 77);
    assert_int_equal(result.endpoints.items[0].uid, 5);
    assert_int_equal(result.endpoints.items[0].line, 2);
    assert_endpoint(&result, 1, PORTREG_TRANSPORT_UDP, "", 53, "named", 0);
    assert_true(string_is(result.endpoints.items[1].host, "web1"));
    assert_int_equal(result.malformed, 1);
    assert_int_equal(result.malformed_line, 6);
    endpoints_free(&result.endpoints);
}

static void columns_of_csv_may_be_named(void **state)
{
    struct result result =
        read_sized(NULL, STRING_LITERAL("a;b\n443;x\n"), "port=a,transport=tcp,process=b");

    (void)state;
    assert_endpoint(&result, 0, PORTREG_TRANSPORT_TCP, "", 443, "x", 0);
    endpoints_free(&result.endpoints);
    result = read_sized(NULL, STRING_LITERAL("a;b\n443;x\n"), "port=c");
    assert_int_equal(result.status, PORTREG_INVALID_ARGUMENT);
    assert_non_null(strstr(result.error.message, "no column 'c'"));
    endpoints_free(&result.endpoints);
    result = read_sized(NULL, STRING_LITERAL("a;b\n443;x\n"), "number=a");
    assert_int_equal(result.status, PORTREG_INVALID_ARGUMENT);
    endpoints_free(&result.endpoints);
    result = read_sized("csv", STRING_LITERAL("a;b\n443;x\n"), NULL);
    assert_int_equal(result.status, PORTREG_SYNTAX);
    endpoints_free(&result.endpoints);
}

static void malformed_lines_do_not_end_the_reading(void **state)
{
    struct result result =
        read_text("tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nnonsense\n"
                  "tcp LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*\ntcp LISTEN 0 128 0.0.0.0:0 *:*\n"
                  "tcp LISTEN 0 128 0.0.0.0:70000 *:*\ntcp LISTEN 0 128 nowhere *:*\n"
                  "tcp LISTEN 0 128 :80 *:*\n");

    (void)state;
    assert_int_equal(result.status, PORTREG_OK);
    assert_int_equal(result.endpoints.count, 2);
    assert_int_equal(result.malformed, 5);
    assert_int_equal(result.malformed_line, 6);
    endpoints_free(&result.endpoints);
}

/* What was on the terminal, and what tools say besides. */
static void lines_before_the_output(void **state)
{
    struct result result = read_text("Welcome to web1\n\nroot@web1:~# ss -tulpn\n"
                                     "Netid State Recv-Q Send-Q Local Address:Port\n"
                                     "tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n");

    (void)state;
    assert_int_equal(result.status, PORTREG_OK);
    assert_int_equal(result.endpoints.count, 1);
    assert_int_equal(result.endpoints.items[0].line, 5);
    assert_int_equal(result.malformed, 2);
    endpoints_free(&result.endpoints);
    result = read_text("(Not all processes could be identified, non-owned process info\n"
                       " will not be shown, you would have to be root to see it all.)\n"
                       "Active Internet connections (only servers)\n"
                       "Proto Recv-Q Send-Q Local Address Foreign Address State\n"
                       "tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN -\n");
    assert_int_equal(result.endpoints.count, 1);
    assert_int_equal(result.malformed, 0);
    endpoints_free(&result.endpoints);
    result = read_text("lsof: WARNING: can't stat() fuse.portal file system /run/user/1000/doc\n"
                       "      Output information may be incomplete.\n"
                       "COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\n"
                       "kthreadd 2 root txt unknown /proc/2/exe\n"
                       "sshd 812 root 3u IPv4 21734 0t0 TCP *:22 (LISTEN)\n"
                       "sshd 812 root 4u IPv6 2173\n");
    assert_int_equal(result.endpoints.count, 1);
    assert_int_equal(result.malformed, 1);
    assert_int_equal(result.malformed_line, 6);
    endpoints_free(&result.endpoints);
    /* CSV and XML begin with their first line. */
    result = read_text("nothing of the kind\nport,transport\n443,tcp\n");
    assert_int_equal(result.status, PORTREG_SYNTAX);
    endpoints_free(&result.endpoints);
}

static void what_is_not_known_is_refused(void **state)
{
    struct result result = read_text("root:x:0:0:root:/root:/bin/bash\n");

    (void)state;
    assert_int_equal(result.status, PORTREG_SYNTAX);
    endpoints_free(&result.endpoints);
    result = read_text("\n  \n");
    assert_int_equal(result.status, PORTREG_OK);
    assert_int_equal(result.endpoints.count, 0);
    endpoints_free(&result.endpoints);
    assert_null(audit_format_find("nonsense"));
}

/* Every prefix of every input, in memory of just that size. */
static void inputs_that_are_cut_do_no_harm(void **state)
{
    static const char *const texts[] = { ss_text, NMAP, "Port,proto\n\"443\",tcp\n",
                                         "tcp 0 0 :::80 :::* LISTEN 0 1 2/x:\n",
                                         "a 1 b c IPv4 d e TCP *:80 (LISTEN)\n" };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (size_t size = 0; size <= strlen(texts[i]); size++) {
            for (size_t j = 0; audit_format_at(j) != NULL; j++) {
                char *copy = malloc(size > 0 ? size : 1);
                struct result result;

                assert_non_null(copy);
                memcpy(copy, texts[i], size);
                result = read_sized(audit_format_at(j)->name, (struct portreg_string){ copy, size },
                                    NULL);
                assert_true(result.status == PORTREG_OK || result.status == PORTREG_SYNTAX);
                endpoints_free(&result.endpoints);
                free(copy);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ss_is_read),
        cmocka_unit_test(ss_without_heading_or_of_one_transport),
        cmocka_unit_test(netstat_is_read),
        cmocka_unit_test(netstat_with_users_is_read),
        cmocka_unit_test(lsof_is_read),
        cmocka_unit_test(nmap_is_read),
        cmocka_unit_test(half_a_scan_is_read_and_told),
        cmocka_unit_test(csv_is_read_by_its_heading),
        cmocka_unit_test(columns_of_csv_may_be_named),
        cmocka_unit_test(malformed_lines_do_not_end_the_reading),
        cmocka_unit_test(lines_before_the_output),
        cmocka_unit_test(what_is_not_known_is_refused),
        cmocka_unit_test(inputs_that_are_cut_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
