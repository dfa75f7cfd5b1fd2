/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define COLUMN(name) (1u << PORTREG_COLUMN_##name)

/* Two versions, compared. */
struct comparison {
    struct fixture fixture;
    struct portreg_diff *diff;
};

static struct portreg_diff *compare(struct portreg_view before, struct portreg_view after)
{
    struct portreg_diff *diff = NULL;
    struct portreg_error error = { 0 };

    if (portreg_diff_create(before, after, &diff, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return diff;
}

static struct portreg_view view_of(const struct fixture *fixture, uint32_t version)
{
    return (struct portreg_view){ fixture->snapshot, version };
}

static void compare_versions(struct comparison *ret, const char *before, const char *after,
                             const char *people_before, const char *people_after)
{
    struct fixture_version versions[] = { { "2020-01-01", before, people_before },
                                          { "2021-01-01", after, people_after } };

    fixture_compile(&ret->fixture, versions, 2);
    ret->diff = compare(view_of(&ret->fixture, 0), view_of(&ret->fixture, 1));
}

static void compare_rows(struct comparison *ret, const char *before, const char *after)
{
    compare_versions(ret, before, after, NULL, NULL);
}

static void comparison_free(struct comparison *comparison)
{
    portreg_diff_destroy(comparison->diff);
    fixture_free(&comparison->fixture);
}

static void assert_cell(const struct portreg_snapshot *snapshot, uint32_t row,
                        enum portreg_column column, const char *expected)
{
    assert_string_equal(portreg_snapshot_cell(snapshot, row, column).data, expected);
}

static void equal_versions_do_not_differ(void **state)
{
    struct comparison made;
    struct portreg_diff *same;

    (void)state;
    compare_rows(&made, RECORD("a", "1", "tcp", "A") RECORD("b", "2", "tcp", "B"),
                 RECORD("a", "1", "tcp", "A") RECORD("b", "2", "tcp", "B"));
    assert_int_equal(made.diff->row_count, 0);
    assert_int_equal(made.diff->contact_count, 0);
    same = compare(view_of(&made.fixture, 1), view_of(&made.fixture, 1));
    assert_int_equal(same->row_count, 0);
    portreg_diff_destroy(same);
    comparison_free(&made);
}

static void changed_field_is_named(void **state)
{
    struct comparison made;
    const struct portreg_row_change *change;

    (void)state;
    compare_rows(&made, RECORD("a", "1", "tcp", "A") RECORD("b", "2", "tcp", "B"),
                 RECORD("a", "1", "tcp", "A") RECORD("b", "2", "tcp", "Better"));
    assert_int_equal(made.diff->row_count, 1);
    change = &made.diff->rows[0];
    assert_int_equal(change->kind, PORTREG_CHANGE_MODIFIED);
    assert_int_equal(change->event, PORTREG_EVENT_CHANGED);
    assert_int_equal(change->columns, COLUMN(DESCRIPTION));
    assert_cell(made.fixture.snapshot, change->before, PORTREG_COLUMN_DESCRIPTION, "B");
    assert_cell(made.fixture.snapshot, change->after, PORTREG_COLUMN_DESCRIPTION, "Better");
    comparison_free(&made);
}

static void assert_single(const char *before, const char *after, enum portreg_event event,
                          uint32_t columns)
{
    struct comparison made;
    const char *rest = RECORD("rest", "99", "tcp", "Rest");
    char *with_before;
    char *with_after;

    assert_true(asprintf(&with_before, "%s%s", before, rest) > 0);
    assert_true(asprintf(&with_after, "%s%s", after, rest) > 0);
    compare_rows(&made, with_before, with_after);
    assert_int_equal(made.diff->row_count, 1);
    assert_int_equal(made.diff->rows[0].kind, PORTREG_CHANGE_MODIFIED);
    assert_int_equal(made.diff->rows[0].event, event);
    assert_int_equal(made.diff->rows[0].columns, columns);
    comparison_free(&made);
    free(with_before);
    free(with_after);
}

static void one_port_is_one_row(void **state)
{
    uint32_t both = COLUMN(NAME) | COLUMN(DESCRIPTION);

    (void)state;
    assert_single(UNNAMED("5", "tcp", "Unassigned"), RECORD("new", "5", "tcp", "New"),
                  PORTREG_EVENT_ASSIGNED, both);
    assert_single(RECORD("old", "5", "tcp", "Old"), UNNAMED("5", "tcp", "Reserved"),
                  PORTREG_EVENT_DEASSIGNED, both);
    assert_single(RECORD("old", "5", "tcp", "Old"), RECORD("new", "5", "tcp", "Old"),
                  PORTREG_EVENT_RENAMED, COLUMN(NAME));
    assert_single(UNNAMED("5", "tcp", "Unassigned"), UNNAMED("5", "tcp", "Reserved"),
                  PORTREG_EVENT_RESERVED, COLUMN(DESCRIPTION));
    assert_single(UNNAMED("5", "tcp", "Reserved"), UNNAMED("5", "tcp", "Unassigned"),
                  PORTREG_EVENT_UNASSIGNED, COLUMN(DESCRIPTION));
}

static void case_of_a_name_is_content(void **state)
{
    (void)state;
    assert_single(RECORD("Name", "5", "tcp", "A"), RECORD("name", "5", "tcp", "A"),
                  PORTREG_EVENT_RENAMED, COLUMN(NAME));
}

static void split_range_is_removed_and_added(void **state)
{
    struct comparison made;
    const struct portreg_row_change *rows;

    (void)state;
    compare_rows(&made, UNNAMED("10-20", "tcp", "Unassigned"),
                 UNNAMED("10-14", "tcp", "Unassigned") RECORD("new", "15", "tcp", "New")
                     UNNAMED("16-20", "tcp", "Unassigned"));
    rows = made.diff->rows;
    assert_int_equal(made.diff->row_count, 4);
    assert_int_equal(rows[0].kind, PORTREG_CHANGE_REMOVED);
    assert_int_equal(rows[0].event, PORTREG_EVENT_REMOVED);
    assert_int_equal(rows[0].after, PORTREG_NONE);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(rows[i].kind, PORTREG_CHANGE_ADDED);
        assert_int_equal(rows[i].before, PORTREG_NONE);
    }
    assert_int_equal(rows[1].event, PORTREG_EVENT_UNASSIGNED);
    assert_int_equal(rows[2].event, PORTREG_EVENT_ASSIGNED);
    assert_int_equal(rows[2].columns,
                     COLUMN(NAME) | COLUMN(NUMBER) | COLUMN(TRANSPORT) | COLUMN(DESCRIPTION));
    comparison_free(&made);
}

static void moved_row_is_no_difference(void **state)
{
    struct comparison made;

    (void)state;
    compare_rows(
        &made,
        RECORD("a", "1", "tcp", "A") RECORD("b", "2", "tcp", "B") RECORD("c", "3", "tcp", "C"),
        RECORD("c", "3", "tcp", "C") RECORD("a", "1", "tcp", "A") RECORD("b", "2", "tcp", "B"));
    assert_int_equal(made.diff->row_count, 0);
    comparison_free(&made);
}

static void repeated_identity_goes_by_ordinal(void **state)
{
    struct comparison made;

    (void)state;
    compare_rows(&made,
                 NAME_ONLY("rdp", "tcp", "One") NAME_ONLY("rdp", "tcp", "Two")
                     NAME_ONLY("rdp", "tcp", "Three"),
                 NAME_ONLY("rdp", "tcp", "Other") NAME_ONLY("rdp", "tcp", "Two")
                     NAME_ONLY("rdp", "tcp", "Third"));
    assert_int_equal(made.diff->row_count, 2);
    assert_int_equal(made.diff->rows[0].kind, PORTREG_CHANGE_MODIFIED);
    assert_cell(made.fixture.snapshot, made.diff->rows[0].before, PORTREG_COLUMN_DESCRIPTION,
                "One");
    assert_cell(made.fixture.snapshot, made.diff->rows[0].after, PORTREG_COLUMN_DESCRIPTION,
                "Other");
    assert_cell(made.fixture.snapshot, made.diff->rows[1].before, PORTREG_COLUMN_DESCRIPTION,
                "Three");
    assert_cell(made.fixture.snapshot, made.diff->rows[1].after, PORTREG_COLUMN_DESCRIPTION,
                "Third");
    comparison_free(&made);
}

static void names_without_port_are_not_renamed(void **state)
{
    struct comparison made;

    (void)state;
    compare_rows(&made, NAME_ONLY("old", "tcp", "Same"), NAME_ONLY("new", "tcp", "Same"));
    assert_int_equal(made.diff->row_count, 2);
    assert_int_equal(made.diff->rows[0].event, PORTREG_EVENT_DEASSIGNED);
    assert_int_equal(made.diff->rows[1].event, PORTREG_EVENT_ASSIGNED);
    comparison_free(&made);
}

static void changes_stand_in_order(void **state)
{
    struct comparison made;
    const struct portreg_row_change *rows;

    (void)state;
    compare_rows(&made,
                 RECORD("first", "1", "tcp", "A") RECORD("b", "2", "tcp", "B")
                     RECORD("gone", "3", "tcp", "C") RECORD("d", "4", "tcp", "D"),
                 RECORD("b", "2", "tcp", "B2") RECORD("d", "4", "tcp", "D")
                     RECORD("last", "9", "tcp", "Z"));
    rows = made.diff->rows;
    assert_int_equal(made.diff->row_count, 4);
    assert_cell(made.fixture.snapshot, rows[0].before, PORTREG_COLUMN_NAME, "first");
    assert_cell(made.fixture.snapshot, rows[1].after, PORTREG_COLUMN_NAME, "b");
    assert_cell(made.fixture.snapshot, rows[2].before, PORTREG_COLUMN_NAME, "gone");
    assert_cell(made.fixture.snapshot, rows[3].after, PORTREG_COLUMN_NAME, "last");
    comparison_free(&made);
}

static void contacts_go_by_id(void **state)
{
    struct comparison made;
    const struct portreg_contact_change *contacts;
    const char *row = RECORD("a", "1", "tcp", "A");

    (void)state;
    compare_versions(&made, row, row,
                     PERSON("Ann", "Ann", "mailto:ann&amp;example.com")
                         PERSON("Ben", "Ben", "mailto:ben&amp;example.com")
                             PERSON("Eve", "Eve", "mailto:eve&amp;example.com"),
                     PERSON("Ann", "Ann", "mailto:ann&amp;example.org")
                         PERSON("Dan", "Dan", "mailto:dan&amp;example.com")
                             PERSON("Eve", "Eve", "mailto:eve&amp;example.com"));
    contacts = made.diff->contacts;
    assert_int_equal(made.diff->row_count, 0);
    assert_int_equal(made.diff->contact_count, 3);
    assert_int_equal(contacts[0].kind, PORTREG_CHANGE_MODIFIED);
    assert_int_equal(contacts[0].fields, 1u << PORTREG_CONTACT_URI);
    assert_int_equal(contacts[1].kind, PORTREG_CHANGE_REMOVED);
    assert_int_equal(contacts[1].after, PORTREG_NONE);
    assert_int_equal(contacts[2].kind, PORTREG_CHANGE_ADDED);
    assert_int_equal(contacts[2].fields, 1u << PORTREG_CONTACT_NAME | 1u << PORTREG_CONTACT_URI);
    comparison_free(&made);
}

static void unknown_version_is_refused(void **state)
{
    struct fixture_version version = { "2020-01-01", RECORD("a", "1", "tcp", "A"), NULL };
    struct fixture fixture;
    struct portreg_diff *diff = NULL;
    struct portreg_error error = { 0 };

    (void)state;
    fixture_compile(&fixture, &version, 1);
    assert_int_equal(portreg_diff_create(view_of(&fixture, 0), view_of(&fixture, 1), &diff, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_null(diff);
    fixture_free(&fixture);
}

/* What the diff says, done to the older version's rows, gives the newer one's. */
static void assert_applies(const struct portreg_diff *diff)
{
    struct bag applied = { 0 };
    struct bag expected = { 0 };

    bag_add_view(&applied, diff->before);
    bag_add_view(&expected, diff->after);
    for (size_t i = 0; i < diff->row_count; i++) {
        if (diff->rows[i].before != PORTREG_NONE) {
            bag_remove(&applied, diff->before.snapshot, diff->rows[i].before);
        }
    }
    for (size_t i = 0; i < diff->row_count; i++) {
        if (diff->rows[i].after != PORTREG_NONE) {
            bag_add(&applied, fixture_row_text(diff->after.snapshot, diff->rows[i].after));
        }
    }
    bag_assert_equal(&applied, &expected);
    bag_free(&applied);
    bag_free(&expected);
}

/* A change as text, so that changes of different snapshots can be compared. */
static void bag_add_changes(struct bag *bag, const struct portreg_diff *diff)
{
    for (size_t i = 0; i < diff->row_count; i++) {
        const struct portreg_row_change *change = &diff->rows[i];
        char *before = change->before == PORTREG_NONE
                           ? strdup("")
                           : fixture_row_text(diff->before.snapshot, change->before);
        char *after = change->after == PORTREG_NONE
                          ? strdup("")
                          : fixture_row_text(diff->after.snapshot, change->after);
        char *text;

        assert_true(asprintf(&text, "%d %d %x %s %s", (int)change->kind, (int)change->event,
                             change->columns, before, after) > 0);
        bag_add(bag, text);
        free(before);
        free(after);
    }
}

static void assert_same_changes(const struct portreg_diff *a, const struct portreg_diff *b)
{
    struct bag changes_a = { 0 };
    struct bag changes_b = { 0 };

    bag_add_changes(&changes_a, a);
    bag_add_changes(&changes_b, b);
    bag_assert_equal(&changes_a, &changes_b);
    assert_int_equal(a->contact_count, b->contact_count);
    bag_free(&changes_a);
    bag_free(&changes_b);
}

static void history_diffs_apply(void **state)
{
    const struct fixture *history = fixture_history();
    uint32_t newest;

    (void)state;
    if (!history) {
        skip();
    }
    newest = portreg_snapshot_version_count(history->snapshot) - 1;
    for (uint32_t step = 1; step <= newest; step = step * 5 + 2) {
        struct portreg_diff *diff =
            compare(view_of(history, newest - step), view_of(history, newest));
        struct portreg_diff *back =
            compare(view_of(history, newest), view_of(history, newest - step));

        assert_applies(diff);
        assert_applies(back);
        assert_int_equal(diff->row_count, back->row_count);
        portreg_diff_destroy(diff);
        portreg_diff_destroy(back);
    }
}

static void history_versions_equal_themselves(void **state)
{
    const struct fixture *history = fixture_history();

    (void)state;
    if (!history) {
        skip();
    }
    for (uint32_t i = 0; i < portreg_snapshot_version_count(history->snapshot); i += 50) {
        struct portreg_diff *diff = compare(view_of(history, i), view_of(history, i));

        assert_int_equal(diff->row_count, 0);
        assert_int_equal(diff->contact_count, 0);
        portreg_diff_destroy(diff);
    }
}

static void history_diff_equals_that_of_single_versions(void **state)
{
    static const uint32_t pairs[][2] = { { 0, 624 }, { 300, 301 }, { 100, 400 } };
    const struct fixture *history = fixture_history();

    (void)state;
    if (!history) {
        skip();
    }
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct portreg_view before = view_of(history, pairs[i][0]);
        struct portreg_view after = view_of(history, pairs[i][1]);
        struct portreg_diff *joint = compare(before, after);
        struct portreg_diff *single;
        struct fixture one;
        struct fixture other;

        fixture_compile_view(&one, before);
        fixture_compile_view(&other, after);
        single = compare(view_of(&one, 0), view_of(&other, 0));
        assert_true(joint->row_count > 0);
        assert_applies(single);
        assert_same_changes(joint, single);
        portreg_diff_destroy(joint);
        portreg_diff_destroy(single);
        fixture_free(&one);
        fixture_free(&other);
    }
}

static int free_history(void **state)
{
    (void)state;
    fixture_history_free();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_versions_do_not_differ),
        cmocka_unit_test(changed_field_is_named),
        cmocka_unit_test(one_port_is_one_row),
        cmocka_unit_test(case_of_a_name_is_content),
        cmocka_unit_test(split_range_is_removed_and_added),
        cmocka_unit_test(moved_row_is_no_difference),
        cmocka_unit_test(repeated_identity_goes_by_ordinal),
        cmocka_unit_test(names_without_port_are_not_renamed),
        cmocka_unit_test(changes_stand_in_order),
        cmocka_unit_test(contacts_go_by_id),
        cmocka_unit_test(unknown_version_is_refused),
        cmocka_unit_test(history_diffs_apply),
        cmocka_unit_test(history_versions_equal_themselves),
        cmocka_unit_test(history_diff_equals_that_of_single_versions),
    };

    return cmocka_run_group_tests(tests, NULL, free_history);
}
