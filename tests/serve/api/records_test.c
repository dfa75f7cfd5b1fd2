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
#include "serve/api/cursor.h"
#include "util/string.h"

/* The search by pages, and the cursors that lead through them. */

static void a_search_counts_what_it_finds(void **state)
{
    expect_json(*state, 200, "/v1/records?q=discard", "total", "3");
    expect_json(*state, 200, "/v1/records?q=discard", "next", "null");
    expect_json(*state, 200, "/v1/records?q=port:80%20proto:udp", "total", "2");
    expect_json(*state, 200, "/v1/records?q=port:80&literal=true", "total", "0");
    expect_json(*state, 200, "/v1/records?q=intranet", "records/0/layer", "\"local\"");
    expect_json(*state, 200, "/v1/records?q=name:/^s?ua$/", "total", "2");
}

static void records_are_sorted(void **state)
{
    expect_json(*state, 200, "/v1/records?q=http&sort=number&limit=1", "records/0/number", "80");
    expect_json(*state, 200, "/v1/records?q=http-alt&sort=-number&limit=1", "records/0/number",
                "8080");
    expect_json(*state, 400, "/v1/records?sort=colour", "status", "400");
}

/* The address in the header Link of that relation; false if there is none. */
static bool find_link(const struct asked *asked, const char *relation, char target[512])
{
    const char *link = asked_header(asked, "Link");
    char end[32];
    const char *found;
    const char *start;

    snprintf(end, sizeof(end), ">; rel=\"%s\"", relation);
    found = strstr(link, end);
    if (found == NULL) {
        return false;
    }
    start = memrchr(link, '<', (size_t)(found - link));
    assert_non_null(start);
    assert_true(found - start < 512);
    memcpy(target, start + 1, (size_t)(found - start) - 1);
    target[found - start - 1] = '\0';
    return true;
}

static size_t count_lines(const struct asked *asked)
{
    size_t lines = 0;

    for (size_t i = 0; i < asked->body.size; i++) {
        lines += asked->body.data[i] == '\n';
    }
    return lines;
}

/* Walks all pages; what they have together is what one page would have. */
static void walk(const struct test_site *site, const char *start)
{
    char target[512];
    struct buffer all = BUFFER_INIT(1u << 24);
    struct asked whole;
    size_t lines = 0;
    size_t total;
    bool more = true;

    snprintf(target, sizeof(target), "%s&limit=3", start);
    while (more) {
        struct asked page = ask(site, 200, target, NULL);

        buffer_append(&all, page.body.data, page.body.size);
        lines += count_lines(&page);
        total = strtoul(asked_header(&page, "Total-Count"), NULL, 10);
        more = find_link(&page, "next", target);
        assert_int_equal(count_lines(&page), more ? 3 : total - (lines - count_lines(&page)));
        asked_free(&page);
    }
    assert_int_equal(lines, total);
    snprintf(target, sizeof(target), "%s&limit=1000", start);
    whole = ask(site, 200, target, NULL);
    assert_int_equal(whole.body.size, all.size);
    assert_memory_equal(whole.body.data, all.data, all.size);
    asked_free(&whole);
    buffer_free(&all);
}

static void pages_follow_each_other(void **state)
{
    walk(*state, "/v1/records.ndjson?q=http");
    walk(*state, "/v1/records.ndjson?q=");
    walk(*state, "/v1/records.ndjson?q=&sort=-name");
    walk(*state, "/v1/records.ndjson?q=-name:http%20proto:tcp&sort=number");
    walk(*state, "/v1/records.ndjson?q=discard&as_of=2015-12");
}

static void links_keep_the_question(void **state)
{
    struct asked asked = ask(*state, 200,
                             "/v1/records.csv?q=%3E%3B%22%20a&sort=name&literal=true&limit=7"
                             "&as_of=2026",
                             NULL);

    assert_string_equal(asked_header(&asked, "Link"),
                        "</v1/records.csv?q=%3E%3B%22%20a&literal=true&sort=name&limit=7"
                        "&as_of=2026>; rel=\"first\"");
    asked_free(&asked);
}

