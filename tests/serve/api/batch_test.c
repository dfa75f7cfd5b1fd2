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
#include "serve/api/batch.h"
#include "util/string.h"

/* POST /v1/lookup. */

#define JSON "application/json"
#define LINES "application/x-ndjson"
#define TEXT "text/plain"

static void expect_result(const struct test_site *site, const char *body, const char *path,
                          const char *value)
{
    struct asked asked = ask_post(site, 200, "/v1/lookup", JSON, body);

    assert_json(&asked.body, path, value);
    asked_free(&asked);
}

static void results_are_in_the_order_of_queries(void **state)
{
    const char *body = "[443, \"http/tcp\", \"6000-6001\", \"intranet\"]";

    expect_result(*state, body, "results/0/query", "443");
    expect_result(*state, body, "results/0/records/0/name", "\"https\"");
    expect_result(*state, body, "results/1/query", "\"http/tcp\"");
    expect_result(*state, body, "results/1/records/0/number", "80");
    expect_result(*state, body, "results/2/records/0/name", "\"x11\"");
    expect_result(*state, body, "results/3/records/0/layer", "\"local\"");
    expect_result(*state, body, "results/4", NULL);
    expect_result(*state, body, "as_of", "\"2026-02-13\"");
}

static void a_bad_query_fails_alone(void **state)
{
    const char *body = "[70000, -1, \"htps\", \"\", null, {\"a\": [1]}, 4.5, true, \"a\\u0000b\","
                       " \"443/icmp\", \"airplay/udp\", 443]";

    expect_result(*state, body, "results/0/error/status", "400");
    expect_result(*state, body, "results/0/records", NULL);
    expect_result(*state, body, "results/1/query", "\"-1\"");
    expect_result(*state, body, "results/2/error/status", "404");
    expect_result(*state, body, "results/2/error/suggestions/0", "\"https\"");
    for (unsigned i = 3; i <= 9; i++) {
        char path[64];

        snprintf(path, sizeof(path), "results/%u/error/status", i);
        expect_result(*state, body, path, "400");
    }
    expect_result(*state, body, "results/4/query", "null");
    expect_result(*state, body, "results/10/error/detail",
                  "\"'airplay' is registered, but not on this transport\"");
    expect_result(*state, body, "results/11/records/0/name", "\"https\"");
}

static void records_can_be_full(void **state)
{
    struct asked asked = ask_post(*state, 200, "/v1/lookup?full=true", JSON, "[443]");

    assert_json(&asked.body, "results/0/records/0/assignees/0/id", "\"IESG\"");
    asked_free(&asked);
    expect_result(*state, "[443]", "results/0/records/0/assignees", NULL);
}

static void a_batch_is_asked_as_of_a_date(void **state)
{
    struct asked asked = ask_post(*state, 200, "/v1/lookup?as_of=2016", JSON, "[\"late-port\"]");

    assert_json(&asked.body, "as_of", "\"2015-06-01\"");
    assert_json(&asked.body, "results/0/error/status", "404");
    asked_free(&asked);
}

static void bodies_have_three_types(void **state)
{
    static const char *const cases[][2] = {
        { JSON, " [\"443/tcp\", 80]\n" },
        { "Application/JSON; charset=utf-8", "[\"443/tcp\", 80]" },
        { "", "[\"443/tcp\", 80]" },
        { LINES, "\"443/tcp\"\n\n80\n" },
        { LINES, "\"443/tcp\"\r\n80" },
    };
    struct asked text = ask_post(*state, 200, "/v1/lookup.ndjson", TEXT, "443/tcp\r\n\n 80 ");

    assert_memory_equal(text.body.data, "{\"query\":\"443/tcp\",\"records\":[{", 31);
    expect_text(&text, "\n{\"query\":\"80\",\"records\":[{");
    asked_free(&text);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asked asked = ask_post(*state, 200, "/v1/lookup", cases[i][0], cases[i][1]);

        assert_json(&asked.body, "results/0/query", "\"443/tcp\"");
        assert_json(&asked.body, "results/1/query", "80");
        assert_json(&asked.body, "results/2", NULL);
        asked_free(&asked);
    }
}

