/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/layer_list.h"
#include "fixture.h"
#include "util/string.h"
#include "value.h"

#define TODAY ((portreg_date)2026 << 9 | 2 << 5 | 14)

static struct buffer written(const struct listing *listing, const struct layers *layers,
                             const struct listing_form *form)
{
    struct layer_list list = layer_list_of(listing, layers, TODAY);
    struct buffer text = BUFFER_INIT(1u << 20);

    listing_append_json(&text, &list.cursor, form);
    assert_false(buffer_failed(&text));
    return text;
}

static void versions_are_listed_from_the_newest(void **state)
{
    const struct listing_form all = { .columns = NULL };
    struct layers iana = fixture_iana(*state);
    struct buffer text = written(&listing_of_versions, &iana, &all);

    assert_json(&text, "source", "\"iana\"");
    assert_json(&text, "versions/0/date", "\"2026-02-13\"");
    assert_json(&text, "versions/1/date", "\"2015-06-01\"");
    assert_json(&text, "versions/1/format", "\"xml\"");
    assert_json(&text, "versions/2", NULL);
    buffer_free(&text);
}

static void versions_younger_than_the_one_that_answers_are_left_out(void **state)
{
    const struct listing_form all = { .columns = NULL };
    struct layers iana = fixture_iana(*state);
    struct buffer text;

    iana.items[0].view.version = 0;
    text = written(&listing_of_versions, &iana, &all);
    assert_json(&text, "versions/0/date", "\"2015-06-01\"");
    assert_json(&text, "versions/1", NULL);
    buffer_free(&text);
}

static void sources_say_their_age(void **state)
{
    const struct fixture *fixture = *state;
    const struct listing_form all = { .columns = NULL };
    struct buffer text = written(&listing_of_sources, &fixture->layers, &all);

    assert_json(&text, "source", NULL);
    assert_json(&text, "sources/0/source", "\"local\"");
    assert_json(&text, "sources/1/age_days", "1");
    assert_json(&text, "sources/1/versions", "2");
    assert_json(&text, "sources/1/path", "\"iana.portreg\"");
    buffer_free(&text);
}

static void columns_may_be_chosen(void **state)
{
    static const unsigned columns[] = { 3, 0 };
    const struct listing_form form = { .columns = columns, .column_count = 2 };
    struct layers iana = fixture_iana(*state);
    struct buffer text = written(&listing_of_sources, &iana, &form);

    assert_string_equal(listing_column_at(&listing_of_sources, 3)->key, "versions");
    assert_json(&text, "sources", "[{\"versions\":2,\"source\":\"iana\"}]");
    buffer_free(&text);
}

static void cells_have_units_for_people(void **state)
{
    struct layers iana = fixture_iana(*state);
    struct layer_list list = layer_list_of(&listing_of_sources, &iana, TODAY);
    struct listing_cursor *cursor = &list.cursor;
    const struct listing_column *age = &listing_of_sources.columns[2];
    struct buffer text = BUFFER_INIT(100);
    const void *item = cursor->next(cursor);

    assert_non_null(item);
    listing_append(&text, age, item, true);
    assert_string_equal(text.data, "1 day");
    buffer_clear(&text);
    listing_append(&text, age, item, false);
    assert_string_equal(text.data, "1");
    assert_null(cursor->next(cursor));
    buffer_free(&text);
}

static void one_object_a_line(void **state)
{
    const struct fixture *fixture = *state;
    struct layer_list list = layer_list_of(&listing_of_versions, &fixture->layers, TODAY);
    const struct listing_form all = { .columns = NULL };
    struct buffer text = BUFFER_INIT(1u << 20);
    size_t lines = 0;

    listing_append_ndjson(&text, &list.cursor, &all);
    for (size_t i = 0; i < text.size; i++) {
        lines += text.data[i] == '\n';
    }
    assert_int_equal(lines, 3);
    buffer_free(&text);
}

struct thing {
    const char *words;
    uint64_t number;
    bool flag;
};

static void append_words(struct buffer *out, const void *item)
{
    buffer_append_text(out, ((const struct thing *)item)->words);
}

static uint64_t number_of(const void *item)
{
    return ((const struct thing *)item)->number;
}

static bool flag_of(const void *item)
{
    return ((const struct thing *)item)->flag;
}

static void items_may_be_of_any_kind(void **state)
{
    static const struct listing_column columns[] = {
        { .column = { "w", "Words", "" }, .member = "w", .is_list = true, .text = append_words },
        { .column = { "n", "Number", "" }, .member = "n", .number = number_of },
        { .column = { "f", "Flag", "" }, .member = "f", .flag = flag_of },
    };
    static const struct listing listing = { .member = "things",
                                            .columns = columns,
                                            .column_count = 3 };
    static const struct thing things[] = { { "a b", 7, true }, { "", LISTING_NO_NUMBER, false } };
    const struct listing_form all = { .columns = NULL };
    struct listing_array array = listing_array_of(&listing, things, sizeof(things[0]), 2, NULL);
    struct buffer text = BUFFER_INIT(1000);

    (void)state;
    listing_append_ndjson(&text, &array.cursor, &all);
    assert_string_equal(text.data, "{\"w\":[\"a\",\"b\"],\"n\":7,\"f\":true}\n"
                                   "{\"w\":[],\"n\":null,\"f\":false}\n");
    buffer_clear(&text);
    array.given = 0;
    listing_append_csv(&text, &array.cursor, &all);
    assert_string_equal(text.data, "Words,Number,Flag\r\na b,7,yes\r\n,,\r\n");
    buffer_free(&text);
}

static void rows_have_the_columns_of_the_registry(void **state)
{
    (void)state;
    assert_string_equal(listing_column_at(NULL, 0)->key, "name");
    assert_null(listing_column_at(NULL, COLUMN_COUNT));
    assert_null(listing_column_at(&listing_of_versions, listing_of_versions.column_count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_listed_from_the_newest),
        cmocka_unit_test(versions_younger_than_the_one_that_answers_are_left_out),
        cmocka_unit_test(sources_say_their_age),
        cmocka_unit_test(columns_may_be_chosen),
        cmocka_unit_test(cells_have_units_for_people),
        cmocka_unit_test(one_object_a_line),
        cmocka_unit_test(items_may_be_of_any_kind),
        cmocka_unit_test(rows_have_the_columns_of_the_registry),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
