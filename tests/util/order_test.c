/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/order.h"

static void numbers_are_ordered_up_to_the_greatest(void **state)
{
    (void)state;
    assert_true(order_unsigned(1, 2) < 0);
    assert_true(order_unsigned(2, 1) > 0);
    assert_int_equal(order_unsigned(7, 7), 0);
    assert_true(order_unsigned(0, UINT64_MAX) < 0);
    assert_true(order_unsigned(UINT64_MAX, UINT32_MAX) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_ordered_up_to_the_greatest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
