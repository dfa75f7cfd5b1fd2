/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/search.h"
#include "fixture.h"
#include "util/string.h"

static void text_is_searched_in_every_layer(void **state)
{
    const struct fixture *fixture = *state;
    struct answers answers = { 0 };

    assert_int_equal(
        search_layers(&answers, &fixture->layers, STRING_LITERAL("HTTPS"), NULL, NULL), PORTREG_OK);
    assert_int_equal(answers.count, 4);
    assert_ptr_equal(answers.items[0].layer, &fixture->layers.items[FIXTURE_LOCAL]);
    assert_ptr_equal(answers.items[1].layer, &fixture->layers.items[FIXTURE_IANA]);
    answers_free(&answers);
}

static void one_layer_is_searched_at_its_version(void **state)
{
    const struct fixture *fixture = *state;
    const struct layer *local = &fixture->layers.items[FIXTURE_LOCAL];
    struct answers answers = { 0 };

    assert_int_equal(search_layer(&answers, local, STRING_LITERAL(""), NULL, NULL), PORTREG_OK);
    assert_int_equal(answers.count, 3);
    assert_int_equal(search_layer(&answers, local, STRING_LITERAL("in-house"), NULL, NULL),
                     PORTREG_OK);
    assert_int_equal(answers.count, 4);
    answers_free(&answers);
}

static void a_filter_takes_the_place_of_the_text(void **state)
{
    static const char terms[] = "port:8000-9000 transport:tcp";
    const struct fixture *fixture = *state;
    struct portreg_filter *filter = NULL;
    struct answers answers = { 0 };

    assert_int_equal(portreg_filter_compile(terms, strlen(terms), &filter, NULL), PORTREG_OK);
    assert_int_equal(search_layers(&answers, &fixture->layers, STRING_LITERAL("x"), filter, NULL),
                     PORTREG_OK);
    assert_true(answers.count > 1);
    for (size_t i = 0; i < answers.count; i++) {
        struct answer_cells cells;

        answer_read(&answers.items[i], &cells);
        assert_in_range(cells.row.first, 8000, 9000);
        assert_int_equal(cells.row.transport, PORTREG_TRANSPORT_TCP);
    }
    answers_free(&answers);
    portreg_filter_destroy(filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_searched_in_every_layer),
        cmocka_unit_test(one_layer_is_searched_at_its_version),
        cmocka_unit_test(a_filter_takes_the_place_of_the_text),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
