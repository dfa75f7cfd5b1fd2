/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "util/hilbert.h"

static void every_cell_is_visited_once(void **state)
{
    (void)state;
    for (uint32_t side = 1; side <= 256; side *= 2) {
        uint8_t *visits = calloc(side, side);

        assert_non_null(visits);
        for (uint32_t distance = 0; distance < side * side; distance++) {
            uint32_t x;
            uint32_t y;

            hilbert_point(side, distance, &x, &y);
            assert_true(x < side && y < side);
            assert_int_equal(visits[y * side + x]++, 0);
            assert_int_equal(hilbert_distance(side, x, y), distance);
        }
        free(visits);
    }
}

static void neighbours_on_the_curve_touch(void **state)
{
    uint32_t x;
    uint32_t y;

    (void)state;
    hilbert_point(256, 0, &x, &y);
    for (uint32_t distance = 1; distance < 65536; distance++) {
        const uint32_t before_x = x;
        const uint32_t before_y = y;

        hilbert_point(256, distance, &x, &y);
        assert_int_equal(labs((long)x - (long)before_x) + labs((long)y - (long)before_y), 1);
    }
}

static void the_curve_runs_from_upper_left_to_upper_right(void **state)
{
    uint32_t x;
    uint32_t y;

    (void)state;
    for (uint32_t side = 2; side <= 256; side *= 2) {
        hilbert_point(side, 0, &x, &y);
        assert_true(x == 0 && y == 0);
        hilbert_point(side, side * side - 1, &x, &y);
        assert_true(x == side - 1 && y == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_is_visited_once),
        cmocka_unit_test(neighbours_on_the_curve_touch),
        cmocka_unit_test(the_curve_runs_from_upper_left_to_upper_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