/* The cursor behind the first page of a search. */
static void read_cursor(const struct test_site *site, const char *target, char cursor[CURSOR_SIZE])
{
    struct asked asked = ask(site, 200, target, NULL);
    char link[512];

    assert_true(find_link(&asked, "next", link));
    snprintf(cursor, CURSOR_SIZE, "%s", strstr(link, "cursor=") + strlen("cursor="));
    asked_free(&asked);
}

static void a_cursor_is_of_its_search_and_version(void **state)
{
    char cursor[CURSOR_SIZE];
    char target[512];

    read_cursor(*state, "/v1/records?q=http&limit=2", cursor);
    snprintf(target, sizeof(target), "/v1/records?q=http&limit=5&cursor=%s", cursor);
    expect_json(*state, 200, target, "records/4/layer", "\"iana\"");
    snprintf(target, sizeof(target), "/v1/records?q=discard&cursor=%s", cursor);
    expect_json(*state, 400, target, "title", "\"Cursor of another search\"");
    snprintf(target, sizeof(target), "/v1/records?q=http&sort=name&cursor=%s", cursor);
    expect_json(*state, 400, target, "title", "\"Cursor of another search\"");
    snprintf(target, sizeof(target), "/v1/records?q=http&as_of=2015-12&cursor=%s", cursor);
    expect_json(*state, 410, target, "title", "\"Cursor of another version\"");
}

static void what_is_no_cursor_is_refused(void **state)
{
    static const char *const bad[] = { "",      "0",  "zzzzzzzzzzzzzzzz0", "0123456789abcdef",
                                       "0123456789ABCDEF0", "0123456789abcdef123456789" };
    char target[128];

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(target, sizeof(target), "/v1/records?cursor=%s", bad[i]);
        expect_json(*state, 400, target, "title", "\"Bad cursor\"");
    }
}

static void cursors_are_read_as_written(void **state)
{
    const struct cursor cursor = { .versions = 0xFFFFFFFF, .question = 7, .offset = 0xFFFFFFFF };
    char text[CURSOR_SIZE];
    struct cursor read;

    (void)state;
    cursor_format(&cursor, text);
    assert_true(cursor_parse(string_of(text), &read));
    assert_int_equal(read.versions, cursor.versions);
    assert_int_equal(read.question, cursor.question);
    assert_int_equal(read.offset, cursor.offset);
}

static void a_page_behind_the_end_is_empty(void **state)
{
    const struct test_site *site = *state;
    char cursor[CURSOR_SIZE];
    char target[512];

    read_cursor(site, "/v1/records?q=http&limit=2", cursor);
    cursor[16] = '\0';
    snprintf(target, sizeof(target), "/v1/records?q=http&cursor=%sffffffff", cursor);
    expect_json(site, 200, target, "records", "[]");
    expect_json(site, 200, target, "next", "null");
}

static void bad_searches_are_problems(void **state)
{
    char target[2048] = "/v1/records?q=";

    expect_json(*state, 400, "/v1/records?limit=0", "title", "\"Bad parameter\"");
    expect_json(*state, 400, "/v1/records?limit=1001", "status", "400");
    expect_json(*state, 400, "/v1/records?q=port:x", "status", "400");
    expect_json(*state, 400, "/v1/records?q=/(/", "status", "400");
    expect_json(*state, 400, "/v1/records?literal=yes", "status", "400");
    memset(target + strlen(target), 'a', 1025);
    expect_json(*state, 400, target, "detail", "\"q has more than 1024 bytes\"");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_search_counts_what_it_finds),
        TEST(records_are_sorted),
        TEST(pages_follow_each_other),
        TEST(links_keep_the_question),
        TEST(a_cursor_is_of_its_search_and_version),
        TEST(what_is_no_cursor_is_refused),
        cmocka_unit_test(cursors_are_read_as_written),
        TEST(a_page_behind_the_end_is_empty),
        TEST(bad_searches_are_problems),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
