/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "shell.h"

/* `portreg diff` and `portreg log` as their users call them. */

#define COMPILE "portreg compile $D/small-2015.xml $D/small.xml -o x.portreg && "
#define DIFF COMPILE "portreg --registry x.portreg diff "
#define LOG COMPILE "portreg --registry x.portreg log "

static json_t *read_json(const struct shell *shell)
{
    json_error_t error;
    json_t *document = json_loads(shell->out, JSON_REJECT_DUPLICATES, &error);

    if (!document) {
        fail_msg("line %d: %s in %s", error.line, error.text, shell->out);
    }
    return document;
}

static void diff_of_dates_shows_what_changed(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, DIFF "2015 2026");
    shell_out_has(shell, "2015-06-01 to 2026-02-13: 4 assigned, ");
    shell_out_has(shell,
                  "\nAssigned (4)\nwww-http 80/tcp\n    description   + World Wide Web HTTP\n");
    shell_out_has(shell, "    description   HTTPS MCom -> http protocol over TLS/SSL\n");
    shell_out_has(shell, "7748-7774");
    shell_out_has(shell, "\nwhois++\n    description   + whois++\n");
    shell_out_has(shell, "\nContacts (2)\n");
}

static void dates_may_be_left_out(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, DIFF "--stat");
    shell_out_has(shell, "2015-06-01 to 2026-02-13: 4 assigned, ");
    assert_null(strstr(shell->out, "www-http"));
    shell_expect(shell, 0, DIFF "2015");
    shell_out_has(shell, "2015-06-01 to 2026-02-13: 4 assigned, ");
}

static void diff_as_of_a_date_ends_there(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, DIFF "--as-of 2016");
    shell_out_has(shell, "2015-06-01 to 2015-06-01: no difference");
    shell_expect(shell, 2, DIFF "2015 2016 --as-of 2016");
    shell_err_has(shell, "--as-of stands for B");
}

static void diff_for_programs(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, DIFF "2015 2026 --csv");
    assert_int_equal(strncmp(shell->out,
                             "Date,Layer,Event,Service Name,Port Number,Transport Protocol,"
                             "Contact,Column,Before,After\r\n",
                             89),
                     0);
    shell_out_has(shell, "\r\n2026-02-13,iana,assigned,www-http,80,tcp,,description,,World Wide "
                         "Web HTTP\r\n");
    shell_out_has(shell, ",https,443,tcp,,description,HTTPS MCom,http protocol over TLS/SSL\r\n");
    shell_expect(shell, 0, DIFF "2015 2026 --raw -o description");
    shell_out_has(shell, "2026-02-13\tiana\tchanged\thttps\t443\ttcp\t\tdescription\tHTTPS "
                         "MCom\t");
    assert_null(strstr(shell->out, "reference"));
    assert_null(strstr(shell->out, "DATE"));
    shell_expect(shell, 0, DIFF "2015 2026 --csv --no-headings | cut -d, -f7 | grep . | sort -u");
    shell_expect(shell, 1, DIFF "2026 2026 --csv");
    shell_out_has(shell, "Date,Layer,");
    shell_expect(shell, 2, DIFF "2015 2026 --stat --csv");
    shell_err_has(shell, "--stat gives text, or with --json a document");
    shell_expect(shell, 2, DIFF "2015 2026 --json --ndjson");
    shell_err_has(shell, "--json and --ndjson exclude each other");
}

/* A line is an object of the document, whether the sides are dates or files. */
static void a_line_of_diff_is_an_object_of_the_document(void **state)
{
    static const char *const sides[] = { "--registry x.portreg diff 2015 2026",
                                         "diff $D/small-2015.xml $D/small.xml" };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
        shell_expect(shell, 0,
                     COMPILE "portreg %s --json > a.json && portreg %s --ndjson > b.ndjson && "
                             "python3 -c 'import json; d = json.load(open(\"a.json\")); "
                             "print([json.loads(l) for l in open(\"b.ndjson\")] == "
                             "d[\"records\"] + d[\"contacts\"], len(d[\"contacts\"]))'",
                     sides[i], sides[i]);
        shell_out_has(shell, "True 2\n");
    }
}

static void log_for_programs(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, LOG "443/tcp --csv");
    shell_out_has(shell, "Date,Layer,Event,");
    shell_out_has(shell, "\r\n2026-02-13,iana,changed,https,443,tcp,,description,HTTPS MCom,http ");
    shell_out_has(shell, "\r\n2015-06-01,iana,first seen,https,443,tcp,,name,,https\r\n");
    shell_expect(shell, 0, LOG "443/tcp -n 1 --raw");
    shell_out_has(shell, "2026-02-13\tiana\tchanged\thttps\t443\ttcp\t\tdescription\tHTTPS "
                         "MCom\t");
    assert_null(strstr(shell->out, "2015-06-01"));
    shell_expect(shell, 0,
                 LOG "https --json > a.json && portreg --registry x.portreg log https --ndjson | "
                     "python3 -c 'import json, sys; print([json.loads(l) for l in sys.stdin] == "
                     "json.load(open(\"a.json\"))[\"events\"])'");
    shell_out_has(shell, "True\n");
    shell_expect(shell, 1, LOG "47000 --ndjson");
}

