/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/builder_data.h"
#include "util/string.h"

static struct portreg_string none(void)
{
    return (struct portreg_string){ NULL, 0 };
}

static struct record_fields record(const char *name, const char *number)
{
    struct record_fields fields = { .position = { 5, 1 } };
    fields.column[PORTREG_COLUMN_NAME] = string_of(name);
    fields.column[PORTREG_COLUMN_NUMBER] = string_of(number);
    return fields;
}

static struct contact_fields contact(const char *id, const char *name)
{
    return (struct contact_fields){ .id = string_of(id), .name = string_of(name) };
}

static void add(struct builder *builder, const char *name, const char *number, const char *text)
{
    const struct record_fields fields = record(name, number);
    assert_int_equal(builder_add_record(builder, &fields, string_of(text), NULL), PORTREG_OK);
}

static enum portreg_status end(struct builder *builder, const char *date,
                               struct portreg_error *error)
{
    assert_int_equal(builder_set_date(builder, string_of(date), NULL), PORTREG_OK);
    return builder_end(builder, error);
}

static int make(void **state)
{
    struct builder *builder;
    if (builder_create(&builder, NULL) != PORTREG_OK ||
        builder_begin(builder, NULL) != PORTREG_OK) {
        return -1;
    }
    *state = builder;
    return 0;
}

static int destroy(void **state)
{
    builder_destroy(*state);
    return 0;
}

static void equal_texts_share_a_record(void **state)
{
    struct builder *builder = *state;
    add(builder, "a", "1", "<a>");
    uint32_t first = builder_last_record(builder);
    add(builder, "a", "1", "<a>");
    assert_int_equal(builder_last_record(builder), first);
    assert_int_equal(builder_find_record(builder, STRING_LITERAL("<a>")), first);
    add(builder, "a", "1", "<a >"); /* the same columns, another text */
    assert_int_not_equal(builder_last_record(builder), first);
    assert_int_equal(builder_find_record(builder, STRING_LITERAL("<b>")), BUILDER_NONE);
    assert_int_equal(builder_repeat_record(builder, first, NULL), PORTREG_OK);
    assert_int_equal(end(builder, "2020-01-01", NULL), PORTREG_OK);
    assert_int_equal(builder->record_count, 2);
    assert_int_equal(builder->record_rows.standing_count, 4);
}

static void bare_records_are_told_apart_by_their_columns(void **state)
{
    struct builder *builder = *state;
    struct record_fields fields = record("a", "1");
    add(builder, "a", "1", "");
    add(builder, "a", "1", "");
    assert_int_equal(builder->record_count, 1);
    add(builder, "a", "2", "");
    add(builder, "A", "1", "");
    fields.frequency = 7;
    fields.has_frequency = true;
    assert_int_equal(builder_add_record(builder, &fields, none(), NULL), PORTREG_OK);
    fields.alias_of = string_of("b");
    assert_int_equal(builder_add_record(builder, &fields, none(), NULL), PORTREG_OK);
    assert_int_equal(builder->record_count, 5);
    add(builder, "a", "1", "<a>"); /* with a text it is another */
    assert_int_equal(builder->record_count, 6);
}

static void many_bare_records_are_found_again(void **state)
{
    struct builder *builder = *state;
    enum { COUNT = 20000 };
    char number[8];
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < COUNT; i++) {
            (void)snprintf(number, sizeof(number), "%u", i);
            add(builder, "same", number, "");
            assert_int_equal(builder_last_record(builder), i);
        }
    }
    assert_int_equal(builder->record_count, COUNT);
}

static void contacts_are_kept_once_too(void **state)
{
    struct builder *builder = *state;
    const struct contact_fields one = contact("P", "one");
    const struct contact_fields two = contact("P", "two");
    assert_int_equal(builder_add_contact(builder, &one, none(), NULL), PORTREG_OK);
    assert_int_equal(builder_add_contact(builder, &one, none(), NULL), PORTREG_OK);
    assert_int_equal(builder_add_contact(builder, &two, none(), NULL), PORTREG_OK);
    assert_int_equal(builder_add_contact(builder, &two, STRING_LITERAL("<p>"), NULL),
                     PORTREG_OK);
    uint32_t last = builder_last_contact(builder);
    assert_int_equal(builder_find_contact(builder, STRING_LITERAL("<p>")), last);
    assert_int_equal(builder_find_record(builder, STRING_LITERAL("<p>")), BUILDER_NONE);
    assert_int_equal(builder->contact_count, 3);
    assert_int_equal(builder->contact_rows.coming_count, 4);
}

