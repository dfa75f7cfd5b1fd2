/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

#define SIBLING "no row; assigned on another transport (RFC 6335 section 7.2)\n"

/* The command prints exactly the golden file. */
static void expect_golden(struct shell *shell, int code, const char *command, const char *name)
{
    shell_expect(shell, code, "%s > out; code=$?; diff $D/../cli/golden/%s out >&2 || exit 99; "
                 "exit $code", command, name);
}

static void every_name_on_a_port(void **state)
{
    expect_golden(*state, 0, "portreg 80", "port-80.txt");
}

static void numbers_ranges_and_names(void **state)
{
    expect_golden(*state, 0, "portreg 443 6005/tcp 7775 HTTP-alt cl/1 _airplay._tcp.local",
                  "lookup-mixed.txt");
}

static void a_range_with_its_gaps(void **state)
{
    expect_golden(*state, 0, "portreg 8079-8087/tcp", "range-gaps.txt");
    expect_golden(*state, 0, "portreg 14000-14002", "range-any.txt");
}

static void status_without_a_row(void **state)
{
    expect_golden(*state, 1, "portreg 60000 443/dccp 1023/tcp 49151 7", "no-row.txt");
}

static void json_is_one_document(void **state)
{
    expect_golden(*state, 1, "portreg --json 9/dccp 9/sctp", "lookup.json");
}

static void other_forms(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg --raw 113");
    assert_string_equal(shell->out, "ident\t113\ttcp\tassigned\t\t\n"
                                    "auth\t113\ttcp\tassigned\tAuthentication Service\t\n"
                                    "\t113\tudp\treserved\t\t" SIBLING "\t113\tsctp\treserved\t\t"
                                    SIBLING "\t113\tdccp\treserved\t\t" SIBLING);
    shell_expect(shell, 0, "portreg 8080/tcp --csv | tail -n +2");
    assert_string_equal(shell->out,
                        "http-alt,8080,tcp,HTTP Alternate (see port 80),,,2007-09,,,,,\r\n");
    shell_expect(shell, 0, "portreg 80/tcp -o name,aliases,range,from --no-headings");
    assert_string_equal(shell->out, "http      www www-http   system  2015-06-01\n"
                                    "www       http www-http  system  2015-06-01\n"
                                    "www-http  http www       system  2026-02-13\n");
    shell_expect(shell, 0, "portreg 80/tcp --ndjson -o name,first,historic");
    assert_string_equal(shell->out, "{\"name\":\"http\",\"first\":80,\"historic\":false}\n"
                                    "{\"name\":\"www\",\"first\":80,\"historic\":false}\n"
                                    "{\"name\":\"www-http\",\"first\":80,\"historic\":false}\n");
}

static void a_line_of_json_stands_alone(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg 443/tcp --ndjson --as-of 2020");
    shell_out_has(shell, "\"reason\":\"row\",\"layer\":\"iana\",\"as_of\":\"2015-06-01\"}\n");
    shell_expect(shell, 1, "portreg 443/tcp --json | tail -n +4 | grep as_of");
}

static void as_of_a_date(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg 443/tcp --as-of 2020-01-01 --raw -o description,as-of");
    assert_string_equal(shell->out, "HTTPS MCom\t2015-06-01\n");
    shell_expect(shell, 1, "portreg early-bird --as-of 2015");
    shell_expect(shell, 2, "portreg 443 --as-of 2014");
    shell_err_has(shell, "no version is as old as 2014");
    shell_expect(shell, 2, "portreg 443 --as-of yesterday");
    shell_err_has(shell, "YYYY-MM-DD");
}

static void queries_from_standard_input(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf 'ident\\n\\n  auth/tcp \\n' | portreg --raw -o name -");
    assert_string_equal(shell->out, "ident\nauth\n");
    shell_expect(shell, 2, "printf 'ident\\n70000\\nauth' | portreg --raw -o name -");
    assert_string_equal(shell->out, "ident\nauth\n");
    shell_err_has(shell, "'70000' is not a port number");
    shell_expect(shell, 2, "printf 'auth\\0/tcp\\nident\\n' | portreg --raw -o name -");
    assert_string_equal(shell->out, "ident\n");
    shell_err_has(shell, "NUL");
}

static void what_is_not_found(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg htps");
    shell_err_has(shell, "no service 'htps'");
    shell_err_has(shell, "https");
    shell_expect(shell, 1, "portreg https/dccp");
    shell_err_has(shell, "not on this transport");
    shell_expect(shell, 1, "portreg serch");
    shell_err_has(shell, "there is a command 'search'");
    shell_expect(shell, 1, "portreg $'a\\e[31mb'");
    shell_err_has(shell, "no service 'a [31mb'");
    shell_expect(shell, 1, "portreg lookup check");
    shell_err_has(shell, "no service 'check'");
}

