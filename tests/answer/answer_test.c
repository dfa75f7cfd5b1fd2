/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/answer_csv.h"
#include "answer/column.h"
#include "answer/sort.h"
#include "fixture.h"

static void an_answer_without_a_row_has_cells(void **state)
{
    const struct fixture *fixture = *state;
    const struct answer answer = { .layer = &fixture->layers.items[FIXTURE_IANA],
                                   .row = PORTREG_NONE,
                                   .first = 2000,
                                   .last = 2047,
                                   .transport = PORTREG_TRANSPORT_UDP,
                                   .status = PORTREG_PORT_UNASSIGNED,
                                   .reason = PORTREG_REASON_NO_ROW };
    struct answer_cells cells;

    answer_read(&answer, &cells);
    assert_true(string_is(cells.row.column[PORTREG_COLUMN_NUMBER], "2000-2047"));
    assert_true(string_is(cells.row.column[PORTREG_COLUMN_TRANSPORT], "udp"));
    assert_int_equal(cells.row.column[PORTREG_COLUMN_NAME].size, 0);
    assert_int_equal(cells.row.status, PORTREG_PORT_UNASSIGNED);
}

static void a_layer_is_added_whole(void **state)
{
    const struct fixture *fixture = *state;
    struct answers answers = { 0 };

    answers_add_layer(&answers, &fixture->layers.items[FIXTURE_LOCAL]);
    assert_int_equal(answers.count, 3);
    answers_free(&answers);
    assert_int_equal(answers.count, 0);
    assert_null(answers.items);
}

/* The answers' names in order, with commas between. */
static void expect_names(const struct answers *answers, const char *names)
{
    struct buffer text = BUFFER_INIT(1000);

    for (size_t i = 0; i < answers->count; i++) {
        struct answer_cells cells;

        answer_read(&answers->items[i], &cells);
        buffer_append_text(&text, i > 0 ? "," : "");
        column_append(&text, &answers->items[i], &cells,
                      (enum column_id)PORTREG_COLUMN_NAME);
    }
    assert_string_equal(text.data, names);
    buffer_free(&text);
}

static void answers_are_sorted_by_text_and_number(void **state)
{
    const struct fixture *fixture = *state;
    struct answers answers = { 0 };

    answers_add_layer(&answers, &fixture->layers.items[FIXTURE_LOCAL]);
    assert_int_equal(answers_sort(&answers, "name", NULL), PORTREG_OK);
    expect_names(&answers, "https,intranet,web");
    assert_int_equal(answers_sort(&answers, "-number", NULL), PORTREG_OK);
    expect_names(&answers, "intranet,https,web");
    assert_int_equal(answers_sort(&answers, "number", NULL), PORTREG_OK);
    expect_names(&answers, "web,https,intranet");
    answers_free(&answers);
}

static void an_unknown_column_is_refused(void **state)
{
    struct answers answers = { 0 };
    struct portreg_error error;

    (void)state;
    assert_int_equal(answers_sort(&answers, "-nmae", &error), PORTREG_INVALID_ARGUMENT);
    assert_string_equal(error.message, "there is no column 'nmae'");
    assert_int_equal(answers_sort(&answers, "", NULL), PORTREG_INVALID_ARGUMENT);
    assert_int_equal(answers_sort(&answers, "name", NULL), PORTREG_OK);
}

static void csv_has_rows_and_unassigned_numbers(void **state)
{
    const struct fixture *fixture = *state;
    const struct layer *local = &fixture->layers.items[FIXTURE_LOCAL];
    struct answer gap = { .layer = local,
                          .row = PORTREG_NONE,
                          .first = 2000,
                          .last = 2001,
                          .transport = PORTREG_TRANSPORT_TCP,
                          .status = PORTREG_PORT_UNASSIGNED };
    struct answers answers = { 0 };
    struct buffer text = BUFFER_INIT(10000);

    answers_add_layer(&answers, local);
    answers.count = 1;
    answers_add(&answers, &gap);
    gap.status = PORTREG_PORT_RESERVED;
    answers_add(&answers, &gap);
    answers_append_csv(&text, &answers, false);
    assert_non_null(strstr(text.data, "\r\n,2000-2001,tcp,Unassigned,,,,,,,,\r\n"));
    assert_null(strstr(text.data, "Reserved"));
    assert_memory_not_equal(text.data, "Service Name", 12);
    buffer_clear(&text);
    answers_append_csv(&text, &answers, true);
    assert_memory_equal(text.data, "Service Name", 12);
    buffer_free(&text);
    answers_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_without_a_row_has_cells),
        cmocka_unit_test(a_layer_is_added_whole),
        cmocka_unit_test(answers_are_sorted_by_text_and_number),
        cmocka_unit_test(an_unknown_column_is_refused),
        cmocka_unit_test(csv_has_rows_and_unassigned_numbers),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
