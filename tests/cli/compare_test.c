/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "shell.h"
#include "small.h"

/* `portreg compare`: the small registry of IANA's kind beside a list of a host's. */

#define LIST                                                                                   \
    "discard 9/tcp sink null\\n"                                                               \
    "DISCARD 9/udp\\n"                                                                         \
    "www 80/tcp http\\n"                                                                       \
    "web 80/udp\\n"                                                                            \
    "netstat 4/tcp\\n"                                                                         \
    "secret 359/tcp\\n"                                                                        \
    "mine 9999/tcp\\n"                                                                         \
    "x11 6000/tcp\\n"

static int setup(void **state)
{
    int failed = small_setup(state);

    if (failed == 0) {
        shell_expect(*state, 0,
                     "printf '" LIST "' > services && portreg compile --layer host --from services "
                     "--date 2026-01-02 services -o host.portreg");
        setenv("PORTREG_REGISTRY", "small.portreg:host.portreg", 1);
    }
    return failed;
}

static void every_finding_is_told(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg compare iana host --range 0-100 --raw -o "
                           "number,transport,finding,name-a,name-b,status-a,status-b");
    assert_string_equal(shell->out, "4\ttcp\tunassigned\t\tnetstat\tunassigned\tassigned\n"
                                    "9\tdccp\tonly-a\tdiscard\t\tassigned\t\n"
                                    "80\ttcp\tprimary-differs\thttp\twww\tassigned\tassigned\n"
                                    "80\tudp\tnames-differ\thttp\tweb\tassigned\tassigned\n");
    shell_expect(shell, 1, "portreg compare iana host --only reserved,only-b --raw -o "
                           "number,finding,name-b,status-a");
    assert_string_equal(shell->out, "359\treserved\tsecret\treserved\n"
                                    "9999\tonly-b\tmine\tunassigned\n");
}

static void the_other_way_round_too(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg compare host iana --only reserved,only-a --raw -o "
                           "number,finding,name-a,status-b");
    assert_string_equal(shell->out, "359\treserved\tsecret\treserved\n"
                                    "9999\tonly-a\tmine\tunassigned\n");
}

static void names_are_compared_without_case(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg compare iana host --range 9-9 --transport tcp,udp");
    assert_string_equal(shell->out, "");
    shell_err_has(shell, "0 ports");
}

static void a_range_is_one_line(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1,
                 "portreg compare iana host --range 6000-6100 --transport tcp,udp --raw");
    assert_string_equal(shell->out, "6000-6063\tudp\tonly-a\tx11\t\tassigned\t\n"
                                    "6001-6063\ttcp\tonly-a\tx11\t\tassigned\t\n");
    shell_expect(shell, 1, "portreg compare iana host --range 6000-6100 --transport tcp --stat");
    shell_out_has(shell, "63  only-a");
}

static void equal_layers_agree(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg compare iana iana");
    assert_string_equal(shell->out, "");
    shell_expect(shell, 0, "portreg compare iana $D/small.xml");
    shell_expect(shell, 0, "portreg compare small.portreg ./small.portreg --csv --no-headings");
    assert_string_equal(shell->out, "");
}

static void a_date_is_of_both(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg compare --as-of 2016 iana $D/small.xml --only only-b --raw "
                           "-o number,name-b | grep 8086; exit ${PIPESTATUS[0]}");
    assert_string_equal(shell->out, "8086\tearly-bird\n");
    shell_expect(shell, 2, "portreg compare --as-of 2014 ./small.portreg $D/small.xml");
    shell_err_has(shell, "no version as old as 2014");
    /* A snapshot in a pipe has other dates, too. */
    shell_expect(shell, 0, "portreg compare --as-of 2016 iana - < small.portreg");
    shell_expect(shell, 1, "portreg compare --as-of 2016 $D/small.xml - --raw -o number,name-a "
                           "< small.portreg");
    assert_string_equal(shell->out, "7775\tlate-port\n8086\tearly-bird\n");
    shell_expect(shell, 2, "portreg compare --as-of 2014 $D/small.xml - < small.portreg");
    shell_err_has(shell, "standard input has no version as old as 2014");
}

