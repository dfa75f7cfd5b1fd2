/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/value.h"
#include "asking.h"

/* Versions, differences, histories. */

static void versions_are_newest_first(void **state)
{
    struct asked csv = ask(*state, 200, "/v1/versions.csv", NULL);

    expect_json(*state, 200, "/v1/versions", "versions/0/layer", "\"local\"");
    expect_json(*state, 200, "/v1/versions", "versions/1/date", "\"2026-02-13\"");
    expect_json(*state, 200, "/v1/versions", "versions/2/date", "\"2015-06-01\"");
    expect_json(*state, 200, "/v1/versions", "versions/3", NULL);
    expect_json(*state, 200, "/v1/versions?as_of=2016", "versions/1", NULL);
    assert_memory_equal(csv.body.data, "Date,Rows,Contacts,Format,From,Layer\r\n", 38);
    expect_text(&csv, "\r\n2015-06-01,");
    asked_free(&csv);
}

static void two_versions_are_compared(void **state)
{
    expect_json(*state, 200, "/v1/diff", "before/as_of", "\"2015-06-01\"");
    expect_json(*state, 200, "/v1/diff", "after/as_of", "\"2026-02-13\"");
    expect_json(*state, 200, "/v1/diff", "records/late-port/event", "\"assigned\"");
    expect_json(*state, 200, "/v1/diff?from=2015-12&to=2016", "records", "[]");
    expect_json(*state, 200, "/v1/diff?from=2026&to=2015-12", "records/late-port/event",
                "\"de-assigned\"");
    expect_json(*state, 200, "/v1/diff?summary=true", "records", NULL);
    expect_json(*state, 200, "/v1/diff?columns=note", "records/late-port/changes/contact", NULL);
    expect_json(*state, 200, "/v1/diff?columns=note", "contacts", "[]");
}

static void bad_sides_are_problems(void **state)
{
    expect_json(*state, 400, "/v1/diff?from=then", "title", "\"Bad date\"");
    expect_json(*state, 404, "/v1/diff?to=2001", "title", "\"No such version\"");
    expect_json(*state, 400, "/v1/diff?columns=name,colour", "detail",
                "\"'colour' is not a column that is compared\"");
    expect_json(*state, 400, "/v1/diff?columns=status", "status", "400");
    expect_json(*state, 400, "/v1/diff?as_of=2020", "title", "\"Unknown parameter\"");
}

static void changes_have_three_forms(void **state)
{
    struct asked csv = ask(*state, 200, "/v1/diff.csv", NULL);
    struct asked lines = ask(*state, 200, "/v1/diff.ndjson", NULL);

    assert_memory_equal(csv.body.data,
                        "Date,Layer,Event,Service Name,Port Number,Transport Protocol,Contact,"
                        "Column,Before,After\r\n",
                        90);
    expect_text(&csv, "\r\n2026-02-13,iana,assigned,late-port,7775,tcp,,description,,");
    expect_text(&csv, "\r\n2026-02-13,iana,added,,,,");
    expect_text(&lines, "{\"layer\":\"iana\",\"date\":\"2026-02-13\",\"event\":\"assigned\","
                        "\"name\":\"late-port\",\"number\":7775,");
    expect_text(&lines, "{\"layer\":\"iana\",\"date\":\"2026-02-13\",\"event\":\"added\",\"id\":");
    asked_free(&csv);
    asked_free(&lines);
}

static void a_port_and_a_name_have_a_life(void **state)
{
    static const char *const targets[] = { "/v1/records/7775/history",
                                           "/v1/records/7775/tcp/history",
                                           "/v1/records/Late-Port/history",
                                           "/v1/records/late-port/tcp/history" };

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        expect_json(*state, 200, targets[i], "events/late-port/event", "\"assigned\"");
        expect_json(*state, 200, targets[i], "events/late-port/date", "\"2026-02-13\"");
        expect_json(*state, 200, targets[i], "events/0/layer", "\"iana\"");
    }
    expect_json(*state, 200, "/v1/records/cl%2F1/history", "query", "\"cl/1\"");
    expect_json(*state, 200, "/v1/records/8443/history", "events/0/layer", "\"local\"");
    expect_json(*state, 200, "/v1/records/443/history?as_of=2016", "events/0/event",
                "\"first seen\"");
}

static void histories_have_three_forms(void **state)
{
    struct asked csv = ask(*state, 200, "/v1/records/7775/history.csv", NULL);
    struct asked lines = ask(*state, 200, "/v1/records/7775/history.ndjson", NULL);

    expect_text(&csv, "\r\n2026-02-13,iana,assigned,late-port,7775,tcp,,name,,late-port\r\n");
    assert_memory_equal(lines.body.data, "{\"layer\":\"iana\",\"date\":\"2026-02-13\",", 36);
    asked_free(&csv);
    asked_free(&lines);
}

static void what_never_was_has_no_history(void **state)
{
    expect_json(*state, 404, "/v1/records/60000/history", "detail",
                "\"the registry never had 60000\"");
    expect_json(*state, 404, "/v1/records/htps/history", "status", "404");
    expect_json(*state, 400, "/v1/records/1-9/history", "status", "400");
    expect_json(*state, 400, "/v1/records/70000/history", "status", "400");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(versions_are_newest_first),
        TEST(two_versions_are_compared),
        TEST(bad_sides_are_problems),
        TEST(changes_have_three_forms),
        TEST(a_port_and_a_name_have_a_life),
        TEST(histories_have_three_forms),
        TEST(what_never_was_has_no_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
