/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/change_list.h"
#include "answer/comparison.h"
#include "answer/log.h"
#include "fixture.h"
#include "util/string.h"

/* The base in 2015 and now. */
static void compare(const struct fixture *fixture, uint32_t columns, bool with_contacts,
                    struct comparison *ret)
{
    const struct layer *iana = &fixture->layers.items[FIXTURE_IANA];
    const struct comparison_side after = { iana->view, "now" };
    const struct comparison_side before = { { iana->snapshot, 0 }, "then" };

    assert_int_equal(comparison_make(ret, &before, &after, columns, with_contacts, NULL),
                     PORTREG_OK);
}

static struct buffer table_of(const struct changes *changes)
{
    const struct listing_form all = { .columns = NULL };
    struct change_list list = change_list_of(changes);
    struct buffer text = BUFFER_INIT(1u << 20);

    listing_append_csv(&text, &list.cursor, &all);
    assert_false(buffer_failed(&text));
    return text;
}

static size_t count(const struct buffer *text, const char *line_end)
{
    size_t lines = 0;

    for (const char *at = text->data; (at = strstr(at, line_end)) != NULL; at++) {
        lines++;
    }
    return lines;
}

static void every_field_that_is_another_has_a_line(void **state)
{
    struct comparison comparison;
    struct buffer text;
    size_t fields = 0;

    compare(*state, CHANGE_ALL_COLUMNS, true, &comparison);
    assert_int_equal(comparison.changes.count, comparison.total);
    for (size_t i = 0; i < comparison.diff->row_count; i++) {
        fields += (size_t)__builtin_popcount(comparison.diff->rows[i].columns);
    }
    for (size_t i = 0; i < comparison.diff->contact_count; i++) {
        fields += (size_t)__builtin_popcount(comparison.diff->contacts[i].fields);
    }
    text = table_of(&comparison.changes);
    assert_int_equal(count(&text, "\r\n"), fields + 1); /* the heading */
    assert_non_null(strstr(text.data, "\r\n2026-02-13,iana,assigned,early-bird,"));
    buffer_free(&text);
    comparison_free(&comparison);
}

static void other_columns_have_none(void **state)
{
    struct comparison comparison;
    struct buffer text;

    compare(*state, 1u << PORTREG_COLUMN_DESCRIPTION, false, &comparison);
    text = table_of(&comparison.changes);
    assert_non_null(strstr(text.data, ",description,"));
    assert_null(strstr(text.data, ",reference,"));
    buffer_free(&text);
    comparison_free(&comparison);
}

/* A line is the object that the document has, on one line. */
static void a_line_is_the_object_of_the_document(void **state)
{
    struct buffer document = BUFFER_INIT(1u << 20);
    struct buffer lines = BUFFER_INIT(1u << 20);
    struct comparison comparison;
    struct json json;

    compare(*state, CHANGE_ALL_COLUMNS, true, &comparison);
    json_init(&json, &document, false);
    json_object_open(&json);
    comparison_json(&json, &comparison, false);
    json_object_close(&json);
    buffer_append_char(&document, '\0');
    changes_append_ndjson(&lines, &comparison.changes);
    assert_int_equal(count(&lines, "\n"), comparison.total);
    for (struct portreg_string rest = { lines.data, lines.size }, line;
         string_next_line(&rest, &line);) {
        assert_non_null(memmem(document.data, document.size, line.data, line.size));
    }
    buffer_free(&document);
    buffer_free(&lines);
    comparison_free(&comparison);
}

static void events_of_several_layers(void **state)
{
    const struct fixture *fixture = *state;
    struct changes events = { .count = 0 };
    struct question question = { 0 };
    struct buffer text;

    assert_int_equal(question_parse(string_of("https"), &question, NULL), PORTREG_OK);
    assert_int_equal(log_changes(&fixture->layers, &question, SIZE_MAX, &events, NULL),
                     PORTREG_OK);
    text = table_of(&events);
    assert_non_null(strstr(text.data, "\r\n2020-05-01,local,first seen,https,"));
    assert_non_null(strstr(text.data, "\r\n2026-02-13,iana,changed,https,443,"));
    buffer_free(&text);
    changes_free(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_that_is_another_has_a_line),
        cmocka_unit_test(other_columns_have_none),
        cmocka_unit_test(a_line_is_the_object_of_the_document),
        cmocka_unit_test(events_of_several_layers),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