static void log_of_several_layers_for_programs(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 COMPILE "printf 'https 443/tcp\\n' > services && portreg compile services "
                         "--from services --date 2020-05-01 --layer local -o local.portreg && "
                         "portreg --registry local.portreg --registry x.portreg log 443/tcp "
                         "--csv | cut -d, -f2 | uniq");
    assert_string_equal(shell->out, "Layer\nlocal\niana\n");
}

static void diff_of_equal_versions_finds_nothing(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, DIFF "2026 2026-02-13");
    shell_out_has(shell, ": no difference\n");
}

static void diff_of_a_date_before_all_is_an_error(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, DIFF "2014 2026");
    shell_err_has(shell, "no version as old as 2014; the oldest is of 2015-06-01");
}

static void diff_compares_files_as_dates(void **state)
{
    struct shell *shell = *state;
    json_t *of_files;
    json_t *of_dates;

    shell_expect(shell, 0, "portreg diff --json $D/small-2015.xml $D/small.xml");
    of_files = read_json(shell);
    shell_expect(shell, 0, DIFF "--json 2015 2026");
    of_dates = read_json(shell);
    assert_true(
        json_equal(json_object_get(of_files, "records"), json_object_get(of_dates, "records")));
    assert_true(
        json_equal(json_object_get(of_files, "contacts"), json_object_get(of_dates, "contacts")));
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(of_dates, "before"), "as_of")),
        "2015-06-01");
    json_decref(of_files);
    json_decref(of_dates);
}

static void diff_compares_a_file_with_a_date(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, DIFF "2026 $D/small.xml");
    shell_expect(shell, 0, DIFF "2015 $D/small.xml");
}

static void diff_compares_formats(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg convert $D/small.xml --to csv -o small.csv");
    shell_expect(shell, 1, "portreg diff small.csv $D/small.xml -o name,number,description");
    shell_expect(shell, 1, "portreg diff small.csv $D/small.xml");
    shell_err_has(shell, "small.csv has no contact table");
    shell_expect(shell, 2, "portreg diff small.csv missing.xml");
    shell_err_has(shell, "missing.xml");
}

static void diff_compares_only_some_columns(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, DIFF "2015 2026 -o name");
    assert_null(strstr(shell->out, "TLS/SSL"));
    assert_null(strstr(shell->out, "Contacts"));
    shell_expect(shell, 2, DIFF "2015 2026 -o nosuch");
    shell_err_has(shell, "nosuch");
}

static void colour_is_for_those_who_want_it(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, DIFF "2015 2026");
    assert_null(strchr(shell->out, '\x1b'));
    shell_expect(shell, 0, DIFF "2015 2026 --color=always");
    assert_non_null(strchr(shell->out, '\x1b'));
}

static void log_shows_newest_first(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, LOG "443/tcp");
    assert_int_equal(strncmp(shell->out, "2026-02-13 https 443/tcp changed\n", 33), 0);
    shell_out_has(shell, "\n\n2015-06-01 https 443/tcp first seen\n");
}

static void log_of_a_name_on_one_line(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, LOG "--oneline _https._tcp");
    assert_string_equal(shell->out, "2026-02-13 https 443/tcp changed: description\n"
                                    "2015-06-01 https 443/tcp first seen\n");
    shell_expect(shell, 0, LOG "-n 1 --oneline HTTPS/tcp");
    assert_string_equal(shell->out, "2026-02-13 https 443/tcp changed: description\n");
}

static void log_knows_ranges(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, LOG "--oneline 7775/tcp");
    shell_out_has(shell, "2026-02-13 late-port 7775/tcp assigned");
}

static void log_as_of_a_date_ends_there(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, LOG "--as-of 2020 --oneline https/tcp");
    assert_string_equal(shell->out, "2015-06-01 https 443/tcp first seen\n");
}

static void log_as_json(void **state)
{
    struct shell *shell = *state;
    json_t *document;
    json_t *event;

    shell_expect(shell, 0, LOG "--json 443/tcp");
    document = read_json(shell);
    assert_string_equal(json_string_value(json_object_get(document, "as_of")), "2026-02-13");
    event = json_array_get(json_object_get(document, "events"), 0);
    assert_string_equal(json_string_value(json_object_get(event, "event")), "changed");
    assert_string_equal(json_string_value(json_object_get(event, "name")), "https");
    assert_int_equal(json_integer_value(json_object_get(event, "number")), 443);
    json_decref(document);
}

static void log_of_what_never_was(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, LOG "never-there");
    shell_err_has(shell, "never-there");
    shell_expect(shell, 2, LOG "70000");
    shell_expect(shell, 2, LOG "80/xyz");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, shell_setup, shell_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(diff_of_dates_shows_what_changed),
        TEST(dates_may_be_left_out),
        TEST(diff_as_of_a_date_ends_there),
        TEST(diff_for_programs),
        TEST(a_line_of_diff_is_an_object_of_the_document),
        TEST(log_for_programs),
        TEST(log_of_several_layers_for_programs),
        TEST(diff_of_equal_versions_finds_nothing),
        TEST(diff_of_a_date_before_all_is_an_error),
        TEST(diff_compares_files_as_dates),
        TEST(diff_compares_a_file_with_a_date),
        TEST(diff_compares_formats),
        TEST(diff_compares_only_some_columns),
        TEST(colour_is_for_those_who_want_it),
        TEST(log_shows_newest_first),
        TEST(log_of_a_name_on_one_line),
        TEST(log_knows_ranges),
        TEST(log_as_of_a_date_ends_there),
        TEST(log_as_json),
        TEST(log_of_what_never_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
