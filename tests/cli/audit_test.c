/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"
#include "small.h"

/* `portreg audit` as its users call it. */

#define SS                                           \
    "printf 'tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:*\\n" \
    "tcp LISTEN 0 5 [::]:8087 [::]:* users:((\"x\",pid=7,fd=3))\\n' "

static void reports_stand_beside_their_services(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, SS "| portreg audit --host web1 --raw -");
    assert_string_equal(shell->out, "web1\ttcp\t0.0.0.0\t80\t\thttp\tassigned\t\n"
                                    "web1\ttcp\t::\t8087\tx\t\tunassigned\tunregistered\n");
    shell_expect(shell, 0,
                 SS "> db1.txt; cp db1.txt db2.txt; portreg audit db1.txt db2.txt "
                    "--unregistered --raw -o host,port,line");
    assert_string_equal(shell->out, "db1\t8087\t2\ndb2\t8087\t2\n");
}

static void findings_make_it_fail(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, SS "| portreg audit --fail-on unregistered -");
    shell_err_has(shell, "1 of 2 sockets fail");
    shell_expect(shell, 0, SS "| portreg audit --fail-on reserved,ephemeral -");
    shell_expect(shell, 1,
                 "echo 'tcp LISTEN 0 5 *:80 *:* users:((\"biff\",pid=7,fd=3))' | "
                 "portreg audit --fail-on mismatch - --raw -o match");
    assert_string_equal(shell->out, "no\n");
}

static void what_listen_writes_can_be_audited(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 SS "| portreg audit --host web1 --csv - > one.csv; portreg audit one.csv --csv "
                    "-o host,transport,address,port,process,pid | tail -n +2 > two; "
                    "portreg audit one.csv --raw -o host,port,process");
    assert_string_equal(shell->out, "web1\t80\t\nweb1\t8087\tx\n");
}

static void malformed_lines_are_told_with_their_place(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 SS "> report; echo broken >> report; portreg audit report --raw -o port");
    assert_string_equal(shell->out, "80\n8087\n");
    shell_err_has(shell, "report:3: not a line of ss");
    shell_err_has(shell, "report: 1 malformed line was skipped");
    shell_expect(shell, 2, "echo broken | portreg audit --from netstat -");
    shell_expect(shell, 2,
                 "yes broken | head -1000 | portreg audit --from lsof - 2>&1 >/dev/null "
                 "| wc -l; exit ${PIPESTATUS[2]}");
    assert_string_equal(shell->out, "21\n");
}

static void mistakes_are_explained(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg audit nowhere");
    shell_err_has(shell, "nowhere");
    shell_expect(shell, 2, "portreg audit");
    shell_expect(shell, 2, "portreg audit /etc/passwd");
    shell_err_has(shell, "name the format with --from");
    shell_expect(shell, 2, SS "| portreg audit --from fuser -");
    shell_err_has(shell, "--from takes ss, netstat, lsof, nmap and csv");
    shell_expect(shell, 2, "printf 'a,b\\n1,2\\n' | portreg audit --map port=c -");
    shell_err_has(shell, "there is no column 'c'");
    shell_expect(shell, 2, SS "| portreg audit --from ss --map port=c -");
    shell_err_has(shell, "--map names columns of CSV, not of ss");
    shell_expect(shell, 2, "printf 'port,proto\\n9,icmp\\n9,\\n' | portreg audit -");
    shell_err_has(shell, "standard input:2: 'icmp' is none of tcp, udp, sctp and dccp");
    shell_err_has(shell, "standard input:3: the row has no transport");
    shell_expect(shell, 0, "portreg audit /dev/null --fail-on unregistered");
    shell_expect(shell, 2, "head -c 100000 /dev/urandom | portreg audit --from csv -");
}

static void a_line_of_a_hundred_megabytes(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "(" SS "; head -c 100000000 /dev/zero | tr '\\0' x; echo; " SS ") | "
                 "portreg audit --raw -o port -");
    assert_string_equal(shell->out, "80\n80\n8087\n8087\n");
    shell_err_has(shell, "standard input:3: not a line of ss");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, shell_teardown)
    const struct CMUnitTest tests[] = {
        TEST(reports_stand_beside_their_services),
        TEST(findings_make_it_fail),
        TEST(what_listen_writes_can_be_audited),
        TEST(malformed_lines_are_told_with_their_place),
        TEST(mistakes_are_explained),
        TEST(a_line_of_a_hundred_megabytes),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
