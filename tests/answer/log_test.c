/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/log.h"
#include "fixture.h"
#include "util/string.h"
#include "value.h"

static enum portreg_status write_log(struct buffer *text, const struct layers *layers,
                                     const char *query, size_t limit, size_t *ret_count,
                                     struct portreg_error *error)
{
    struct changes events = { .count = 0 };
    struct question question = { 0 };
    enum portreg_status status;
    struct json json;

    assert_int_equal(question_parse(string_of(query), &question, NULL), PORTREG_OK);
    json_init(&json, text, false);
    json_object_open(&json);
    status = log_changes(layers, &question, limit, &events, error);
    log_json(&json, layers, string_of(query), &events);
    json_object_close(&json);
    *ret_count = events.count;
    changes_free(&events);
    return status;
}

static void events_of_all_layers(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = BUFFER_INIT(1u << 20);
    size_t count = 0;

    assert_int_equal(write_log(&text, &fixture->layers, "https", SIZE_MAX, &count, NULL),
                     PORTREG_OK);
    assert_true(count > 2);
    assert_json(&text, "source", "\"iana\"");
    assert_json(&text, "query", "\"https\"");
    assert_json(&text, "events/0/layer", "\"local\"");
    assert_json(&text, "events/0/date", "\"2020-05-01\"");
    buffer_free(&text);
}

static void no_more_events_than_are_wanted(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = BUFFER_INIT(1u << 20);
    size_t count = 0;

    assert_int_equal(write_log(&text, &fixture->layers, "https", 2, &count, NULL), PORTREG_OK);
    assert_int_equal(count, 2);
    assert_json(&text, "events/2", NULL);
    buffer_free(&text);
}

static void nothing_is_known_of_some(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = BUFFER_INIT(1u << 20);
    size_t count = 7;

    assert_int_equal(write_log(&text, &fixture->layers, "47000", SIZE_MAX, &count, NULL),
                     PORTREG_OK);
    assert_int_equal(count, 0);
    assert_json(&text, "events", "[]");
    buffer_free(&text);
}

static void a_range_has_no_log(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = BUFFER_INIT(1u << 20);
    struct portreg_error error;
    size_t count;

    assert_int_equal(write_log(&text, &fixture->layers, "1-9", SIZE_MAX, &count, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_string_equal(error.message, "a log is of one port or name, not of a range");
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_of_all_layers),
        cmocka_unit_test(no_more_events_than_are_wanted),
        cmocka_unit_test(nothing_is_known_of_some),
        cmocka_unit_test(a_range_has_no_log),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
