/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/free.h"
#include "fixture.h"
#include "util/string.h"

static void expect_range(const char *text, unsigned first, unsigned last)
{
    struct portreg_free_options options = { 0 };

    assert_int_equal(free_range_parse(string_of(text), &options, NULL), PORTREG_OK);
    assert_int_equal(options.first, first);
    assert_int_equal(options.last, last);
}

static void ranges_have_names_or_ends(void **state)
{
    (void)state;
    expect_range("system", 0, 1023);
    expect_range("user", 1024, 49151);
    expect_range("8000-8100", 8000, 8100);
    expect_range("9-3", 9, 3); /* portreg_free_numbers() says what is wrong */
}

static void what_is_no_range_is_refused(void **state)
{
    static const char *const wrong[] = { "", "-", "8000", "1-", "-1", "1-65536", "a-b", "0-0",
                                         "1-2-3" };
    struct portreg_free_options options = { .first = 7 };
    struct portreg_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (free_range_parse(string_of(wrong[i]), &options, &error) != PORTREG_INVALID_ARGUMENT) {
            fail_msg("'%s' was taken", wrong[i]);
        }
    }
    assert_int_equal(options.first, 7);
    assert_string_equal(error.message, "takes system, user or FIRST-LAST, not '1-2-3'");
}

static void transports_are_a_list(void **state)
{
    struct portreg_free_options options = { 0 };
    struct portreg_error error;

    (void)state;
    assert_int_equal(free_transports_parse(STRING_LITERAL("tcp,SCTP"), &options, NULL),
                     PORTREG_OK);
    assert_int_equal(options.transports,
                     1u << PORTREG_TRANSPORT_TCP | 1u << PORTREG_TRANSPORT_SCTP);
    assert_int_equal(free_transports_parse(STRING_LITERAL("tcp,quic"), &options, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_string_equal(error.message,
                        "takes tcp, udp, sctp and dccp, separated by commas, not 'quic'");
    assert_int_equal(free_transports_parse(STRING_LITERAL("tcp,"), &options, NULL),
                     PORTREG_INVALID_ARGUMENT);
    assert_int_equal(free_transports_parse(STRING_LITERAL(""), &options, NULL),
                     PORTREG_INVALID_ARGUMENT);
}

static void expect_block(struct free_blocks *blocks, unsigned first, unsigned last)
{
    uint16_t is_first;
    uint16_t is_last;

    assert_true(free_blocks_next(blocks, &is_first, &is_last));
    assert_int_equal(is_first, first);
    assert_int_equal(is_last, last);
}

static void runs_are_cut_into_blocks(void **state)
{
    static struct portreg_number_set set;
    struct free_blocks blocks = { .set = &set, .size = 3 };
    uint16_t first;
    uint16_t last;

    (void)state;
    memset(&set, 0, sizeof(set));
    set.word[0] = 0xFF06;                    /* 1-2, 8-15 */
    set.word[1023] = (uint64_t)0x7 << 61;    /* 65533-65535 */
    expect_block(&blocks, 8, 10);
    expect_block(&blocks, 11, 13);
    expect_block(&blocks, 65533, 65535);
    assert_false(free_blocks_next(&blocks, &first, &last));
}

static void blocks_are_answers_of_the_base(void **state)
{
    const struct fixture *fixture = *state;
    const struct free_request request = { .options = { .first = 8440, .last = 8445 },
                                          .count = 9,
                                          .contiguous = 2 };
    struct answers answers = { 0 };

    assert_int_equal(answers_of_free(&answers, &fixture->layers, &request, NULL), PORTREG_OK);
    assert_int_equal(answers.count, 2); /* 8443 is another layer's */
    assert_int_equal(answers.items[0].first, 8440);
    assert_int_equal(answers.items[0].last, 8441);
    assert_int_equal(answers.items[1].first, 8444);
    assert_int_equal(answers.items[1].row, PORTREG_NONE);
    assert_ptr_equal(answers.items[1].layer, &fixture->layers.items[FIXTURE_IANA]);
    answers_free(&answers);
}

static void other_layers_may_be_ignored(void **state)
{
    const struct fixture *fixture = *state;
    struct free_request request = { .options = { .first = 8440, .last = 8445 },
                                    .count = 2,
                                    .contiguous = 2,
                                    .ignore_layers = true };
    struct answers answers = { 0 };

    assert_int_equal(answers_of_free(&answers, &fixture->layers, &request, NULL), PORTREG_OK);
    assert_int_equal(answers.count, 2);
    assert_int_equal(answers.items[1].first, 8442);
    answers_free(&answers);
}

static void impossible_requests_are_refused(void **state)
{
    const struct fixture *fixture = *state;
    struct free_request request = { .options = { .first = 9, .last = 3 },
                                    .count = 1,
                                    .contiguous = 1 };
    struct answers answers = { 0 };

    assert_int_equal(answers_of_free(&answers, &fixture->layers, &request, NULL),
                     PORTREG_INVALID_ARGUMENT);
    request = (struct free_request){ .count = 1 };
    assert_int_equal(answers_of_free(&answers, &fixture->layers, &request, NULL),
                     PORTREG_INVALID_ARGUMENT);
    assert_int_equal(answers.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_have_names_or_ends),
        cmocka_unit_test(what_is_no_range_is_refused),
        cmocka_unit_test(transports_are_a_list),
        cmocka_unit_test(runs_are_cut_into_blocks),
        cmocka_unit_test(blocks_are_answers_of_the_base),
        cmocka_unit_test(other_layers_may_be_ignored),
        cmocka_unit_test(impossible_requests_are_refused),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
