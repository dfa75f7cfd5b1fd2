/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/question.h"
#include "util/string.h"

#define TCP (1u << PORTREG_TRANSPORT_TCP)
#define UDP (1u << PORTREG_TRANSPORT_UDP)
#define SCTP (1u << PORTREG_TRANSPORT_SCTP)
#define DCCP (1u << PORTREG_TRANSPORT_DCCP)

static void expect_numbers(const char *text, enum question_kind kind, unsigned first,
                           unsigned last, unsigned transports)
{
    struct question question = { 0 };

    assert_int_equal(question_parse(string_of(text), &question, NULL), PORTREG_OK);
    assert_int_equal(question.kind, kind);
    assert_int_equal(question.first, first);
    assert_int_equal(question.last, last);
    assert_int_equal(question.transports, transports);
}

static void expect_name(const char *text, const char *name, unsigned transports)
{
    struct question question = { 0 };

    assert_int_equal(question_parse(string_of(text), &question, NULL), PORTREG_OK);
    assert_int_equal(question.kind, QUESTION_NAME);
    assert_true(string_is(question.name, name));
    assert_int_equal(question.transports, transports);
}

static void reads_numbers(void **state)
{
    (void)state;
    expect_numbers("443", QUESTION_PORT, 443, 443, TCP | UDP | SCTP | DCCP);
    expect_numbers(" 0/udp ", QUESTION_PORT, 0, 0, UDP);
    expect_numbers("65535/TCP", QUESTION_PORT, 65535, 65535, TCP);
    expect_numbers("8000-8100/sctp", QUESTION_RANGE, 8000, 8100, SCTP);
    expect_numbers("7-7", QUESTION_RANGE, 7, 7, TCP | UDP | SCTP | DCCP);
}

static void reads_names(void **state)
{
    (void)state;
    expect_name("https", "https", TCP | UDP | SCTP | DCCP);
    expect_name("https/tcp", "https", TCP);
    expect_name("cl/1", "cl/1", TCP | UDP | SCTP | DCCP);
    expect_name("cl/1/udp", "cl/1", UDP);
    expect_name("3com-tsmux", "3com-tsmux", TCP | UDP | SCTP | DCCP);
    expect_name("7-7-7", "7-7-7", TCP | UDP | SCTP | DCCP);
}

static void reads_srv_names(void **state)
{
    (void)state;
    expect_name("_http._tcp", "http", TCP);
    expect_name("_http._tcp.example.com", "http", TCP);
    expect_name("_coap._udp", "coap", UDP | SCTP | DCCP);
    expect_name("_printer._sub._ipp._tcp.local", "ipp", TCP);
    expect_name("Office._ipp._tcp.local", "ipp", TCP);
    expect_name("_x", "_x", TCP | UDP | SCTP | DCCP);
}

static void refuses_what_is_neither(void **state)
{
    static const char *const wrong[] = { "65536", "99999999999999999999", "9-3", "443/foo", "443/",
                                         "1-65536", "1-2/x", "", " ", "/tcp" };
    struct question question = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (question_parse(string_of(wrong[i]), &question, NULL) != PORTREG_INVALID_ARGUMENT) {
            fail_msg("'%s' was taken", wrong[i]);
        }
    }
}

static void expect_error(struct portreg_string text, enum portreg_status status,
                         const char *message)
{
    struct question question = { 0 };
    struct portreg_error error = { 0 };

    assert_int_equal(question_parse(text, &question, &error), status);
    assert_int_equal(error.status, status);
    assert_string_equal(error.message, message);
}

static void errors_say_what_to_do(void **state)
{
    char digits[513];

    (void)state;
    expect_error(STRING_LITERAL("65536"), PORTREG_INVALID_ARGUMENT,
                 "'65536' is not a port number; they go from 0 to 65535");
    expect_error(STRING_LITERAL("9-3/tcp"), PORTREG_INVALID_ARGUMENT,
                 "'9-3' goes backwards; a range is FIRST-LAST");
    expect_error(STRING_LITERAL("443/foo"), PORTREG_INVALID_ARGUMENT,
                 "'foo' is not a transport; they are tcp, udp, sctp and dccp");
    expect_error(STRING_LITERAL("a\0b"), PORTREG_INVALID_ARGUMENT,
                 "a NUL byte in a query; queries are text, one a line");
    expect_error(STRING_LITERAL("\t"), PORTREG_INVALID_ARGUMENT, "an empty query");
    memset(digits, '7', sizeof(digits));
    expect_error((struct portreg_string){ digits, sizeof(digits) }, PORTREG_LIMIT,
                 "a query of 513 bytes; at most 512 are read");
}

/* What to do still stands behind a long quotation. */
static void a_long_query_is_quoted_in_part(void **state)
{
    char digits[512];
    struct question question = { 0 };
    struct portreg_error error = { 0 };

    (void)state;
    memset(digits, '7', sizeof(digits));
    assert_int_equal(question_parse((struct portreg_string){ digits, sizeof(digits) }, &question,
                                    &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, "7' is not a port number; they go from 0 to 65535"));
}

static void one_transport_or_all(void **state)
{
    struct question question = { 0 };

    (void)state;
    question_parse(STRING_LITERAL("443/udp"), &question, NULL);
    assert_int_equal(question_transport(&question), PORTREG_TRANSPORT_UDP);
    question_parse(STRING_LITERAL("443"), &question, NULL);
    assert_int_equal(question_transport(&question), PORTREG_TRANSPORT_NONE);
    question_parse(STRING_LITERAL("_coap._udp"), &question, NULL);
    assert_int_equal(question_transport(&question), PORTREG_TRANSPORT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(reads_names),
        cmocka_unit_test(reads_srv_names),
        cmocka_unit_test(refuses_what_is_neither),
        cmocka_unit_test(errors_say_what_to_do),
        cmocka_unit_test(a_long_query_is_quoted_in_part),
        cmocka_unit_test(one_transport_or_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
