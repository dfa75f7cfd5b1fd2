/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "util/array.h"

#define LIMIT 100000

static void elements_are_added_one_by_one_and_stay(void **state)
{
    (void)state;
    uint64_t *items = NULL;
    size_t capacity = 0;
    unsigned moves = 0;
    for (size_t i = 0; i < LIMIT; i++) {
        const size_t before = capacity;
        assert_true(array_grow(&items, &capacity, i + 1, LIMIT, sizeof(*items)));
        assert_in_range(capacity, i + 1, LIMIT);
        moves += capacity != before;
        items[i] = i;
    }
    assert_in_range(moves, 2, 17); /* of 100,000: by doubling */
    for (size_t i = 0; i < LIMIT; i++) {
        assert_int_equal(items[i], i);
    }
    free(items);
}

static void many_elements_get_room_at_once(void **state)
{
    (void)state;
    uint32_t *items = NULL;
    size_t capacity = 0;
    assert_true(array_grow(&items, &capacity, 5000, LIMIT, sizeof(*items)));
    assert_int_equal(capacity, 5000);
    items[4999] = 7;
    const uint32_t *const before = items;
    assert_true(array_grow(&items, &capacity, 0, LIMIT, sizeof(*items)));
    assert_true(array_grow(&items, &capacity, 5000, LIMIT, sizeof(*items)));
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, 5000);
    free(items);
}

static void the_limit_is_exact(void **state)
{
    (void)state;
    static const size_t limits[] = { 1, 63, 64, 65, 200 };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        char *items = NULL;
        size_t capacity = 0;
        for (size_t count = 1; count <= limits[i]; count++) {
            assert_true(array_grow(&items, &capacity, count, limits[i], 1));
        }
        assert_int_equal(capacity, limits[i]);
        const char *const before = items;
        assert_false(array_grow(&items, &capacity, limits[i] + 1, limits[i], 1));
        assert_ptr_equal(items, before);
        assert_int_equal(capacity, limits[i]);
        free(items);
    }
}

static void sizes_that_wrap_are_refused(void **state)
{
    (void)state;
    uint64_t *items = NULL;
    size_t capacity = 0;
    assert_true(array_grow(&items, &capacity, 20, SIZE_MAX, sizeof(*items)));
    items[19] = 19;
    const size_t before = capacity;
    assert_false(array_grow(&items, &capacity, SIZE_MAX, SIZE_MAX, sizeof(*items)));
    assert_false(array_grow(&items, &capacity, SIZE_MAX / 8 + 2, SIZE_MAX, sizeof(*items)));
    assert_int_equal(capacity, before);
    assert_int_equal(items[19], 19);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_added_one_by_one_and_stay),
        cmocka_unit_test(many_elements_get_room_at_once),
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(sizes_that_wrap_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