static void an_abandoned_version_leaves_nothing(void **state)
{
    struct builder *builder = *state;
    add(builder, "a", "1", "<a>");
    assert_int_equal(end(builder, "2020-01-01", NULL), PORTREG_OK);
    assert_int_equal(builder_begin(builder, NULL), PORTREG_OK);
    add(builder, "b", "2", "<b>");
    assert_int_equal(builder_set_date(builder, string_of("2021-01-01"), NULL), PORTREG_OK);
    assert_int_equal(builder_set_frame(builder, FRAME_HEAD, string_of("head"), NULL), PORTREG_OK);
    builder_abandon(builder);
    assert_int_equal(builder_version_count(builder), 1);
    assert_int_equal(builder->record_rows.row_count, 1);
    assert_int_equal(builder_begin(builder, NULL), PORTREG_OK);
    assert_int_equal(builder_date(builder), 0);
    add(builder, "a", "1", "<a>");
    assert_int_equal(end(builder, "2020-02-01", NULL), PORTREG_OK);
    assert_int_equal(builder->record_rows.row_count, 1);
    assert_int_equal(builder->versions[1].frame[FRAME_HEAD], BUILDER_NONE);
}

static void versions_need_records_a_date_and_their_turn(void **state)
{
    struct builder *builder = *state;
    struct portreg_error error;
    builder_set_name(builder, "file");
    assert_int_equal(end(builder, "2020-01-01", &error), PORTREG_SYNTAX);
    assert_string_equal(error.file, "file");
    builder_abandon(builder);
    add(builder, "a", "1", "");
    assert_int_equal(builder_end(builder, &error), PORTREG_INVALID_ARGUMENT);
    assert_int_equal(end(builder, "2020-01-01", &error), PORTREG_OK);
    static const char *const late[] = { "2020-01-01", "2019-12-31", "2020-01", "2020" };
    for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++) {
        assert_int_equal(builder_begin(builder, NULL), PORTREG_OK);
        add(builder, "a", "1", "");
        assert_int_equal(end(builder, late[i], &error), PORTREG_STALE);
        assert_non_null(strstr(error.message, "2020-01-01"));
        assert_int_equal(builder_version_count(builder), 1);
    }
    builder_abandon(builder);
    add(builder, "a", "1", "");
    assert_int_equal(end(builder, "2020-01-02", &error), PORTREG_OK);
}

static void wrong_dates_are_refused(void **state)
{
    struct builder *builder = *state;
    struct portreg_error error;
    static const char *const bad[] = { "", "soon", "2020-13-01", "01.02.2020" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(builder_set_date(builder, string_of(bad[i]), &error), PORTREG_SYNTAX);
        assert_int_equal(builder_date(builder), 0);
    }
    assert_int_equal(builder_set_date(builder, STRING_LITERAL(" 2020-01-02\n"), &error),
                     PORTREG_OK);
    assert_int_equal(builder_date(builder), portreg_date_parse("2020-01-02", 10));
}

static void a_repeated_version_is_recognised(void **state)
{
    struct builder *builder = *state;
    assert_false(builder_repeats_newest(builder));
    add(builder, "a", "1", "<a>");
    add(builder, "b", "2", "");
    assert_int_equal(end(builder, "2020-01-01", NULL), PORTREG_OK);
    const struct {
        const char *second;
        const char *date;
        const char *head;
        bool repeats;
    } cases[] = { { "2", "2020-01-01", NULL, true },
                  { "3", "2020-01-01", NULL, false },
                  { "2", "2020-01-02", NULL, false },
                  { "2", "2020-01-01", "head", false } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(builder_begin(builder, NULL), PORTREG_OK);
        add(builder, "a", "1", "<a>");
        assert_false(builder_repeats_newest(builder));
        add(builder, "b", cases[i].second, "");
        assert_int_equal(builder_set_date(builder, string_of(cases[i].date), NULL), PORTREG_OK);
        if (cases[i].head) {
            assert_int_equal(
                builder_set_frame(builder, FRAME_HEAD, string_of(cases[i].head), NULL),
                PORTREG_OK);
        }
        assert_int_equal(builder_repeats_newest(builder), cases[i].repeats);
    }
}

