/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "util/string.h"

#define DATE(year, month, day) ((portreg_date)(year) << 9 | (month) << 5 | (day))

static void a_layer_says_its_name_and_date(void **state)
{
    const struct fixture *fixture = *state;
    const struct layer *local = &fixture->layers.items[FIXTURE_LOCAL];

    assert_true(string_is(layer_name(local), "local"));
    assert_int_equal(layer_date(local), DATE(2020, 5, 1));
    assert_int_equal(layer_date(&fixture->layers.items[FIXTURE_IANA]), DATE(2026, 2, 13));
}

static void age_is_days_to_a_day(void **state)
{
    const struct fixture *fixture = *state;
    const struct layer *iana = &fixture->layers.items[FIXTURE_IANA];

    assert_int_equal(layer_age_days(iana, DATE(2026, 2, 13)), 0);
    assert_int_equal(layer_age_days(iana, DATE(2026, 3, 1)), 16);
    assert_int_equal(layer_age_days(iana, DATE(2025, 1, 1)), 0); /* of the future */
}

static void the_base_is_ianas_else_the_first(void **state)
{
    const struct fixture *fixture = *state;
    struct layers layers = fixture->layers;

    assert_ptr_equal(layers_base(&layers), &layers.items[FIXTURE_IANA]);
    layers.count = 1;
    assert_ptr_equal(layers_base(&layers), &layers.items[FIXTURE_LOCAL]);
}

static void a_layer_is_found_by_its_whole_name(void **state)
{
    const struct fixture *fixture = *state;
    const struct layers *layers = &fixture->layers;

    assert_ptr_equal(layers_find(layers, STRING_LITERAL("local")), &layers->items[FIXTURE_LOCAL]);
    assert_ptr_equal(layers_find(layers, STRING_LITERAL("iana")), &layers->items[FIXTURE_IANA]);
    assert_null(layers_find(layers, STRING_LITERAL("loca")));
    assert_null(layers_find(layers, STRING_LITERAL("Local")));
    assert_null(layers_find(layers, STRING_LITERAL("")));
}

static void layers_go_to_a_date(void **state)
{
    const struct fixture *fixture = *state;
    struct layers then;

    layers_at(&fixture->layers, DATE(2021, 0, 0), &then);
    assert_int_equal(then.count, 2);
    assert_int_equal(layer_date(&then.items[FIXTURE_LOCAL]), DATE(2020, 5, 1));
    assert_int_equal(layer_date(&then.items[FIXTURE_IANA]) >> 9, 2015);
    assert_int_equal(layer_date(&fixture->layers.items[FIXTURE_IANA]) >> 9, 2026);
}

static void a_layer_younger_than_the_date_is_left_out(void **state)
{
    const struct fixture *fixture = *state;
    struct layers then;

    layers_at(&fixture->layers, DATE(2016, 1, 1), &then);
    assert_int_equal(then.count, 1);
    assert_true(string_is(layer_name(&then.items[0]), "iana"));
    assert_string_equal(then.items[0].path, "iana.portreg");
    layers_at(&fixture->layers, DATE(1990, 1, 1), &then);
    assert_int_equal(then.count, 0);
}

static void no_date_is_the_newest_version(void **state)
{
    const struct fixture *fixture = *state;
    struct layers layers;

    layers_at(&fixture->layers, DATE(2021, 0, 0), &layers);
    layers_at(&layers, 0, &layers);
    assert_int_equal(layers.count, 2);
    assert_int_equal(layer_date(&layers.items[FIXTURE_IANA]), DATE(2026, 2, 13));
}

static void a_layer_that_has_no_such_date_stays(void **state)
{
    const struct fixture *fixture = *state;
    struct layer layer = fixture->layers.items[FIXTURE_IANA];

    assert_false(layer_go_to(&layer, DATE(1990, 0, 0)));
    assert_int_equal(layer_date(&layer), DATE(2026, 2, 13));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_says_its_name_and_date),
        cmocka_unit_test(age_is_days_to_a_day),
        cmocka_unit_test(the_base_is_ianas_else_the_first),
        cmocka_unit_test(a_layer_is_found_by_its_whole_name),
        cmocka_unit_test(layers_go_to_a_date),
        cmocka_unit_test(a_layer_younger_than_the_date_is_left_out),
        cmocka_unit_test(no_date_is_the_newest_version),
        cmocka_unit_test(a_layer_that_has_no_such_date_stays),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
