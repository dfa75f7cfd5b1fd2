/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/comparison.h"
#include "fixture.h"
#include "value.h"

/* The base in 2015 and now. */
static void sides(const struct fixture *fixture, struct comparison_side *before,
                  struct comparison_side *after)
{
    const struct layer *iana = &fixture->layers.items[FIXTURE_IANA];

    *after = (struct comparison_side){ iana->view, "now" };
    *before = (struct comparison_side){ iana->view, "then" };
    before->view.version = 0;
}

static void compare(const struct fixture *fixture, uint32_t columns, bool with_contacts,
                    struct comparison *ret)
{
    struct comparison_side before;
    struct comparison_side after;

    sides(fixture, &before, &after);
    assert_int_equal(comparison_make(ret, &before, &after, columns, with_contacts, NULL),
                     PORTREG_OK);
}

static void every_change_is_in_one_group(void **state)
{
    struct comparison comparison;
    size_t sum = 0;

    compare(*state, CHANGE_ALL_COLUMNS, true, &comparison);
    for (size_t i = 0; i < COMPARISON_GROUP_COUNT; i++) {
        sum += comparison.counts.groups[i];
    }
    assert_true(sum > 0);
    assert_int_equal(sum, comparison.diff->row_count);
    assert_int_equal(comparison_contact_total(&comparison.counts), comparison.diff->contact_count);
    assert_int_equal(comparison.total,
                     comparison.diff->row_count + comparison.diff->contact_count);
    comparison_free(&comparison);
}

static void what_is_not_asked_for_does_not_count(void **state)
{
    struct comparison all;
    struct comparison some;

    compare(*state, CHANGE_ALL_COLUMNS, true, &all);
    compare(*state, 1u << PORTREG_COLUMN_REFERENCE, false, &some);
    assert_true(some.total < all.total);
    assert_int_equal(comparison_contact_total(&some.counts), 0);
    assert_int_equal(some.by_column[PORTREG_COLUMN_DESCRIPTION], 0);
    assert_int_equal(some.by_column[PORTREG_COLUMN_REFERENCE],
                     all.by_column[PORTREG_COLUMN_REFERENCE]);
    comparison_free(&all);
    comparison_free(&some);
}

static void a_version_does_not_differ_from_itself(void **state)
{
    struct comparison_side before;
    struct comparison_side after;
    struct comparison comparison;

    sides(*state, &before, &after);
    assert_int_equal(
        comparison_make(&comparison, &after, &after, CHANGE_ALL_COLUMNS, true, NULL), PORTREG_OK);
    assert_int_equal(comparison.total, 0);
    comparison_free(&comparison);
}

static void a_side_without_contacts_is_named(void **state)
{
    const struct fixture *fixture = *state;
    const struct comparison_side list = { fixture->layers.items[FIXTURE_LOCAL].view, "list" };
    struct comparison_side before;
    struct comparison_side after;

    sides(fixture, &before, &after);
    assert_null(comparison_without_contacts(&before, &after));
    assert_null(comparison_without_contacts(&list, &list));
    assert_ptr_equal(comparison_without_contacts(&list, &after), &list);
    assert_ptr_equal(comparison_without_contacts(&after, &list), &list);
}

static struct buffer written(const struct comparison *comparison, bool summary_only)
{
    struct buffer text = BUFFER_INIT(1u << 20);
    struct json json;

    json_init(&json, &text, true);
    json_object_open(&json);
    comparison_json(&json, comparison, summary_only);
    json_object_close(&json);
    assert_false(buffer_failed(&text));
    return text;
}

static void a_document_has_sides_summary_and_changes(void **state)
{
    struct comparison comparison;
    struct buffer text;

    compare(*state, CHANGE_ALL_COLUMNS, true, &comparison);
    text = written(&comparison, false);
    assert_json(&text, "before", "{\"source\":\"then\",\"as_of\":\"2015-06-01\"}");
    assert_json(&text, "after", "{\"source\":\"now\",\"as_of\":\"2026-02-13\"}");
    assert_json(&text, "summary/columns/name", "0");
    assert_json(&text, "records/early-bird/event", "\"assigned\"");
    assert_json(&text, "records/early-bird/changes/name/before", "null");
    buffer_free(&text);
    text = written(&comparison, true);
    assert_json(&text, "records", NULL);
    assert_json(&text, "contacts", NULL);
    buffer_free(&text);
    comparison_free(&comparison);
}

/* What an earlier version had is still told of a row that lost its name. */
static void the_two_sides_of_a_change_are_read(void **state)
{
    struct comparison comparison;
    struct change_source source;
    size_t named = 0;

    compare(*state, CHANGE_ALL_COLUMNS, true, &comparison);
    source = comparison_source(&comparison);
    for (size_t i = 0; i < comparison.diff->row_count; i++) {
        struct change_rows rows;

        change_read(&source, &comparison.diff->rows[i], &rows);
        assert_ptr_equal(rows.shown, comparison.diff->rows[i].after == PORTREG_NONE ? &rows.before
                                                                                    : &rows.after);
        named += rows.name.size > 0;
    }
    assert_true(named > 0);
    comparison_free(&comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_is_in_one_group),
        cmocka_unit_test(what_is_not_asked_for_does_not_count),
        cmocka_unit_test(a_version_does_not_differ_from_itself),
        cmocka_unit_test(a_side_without_contacts_is_named),
        cmocka_unit_test(a_document_has_sides_summary_and_changes),
        cmocka_unit_test(the_two_sides_of_a_change_are_read),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