static void files_are_compiled_on_the_way(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg compare iana services --only only-b --raw -o number");
    assert_string_equal(shell->out, "9999\n");
    shell_expect(shell, 1, "PORTREG_REGISTRY= HOME=/nonexistent "
                           "portreg compare ./services $D/small.xml --only reserved --raw");
    shell_out_has(shell, "359\ttcp\treserved\tsecret\t\tassigned\treserved\n");
}

static void documents_have_both_sides_and_the_counts(void **state)
{
    struct shell *shell = *state;
    json_t *document;
    const char *source;
    const char *as_of;
    int unassigned;
    size_t findings;
    size_t lines = 0;

    shell_expect(shell, 1, "portreg compare iana host --range system --json");
    document = json_loads(shell->out, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    assert_int_equal(json_unpack(document, "{s:{s:s}, s:{s:s}, s:{s:i}}", "a", "source", &source,
                                 "b", "as_of", &as_of, "summary", "unassigned", &unassigned),
                     0);
    assert_string_equal(source, "iana");
    assert_string_equal(as_of, "2026-01-02");
    assert_int_equal(unassigned, 1);
    findings = json_array_size(json_object_get(document, "findings"));
    assert_true(findings > 5);
    json_decref(document);
    shell_expect(shell, 1, "portreg compare iana host --range system --ndjson");
    for (size_t i = 0; i < shell->out_size; i++) {
        lines += shell->out[i] == '\n';
    }
    assert_int_equal(lines, findings);
    shell_expect(shell, 1, "portreg compare iana host --stat --json | grep -c findings; "
                           "exit ${PIPESTATUS[0]}");
    assert_string_equal(shell->out, "0\n");
}

static void a_list_from_standard_input(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf 'odd 80/tcp\\n' > list; cat list | portreg compare list -");
    shell_expect(shell, 1, "cat list | portreg compare iana - --only names-differ --raw -o "
                           "number,name-a,name-b");
    assert_string_equal(shell->out, "80\thttp\todd\n");
    shell_expect(shell, 2, "portreg compare - - < list");
    shell_err_has(shell, "only one of A and B can be standard input");
}

static void mistakes_are_explained(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg compare iana");
    shell_expect(shell, 2, "portreg compare iana nowhere");
    shell_err_has(shell, "the layers are: iana, host");
    shell_expect(shell, 2, "PORTREG_REGISTRY= HOME=/nonexistent portreg compare nobody services");
    shell_err_has(shell, "no file 'nobody'");
    shell_expect(shell, 2, "portreg compare iana host --only nothing");
    shell_err_has(shell, "--only takes names-differ");
    shell_expect(shell, 2, "portreg compare iana host --range 90-80");
    shell_err_has(shell, "lower number first");
    shell_expect(shell, 2, "portreg compare iana host --transport icmp");
    shell_expect(shell, 2, "portreg compare iana host --stat --csv");
    shell_err_has(shell, "--stat gives a table");
    shell_expect(shell, 2, "head -c 5000 small.portreg > cut.portreg; portreg compare iana "
                           "cut.portreg");
    shell_err_has(shell, "damaged snapshot");
    shell_expect(shell, 2, "echo nonsense > what; portreg compare iana what");
    shell_err_has(shell, "what:1:1");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, shell_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_finding_is_told),
        TEST(the_other_way_round_too),
        TEST(names_are_compared_without_case),
        TEST(a_range_is_one_line),
        TEST(equal_layers_agree),
        TEST(a_date_is_of_both),
        TEST(files_are_compiled_on_the_way),
        TEST(documents_have_both_sides_and_the_counts),
        TEST(a_list_from_standard_input),
        TEST(mistakes_are_explained),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
