/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/page.h"

static void expect_bounds(uint64_t page, size_t count, size_t first, size_t end)
{
    size_t is_first = SIZE_MAX;
    size_t is_end = SIZE_MAX;

    page_bounds(page, count, &is_first, &is_end);
    if (is_first != first || is_end != end) {
        fail_msg("page %u of %zu is %zu to %zu", (unsigned)page, count, is_first, is_end);
    }
}

static void neighbours_share_a_row(void **state)
{
    (void)state;
    expect_bounds(1, 250, 0, 100);
    expect_bounds(2, 250, 99, 200);
    expect_bounds(3, 250, 199, 250);
}

static void a_full_page_leaves_one_row_for_the_next(void **state)
{
    (void)state;
    expect_bounds(1, 100, 0, 100);
    expect_bounds(2, 100, 99, 100);
    expect_bounds(2, 99, 99, 99);
}

static void there_is_nothing_beyond_the_last_page(void **state)
{
    size_t first;
    size_t end;

    (void)state;
    expect_bounds(1, 0, 0, 0);
    page_bounds(4, 250, &first, &end);
    assert_int_equal(first, end);
    page_bounds(PAGE_MAX, 250, &first, &end);
    assert_int_equal(first, end);
    page_bounds(0, 250, &first, &end);
    assert_int_equal(first, end);
}

static void answers_are_cut_to_a_page(void **state)
{
    struct answers answers = { 0 };

    (void)state;
    for (unsigned i = 0; i < 250; i++) {
        answers_add(&answers, &(struct answer){ .first = (uint16_t)i });
    }
    page_cut(&answers, 3);
    assert_int_equal(answers.count, 51);
    assert_int_equal(answers.items[0].first, 199);
    assert_int_equal(answers.items[50].first, 249);
    page_cut(&answers, 1);
    assert_int_equal(answers.count, 51);
    page_cut(&answers, 2);
    assert_int_equal(answers.count, 0);
    answers_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_share_a_row),
        cmocka_unit_test(a_full_page_leaves_one_row_for_the_next),
        cmocka_unit_test(there_is_nothing_beyond_the_last_page),
        cmocka_unit_test(answers_are_cut_to_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
