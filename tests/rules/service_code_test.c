/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/rules.h>

static uint32_t parse(const char *text)
{
    uint32_t code = 0xdeadbeef;
    assert_int_equal(portreg_service_code_parse(text, strlen(text), &code, NULL), PORTREG_OK);
    return code;
}

static void reads_every_notation(void **state)
{
    (void)state;
    /* The example of RFC 4340 section 8.1.2. */
    assert_int_equal(parse("SC:fdpz"), 1717858426);
    assert_int_equal(parse("SC=1717858426"), 1717858426);
    assert_int_equal(parse("SC=x6664707A"), 1717858426);
    assert_int_equal(parse("SC=X6664707a"), 1717858426);
    assert_int_equal(parse("1717858426"), 1717858426);
    assert_int_equal(parse("SC:ab"), 0x61622020);
    assert_int_equal(parse("SC:a b"), 0x61206220);
    assert_int_equal(parse("SC=4294967295"), UINT32_MAX);
    assert_int_equal(parse("SC=x0"), 0);
}

static void refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = { "",         "SC",     "SC:",           "SC:abcde",
                                         "SC:a=b",   "SC=",    "SC=x",          "SC=x123456789",
                                         "SC=xg",    "SC=-1",  "SC=4294967296", "fdpz",
                                         "SC:a\x01", "SC=12 ", "SC:\xc3\xa4" };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        uint32_t code = 7;
        struct portreg_error error;
        assert_int_equal(portreg_service_code_parse(texts[i], strlen(texts[i]), &code, &error),
                         PORTREG_SYNTAX);
        assert_int_equal(code, 7);
        assert_non_null(strstr(error.message, "SC:abcd"));
    }
}

static void assert_text(uint32_t code, const char *expected)
{
    char text[PORTREG_SERVICE_CODE_SIZE];
    assert_int_equal(portreg_service_code_format(code, text), strlen(expected));
    assert_string_equal(text, expected);
    assert_int_equal(parse(text), code);
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    assert_text(1717858426, "SC:fdpz");
    assert_text(0x61622020, "SC:ab");
    assert_text(0x20206162, "SC:  ab");
    assert_text(0x20202020, "SC=538976288");
    assert_text(0, "SC=0");
    assert_text(UINT32_MAX, "SC=4294967295");
    assert_text(0x6162633d, "SC=1633837885");
}

static void knows_the_kinds(void **state)
{
    (void)state;
    assert_int_equal(portreg_service_code_kind(0), PORTREG_SERVICE_CODE_RESERVED);
    assert_int_equal(portreg_service_code_kind(1), PORTREG_SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(portreg_service_code_kind(0x3effffff), PORTREG_SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(portreg_service_code_kind(0x3f000000), PORTREG_SERVICE_CODE_PRIVATE);
    assert_int_equal(portreg_service_code_kind(0x3fffffff), PORTREG_SERVICE_CODE_PRIVATE);
    assert_int_equal(portreg_service_code_kind(0x40000000), PORTREG_SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(portreg_service_code_kind(0xfffffffe), PORTREG_SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(portreg_service_code_kind(UINT32_MAX), PORTREG_SERVICE_CODE_RESERVED);
}

static void checks_codes(void **state)
{
    (void)state;
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    assert_int_equal(portreg_service_code_check(1717858426, findings), 0);
    assert_int_equal(portreg_service_code_check(UINT32_MAX, findings), 1);
    assert_string_equal(findings[0].rule->id, "code-reserved");
    assert_string_equal(findings[0].message, "4294967295 is never assigned");
    assert_int_equal(portreg_service_code_check(0x3f000000, findings), 1);
    assert_string_equal(findings[0].rule->id, "code-private");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_notation),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(knows_the_kinds),
        cmocka_unit_test(checks_codes),
    };
    return cmocka_run_group_tests_name("rules/service_code", tests, NULL, NULL);
}
