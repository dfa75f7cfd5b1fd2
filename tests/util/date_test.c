/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/date.h"

#define DATE(year, month, day) ((portreg_date)(year) << 9 | (month) << 5 | (day))

static void a_moment_has_a_day_in_utc(void **state)
{
    (void)state;
    assert_int_equal(date_of_time(0), DATE(1970, 1, 1));
    assert_int_equal(date_of_time(-1), DATE(1969, 12, 31));
    assert_int_equal(date_of_time(86399), DATE(1970, 1, 1));
    assert_int_equal(date_of_time(1709164800), DATE(2024, 2, 29));
    assert_int_equal(date_of_time((time_t)253402300799), DATE(9999, 12, 31));
}

static void years_that_a_date_cannot_say_are_none(void **state)
{
    (void)state;
    assert_int_equal(date_of_time((time_t)253402300800), 0);
    assert_int_equal(date_of_time(INT64_MAX), 0);
    assert_int_equal(date_of_time(INT64_MIN), 0);
    assert_int_equal(date_of_time((time_t)-62167219201), 0);
}

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(date_day_number(DATE(1970, 1, 1)), 0);
    assert_int_equal(date_day_number(DATE(1969, 12, 31)), -1);
    assert_int_equal(date_day_number(DATE(2000, 3, 1)) - date_day_number(DATE(2000, 2, 28)), 2);
    assert_int_equal(date_day_number(DATE(1900, 3, 1)) - date_day_number(DATE(1900, 2, 28)), 1);
    assert_int_equal(date_day_number(DATE(2026, 2, 13)), 20497);
}

static void what_is_missing_counts_as_the_first(void **state)
{
    (void)state;
    assert_int_equal(date_day_number(DATE(2007, 9, 0)), date_day_number(DATE(2007, 9, 1)));
    assert_int_equal(date_day_number(DATE(2007, 0, 0)), date_day_number(DATE(2007, 1, 1)));
}

/* The two functions are each other's inverse: over every day of some centuries. */
static void every_day_has_its_number(void **state)
{
    (void)state;
    for (int64_t day = -150000; day < 150000; day++) {
        assert_int_equal(date_day_number(date_of_time((time_t)(day * 86400))), day);
    }
}

static void today_is_the_day_of_now(void **state)
{
    portreg_date before = date_of_time(time(NULL));
    portreg_date today = date_today();

    (void)state;
    assert_in_range(today, before, date_of_time(time(NULL)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_has_a_day_in_utc),
        cmocka_unit_test(years_that_a_date_cannot_say_are_none),
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(what_is_missing_counts_as_the_first),
        cmocka_unit_test(every_day_has_its_number),
        cmocka_unit_test(today_is_the_day_of_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
