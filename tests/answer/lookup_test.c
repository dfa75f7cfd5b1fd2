/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/lookup.h"
#include "fixture.h"

/* A question's answers and what is said where there are none. */
struct asked {
    struct question question;
    struct answers answers;
    struct missing missing;
    bool found;
};

static void ask(struct asked *ret, const struct layers *layers, const char *text, enum gaps gaps)
{
    memset(ret, 0, sizeof(*ret));
    assert_int_equal(question_parse(string_of(text), &ret->question, NULL), PORTREG_OK);
    ret->found =
        answers_of_question(&ret->answers, layers, &ret->question, gaps, &ret->missing);
    assert_false(ret->answers.failed);
}

static void expect_answer(const struct asked *asked, size_t index, enum portreg_transport transport,
                          enum portreg_port_status status, enum portreg_status_reason reason)
{
    const struct answer *answer = &asked->answers.items[index];

    assert_true(index < asked->answers.count);
    assert_int_equal(answer->transport, transport);
    assert_int_equal(answer->status, status);
    assert_int_equal(answer->reason, reason);
    assert_int_equal(answer->row == PORTREG_NONE, reason != PORTREG_REASON_ROW);
}

static void expect_sentence(const struct asked *asked, const char *sentence)
{
    struct buffer text = BUFFER_INIT(1000);

    missing_append(&text, &asked->question, &asked->missing);
    assert_string_equal(text.data, sentence);
    buffer_free(&text);
}

static void a_port_has_rows_of_all_layers_and_gaps(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "443", GAPS_ALWAYS);
    assert_true(asked.found);
    assert_int_equal(asked.answers.count, 5);
    expect_answer(&asked, 0, PORTREG_TRANSPORT_TCP, PORTREG_PORT_ASSIGNED, PORTREG_REASON_ROW);
    assert_ptr_equal(asked.answers.items[0].layer, &fixture->layers.items[FIXTURE_LOCAL]);
    assert_ptr_equal(asked.answers.items[1].layer, &fixture->layers.items[FIXTURE_IANA]);
    expect_answer(&asked, 4, PORTREG_TRANSPORT_DCCP, PORTREG_PORT_RESERVED,
                  PORTREG_REASON_SIBLING);
    answers_free(&asked.answers);
}

static void gaps_only_where_they_are_wanted(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "443", GAPS_NEVER);
    assert_int_equal(asked.answers.count, 4);
    answers_free(&asked.answers);
    ask(&asked, &fixture->layers, "443", GAPS_ALONE);
    assert_int_equal(asked.answers.count, 4);
    answers_free(&asked.answers);
    ask(&asked, &fixture->layers, "2000", GAPS_NEVER);
    assert_int_equal(asked.answers.count, 0);
    ask(&asked, &fixture->layers, "2000", GAPS_ALONE);
    assert_false(asked.found);
    assert_int_equal(asked.answers.count, 1);
    expect_answer(&asked, 0, PORTREG_TRANSPORT_NONE, PORTREG_PORT_UNASSIGNED,
                  PORTREG_REASON_NO_ROW);
    answers_free(&asked.answers);
}

static void a_sibling_in_another_layer_counts(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "8443/udp", GAPS_ALWAYS);
    assert_false(asked.found);
    assert_int_equal(asked.answers.count, 1);
    expect_answer(&asked, 0, PORTREG_TRANSPORT_UDP, PORTREG_PORT_RESERVED,
                  PORTREG_REASON_SIBLING);
    assert_ptr_equal(asked.answers.items[0].layer, &fixture->layers.items[FIXTURE_LOCAL]);
    answers_free(&asked.answers);
}

static void a_range_is_in_the_order_of_numbers(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "78-82/tcp", GAPS_ALWAYS);
    assert_true(asked.found);
    assert_true(asked.answers.count > 2);
    assert_int_equal(asked.answers.items[0].first, 78);
    assert_int_equal(asked.answers.items[0].last, 79);
    for (size_t i = 1; i < asked.answers.count; i++) {
        assert_true(asked.answers.items[i - 1].first <= asked.answers.items[i].first);
    }
    assert_int_equal(asked.answers.items[asked.answers.count - 1].first, 81);
    assert_int_equal(asked.answers.items[asked.answers.count - 1].last, 82);
    answers_free(&asked.answers);
}

static void answers_of_several_questions_follow_each_other(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;
    struct question second = { 0 };

    ask(&asked, &fixture->layers, "8443/tcp", GAPS_ALWAYS);
    assert_int_equal(question_parse(STRING_LITERAL("80-80/dccp"), &second, NULL), PORTREG_OK);
    assert_true(answers_of_question(&asked.answers, &fixture->layers, &second, GAPS_NEVER, NULL));
    assert_int_equal(asked.answers.count, 2);
    assert_int_equal(asked.answers.items[0].first, 8443);
    assert_int_equal(asked.answers.items[1].first, 80);
    answers_free(&asked.answers);
}

static void a_name_is_found_in_any_layer(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "Intranet", GAPS_ALWAYS);
    assert_true(asked.found);
    assert_int_equal(asked.answers.count, 1);
    answers_free(&asked.answers);
}

static void what_is_near_a_missing_name(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "htps", GAPS_ALWAYS);
    assert_false(asked.found);
    assert_int_equal(asked.answers.count, 0);
    assert_false(asked.missing.other_transport);
    assert_true(asked.missing.near_count >= 1);
    assert_true(string_is(asked.missing.near[0], "https"));

    ask(&asked, &fixture->layers, "qqqqqqqqqqqq", GAPS_ALWAYS);
    assert_int_equal(asked.missing.near_count, 0);
    expect_sentence(&asked, "no service 'qqqqqqqqqqqq'");
}

static void a_name_on_another_transport(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "biff/tcp", GAPS_ALWAYS);
    assert_false(asked.found);
    assert_true(asked.missing.other_transport);
    assert_int_equal(asked.missing.near_count, 0);
    expect_sentence(&asked, "'biff' is registered, but not on this transport");
}

static void sentences_hold_no_control_characters(void **state)
{
    const struct fixture *fixture = *state;
    struct asked asked;

    ask(&asked, &fixture->layers, "q\033[31mqqqqqqqqqqqqq", GAPS_ALWAYS);
    asked.missing.near_count = 2;
    asked.missing.near[0] = STRING_LITERAL("a\nb");
    asked.missing.near[1] = STRING_LITERAL("c");
    expect_sentence(&asked, "no service 'q [31mqqqqqqqqqqqqq'; near it: a b, c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_port_has_rows_of_all_layers_and_gaps),
        cmocka_unit_test(gaps_only_where_they_are_wanted),
        cmocka_unit_test(a_sibling_in_another_layer_counts),
        cmocka_unit_test(a_range_is_in_the_order_of_numbers),
        cmocka_unit_test(answers_of_several_questions_follow_each_other),
        cmocka_unit_test(a_name_is_found_in_any_layer),
        cmocka_unit_test(what_is_near_a_missing_name),
        cmocka_unit_test(a_name_on_another_transport),
        cmocka_unit_test(sentences_hold_no_control_characters),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