static void wrong_usage(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg");
    shell_err_has(shell, "Usage: portreg");
    assert_string_equal(shell->out, "");
    shell_expect(shell, 2, "portreg 443 --json --csv");
    shell_err_has(shell, "exclude each other");
    shell_expect(shell, 0, "portreg 443/tcp --raw -o name -o +number,name");
    assert_string_equal(shell->out, "https\t443\n");
    shell_expect(shell, 2, "portreg 443 -o nam");
    shell_err_has(shell, "there is no column 'nam'");
    shell_expect(shell, 2, "portreg 443 --color sometimes");
    shell_expect(shell, 2, "portreg 443/foo");
    shell_expect(shell, 2, "portreg 9-3");
    shell_expect(shell, 2, "portreg $(printf '%%0600d' 0)");
    shell_err_has(shell, "a query of 600 bytes");
}

static void layers_in_order(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg --registry other.portreg --registry small.portreg --raw 8086 "
                           "-o name,transport,layer");
    assert_string_equal(shell->out, "intranet\ttcp\toffice\nearly-bird\tudp\tiana\n"
                                    "\tsctp\tiana\n\tdccp\tiana\n");
    shell_expect(shell, 0, "PORTREG_REGISTRY=small.portreg:other.portreg portreg https/tcp --raw");
    assert_string_equal(shell->out,
                        "https\t443\ttcp\tassigned\thttp protocol over TLS/SSL\t\tiana\n"
                        "https\t8443\ttcp\tassigned\t\t\toffice\n");
    shell_expect(shell, 0, "PORTREG_REGISTRY=other.portreg:small.portreg portreg https --json | "
                           "tr -d ' \\n' | cut -c1-140");
    shell_out_has(shell, "{\"source\":\"iana\",\"as_of\":\"2026-02-13\",\"layers\":[{\"source\":"
                         "\"office\",\"as_of\":\"2026-01-01\"},{\"source\":\"iana\"");
}

/* The base layer has no row of 8443, the other one has: its siblings are reserved. */
static void a_gap_beside_another_layers_row(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg --registry small.portreg --registry other.portreg --raw 8443 "
                           "-o name,transport,status,reason,layer");
    assert_string_equal(shell->out, "https\ttcp\tassigned\trow\toffice\n"
                                    "\tudp\treserved\tsibling\toffice\n"
                                    "\tsctp\treserved\tsibling\toffice\n"
                                    "\tdccp\treserved\tsibling\toffice\n");
}

static void every_one_of_many_names(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "for i in $(seq 400); do echo \"many$i 777/tcp\"; done >many && "
                           "portreg-compile compile --from services many -o many.portreg");
    shell_expect(shell, 0, "portreg --registry many.portreg --no-headings 777/tcp | wc -l");
    assert_string_equal(shell->out, "400\n");
}

static void snapshots_are_found(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "unset PORTREG_REGISTRY; portreg 443");
    shell_err_has(shell, "portreg update");
    shell_expect(shell, 0, "unset PORTREG_REGISTRY; mkdir -p xdg/portreg && cp small.portreg "
                           "xdg/portreg/iana.portreg && XDG_DATA_HOME=$T/xdg portreg 443");
    shell_expect(shell, 2, "portreg --registry missing.portreg 443");
    shell_err_has(shell, "missing.portreg");
    shell_expect(shell, 2, "portreg --registry $D/small.xml 443");
    shell_err_has(shell, "small.xml");
}

static void output_that_cannot_be_written(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg 443 > /dev/full");
    shell_err_has(shell, "No space left on device");
    shell_expect(shell, 0, "{ portreg list; code=$?; test $code = 0 -o $code = 141; } | true");
    assert_string_equal(shell->err, "");
    shell_expect(shell, 0, "(trap '' PIPE; portreg list; true) | true");
    assert_string_equal(shell->err, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_on_a_port),
        cmocka_unit_test(numbers_ranges_and_names),
        cmocka_unit_test(a_range_with_its_gaps),
        cmocka_unit_test(status_without_a_row),
        cmocka_unit_test(json_is_one_document),
        cmocka_unit_test(other_forms),
        cmocka_unit_test(as_of_a_date),
        cmocka_unit_test(a_line_of_json_stands_alone),
        cmocka_unit_test(queries_from_standard_input),
        cmocka_unit_test(what_is_not_found),
        cmocka_unit_test(wrong_usage),
        cmocka_unit_test(layers_in_order),
        cmocka_unit_test(every_one_of_many_names),
        cmocka_unit_test(a_gap_beside_another_layers_row),
        cmocka_unit_test(snapshots_are_found),
        cmocka_unit_test(output_that_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, small_setup, shell_teardown);
}