static void no_query_has_no_result(void **state)
{
    struct asked asked = ask_post(*state, 200, "/v1/lookup", TEXT, "");

    assert_json(&asked.body, "results", "[]");
    asked_free(&asked);
    expect_result(*state, "[]", "results", "[]");
}

static void bad_json_is_told_with_its_place(void **state)
{
    static const struct {
        const char *type;
        const char *body;
        const char *line;
        const char *column;
    } cases[] = {
        { JSON, "", "1", "1" },
        { JSON, "[443,\n 80", "2", "3" },
        { JSON, "{\"a\": 1}", "1", "1" },
        { JSON, "[443] x", "1", "7" },
        { JSON, "[\"\xff\"]", "1", "2" },
        { JSON, "[\"\\ud800\"]", "1", "9" },
        { JSON, "[{\"a\": 1, \"a\": 2}]", "1", "13" },
        { JSON, "[99999999999999999999]", "1", "21" },
        { LINES, "80\n[\n", "2", "1" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asked asked = ask_post(*state, 400, "/v1/lookup", cases[i].type, cases[i].body);

        assert_json(&asked.body, "title", "\"Bad JSON\"");
        assert_json(&asked.body, "line", cases[i].line);
        assert_json(&asked.body, "column", cases[i].column);
        asked_free(&asked);
    }
}

static void another_type_is_refused(void **state)
{
    struct asked asked = ask_post(*state, 415, "/v1/lookup", "application/x-www-form-urlencoded",
                                  "443");

    assert_json(&asked.body, "title", "\"Unsupported media type\"");
    asked_free(&asked);
}

/* A body of that query as often as asked. */
static char *repeat(const char *query, size_t count)
{
    size_t size = strlen(query);
    char *text = malloc(size * count + 1);

    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * size, query, size);
    }
    text[size * count] = '\0';
    return text;
}

static void a_batch_has_so_many_queries(void **state)
{
    char *most = repeat("9/tcp\n", BATCH_QUERIES_MAX);
    char *more = repeat("9/tcp\n", BATCH_QUERIES_MAX + 1);
    char *lines = repeat("9\n", BATCH_QUERIES_MAX + 1);
    struct asked asked = ask_post(*state, 200, "/v1/lookup", TEXT, most);

    assert_json(&asked.body, "results/9999/records/0/name", "\"discard\"");
    asked_free(&asked);
    asked = ask_post(*state, 413, "/v1/lookup", TEXT, more);
    assert_json(&asked.body, "detail", "\"more than 10000 queries in one batch\"");
    asked_free(&asked);
    asked = ask_post(*state, 413, "/v1/lookup", LINES, lines);
    asked_free(&asked);
    free(most);
    free(more);
    free(lines);
}

static void what_takes_long_has_an_end(void **state)
{
    char *ranges = repeat("1-2\n", 101);
    char *names = repeat("airplay/udp\nhtps\n", 30);
    struct asked asked = ask_post(*state, 200, "/v1/lookup", TEXT, ranges);

    assert_json(&asked.body, "results/99/error", NULL);
    assert_json(&asked.body, "results/100/error/status", "413");
    asked_free(&asked);
    asked = ask_post(*state, 200, "/v1/lookup", TEXT, names);
    assert_json(&asked.body, "results/1/error/suggestions/0", "\"https\"");
    assert_json(&asked.body, "results/59/error/suggestions", "[]");
    assert_json(&asked.body, "results/58/error/detail",
                "\"'airplay' is registered, but not on this transport\"");
    asked_free(&asked);
    free(ranges);
    free(names);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(results_are_in_the_order_of_queries),
        TEST(a_bad_query_fails_alone),
        TEST(records_can_be_full),
        TEST(a_batch_is_asked_as_of_a_date),
        TEST(bodies_have_three_types),
        TEST(no_query_has_no_result),
        TEST(bad_json_is_told_with_its_place),
        TEST(another_type_is_refused),
        TEST(a_batch_has_so_many_queries),
        TEST(what_takes_long_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
