/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include "annotate/plans.h"

/* Which plans are kept for blocks that are not written yet. */

static struct annotate_plan *make_plan(struct annotating *annotating)
{
    static const char line[] = "1,80\n";
    struct annotate_plan *plan;

    annotating_ask(annotating, "2", "tcp", "name");
    annotating->request.form = ANNOTATE_CSV;
    annotating->request.delimiter = ',';
    annotating->request.header = ANNOTATE_HEADER_NO;
    assert_int_equal(annotate_plan_create(&annotating->request, line, sizeof(line) - 1, &plan,
                                          &annotating->error),
                     PORTREG_OK);
    return plan;
}

static void what_was_written_needs_none(void **state)
{
    struct plans plans = { NULL, 0 };
    const struct annotate_plan *used[6];

    assert_null(plans_newest(&plans));
    plans_drop(&plans, 0);
    for (uint64_t number = 0; number < 6; number++) {
        assert_true(plans_push(&plans, make_plan(*state)));
        used[number] = plans_use(&plans, number);
        assert_ptr_equal(used[number], plans_newest(&plans));
    }
    assert_int_equal(plans.count, 6);
    plans_drop(&plans, 0);
    assert_int_equal(plans.count, 6);
    plans_drop(&plans, 1); /* the first stays: its tables are those of all */
    assert_int_equal(plans.count, 6);
    plans_drop(&plans, 3);
    assert_int_equal(plans.count, 4);
    plans_drop(&plans, 6); /* so does the newest: more blocks may need it */
    assert_int_equal(plans.count, 2);
    assert_ptr_equal(plans_newest(&plans), used[5]);
    plans_free(&plans);
    assert_int_equal(plans.count, 0);
}

static void a_plan_of_several_blocks(void **state)
{
    struct plans plans = { NULL, 0 };

    for (unsigned i = 0; i < 3; i++) {
        assert_true(plans_push(&plans, make_plan(*state)));
        assert_non_null(plans_use(&plans, 2 * i));
        assert_non_null(plans_use(&plans, 2 * i + 1));
    }
    plans_drop(&plans, 3);
    assert_int_equal(plans.count, 3);
    plans_drop(&plans, 4);
    assert_int_equal(plans.count, 2);
    plans_free(&plans);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_needs_none),
        cmocka_unit_test(a_plan_of_several_blocks),
    };

    return cmocka_run_group_tests_name("annotate/plans", tests, annotating_setup,
                                       annotating_teardown);
}