static void texts_and_columns_have_limits(void **state)
{
    struct builder *builder = *state;
    struct portreg_error error;
    const size_t size = RECORD_TEXT_MAX + 1;
    char *large = malloc(size);
    assert_non_null(large);
    memset(large, 'x', size);
    struct record_fields fields = record("a", "1");
    builder_set_name(builder, "file");
    fields.column[PORTREG_COLUMN_NOTE] = (struct portreg_string){ large, RECORD_COLUMN_MAX };
    assert_int_equal(builder_add_record(builder, &fields, none(), &error), PORTREG_OK);
    fields.column[PORTREG_COLUMN_NOTE].size++;
    assert_int_equal(builder_add_record(builder, &fields, none(), &error), PORTREG_LIMIT);
    assert_int_equal(error.line, 5);
    assert_non_null(strstr(error.message, "column note"));
    fields = record("a", "1");
    assert_int_equal(builder_add_record(builder, &fields,
                                        (struct portreg_string){ large, size - 1 }, &error),
                     PORTREG_OK);
    assert_int_equal(builder_add_record(builder, &fields, (struct portreg_string){ large, size },
                                        &error),
                     PORTREG_LIMIT);
    assert_string_equal(error.file, "file");
    const struct contact_fields person = contact("P", "name");
    assert_int_equal(builder_add_contact(builder, &person, (struct portreg_string){ large, size },
                                         &error),
                     PORTREG_LIMIT);
    free(large);
}

static void versions_have_a_limit_of_rows(void **state)
{
    struct builder *builder = *state;
    struct portreg_error error;
    add(builder, "a", "1", "");
    for (uint32_t i = 1; i < REGISTRY_ROWS_MAX; i++) {
        assert_int_equal(builder_repeat_record(builder, 0, NULL), PORTREG_OK);
    }
    assert_int_equal(builder_repeat_record(builder, 0, &error), PORTREG_LIMIT);
    assert_non_null(strstr(error.message, "records"));
}

static unsigned released;

static void release(void *memory)
{
    released += *(unsigned *)memory;
}

static void a_readers_memory_is_released_once(void **state)
{
    struct builder *builder;
    unsigned one = 1;
    unsigned ten = 10;
    (void)state;
    assert_int_equal(builder_create(&builder, NULL), PORTREG_OK);
    assert_null(builder_memory(builder));
    builder_set_memory(builder, &one, release);
    assert_ptr_equal(builder_memory(builder), &one);
    builder_set_memory(builder, &ten, release);
    assert_int_equal(released, 1);
    builder_destroy(builder);
    assert_int_equal(released, 11);
    builder_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_texts_share_a_record, make, destroy),
        cmocka_unit_test_setup_teardown(bare_records_are_told_apart_by_their_columns, make,
                                        destroy),
        cmocka_unit_test_setup_teardown(many_bare_records_are_found_again, make, destroy),
        cmocka_unit_test_setup_teardown(contacts_are_kept_once_too, make, destroy),
        cmocka_unit_test_setup_teardown(an_abandoned_version_leaves_nothing, make, destroy),
        cmocka_unit_test_setup_teardown(versions_need_records_a_date_and_their_turn, make,
                                        destroy),
        cmocka_unit_test_setup_teardown(wrong_dates_are_refused, make, destroy),
        cmocka_unit_test_setup_teardown(a_repeated_version_is_recognised, make, destroy),
        cmocka_unit_test_setup_teardown(texts_and_columns_have_limits, make, destroy),
        cmocka_unit_test_setup_teardown(versions_have_a_limit_of_rows, make, destroy),
        cmocka_unit_test(a_readers_memory_is_released_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
