/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/rules.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void accepts_well_formed_names(void **state)
{
    (void)state;
    static const char *const names[] = { "http", "a",   "X",       "3com-amp3",      "914c-g",
                                         "x11",  "1a1", "a-b-c-d", "fifteen-letters" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct portreg_finding findings[PORTREG_FINDING_MAX];
        assert_true(portreg_name_is_valid(names[i], strlen(names[i])));
        assert_int_equal(portreg_name_check(names[i], strlen(names[i]), findings), 0);
    }
}

/* A name, and the findings it gives as "id@offset id@offset". */
struct name_case {
    const char *name;
    const char *expected;
};

static void assert_findings(const char *name, size_t size, const char *expected)
{
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    size_t count = portreg_name_check(name, size, findings);
    char text[512] = "";
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(findings[i].message[0] != '\0');
        assert_true(findings[i].offset <= size);
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s@%zu",
                                   i > 0 ? " " : "", findings[i].rule->id, findings[i].offset);
    }
    assert_string_equal(text, expected);
}

static void explains_ill_formed_names(void **state)
{
    (void)state;
    static const struct name_case cases[] = {
        { "", "name-length@0" },
        { "sixteen--letters", "name-length@15 name-hyphen-double@8" },
        { "sixteen-letters-", "name-length@15 name-hyphen-last@15" },
        { "whois++", "name-characters@5" },
        { "cl/1", "name-characters@2" },
        { "_http", "name-characters@0" },
        { "a b", "name-characters@1" },
        { "na\xc3\xafve", "name-characters@2" },
        { "359", "name-letter@0" },
        { "1-2", "name-letter@0" },
        { "-", "name-letter@0 name-hyphen-first@0" },
        { "-http", "name-hyphen-first@0" },
        { "http-", "name-hyphen-last@4" },
        { "a--b", "name-hyphen-double@2" },
        { "a---b", "name-hyphen-double@2" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_false(portreg_name_is_valid(cases[i].name, strlen(cases[i].name)));
        assert_findings(cases[i].name, strlen(cases[i].name), cases[i].expected);
    }
}

static void warns_of_words_versions_and_discovery(void **state)
{
    (void)state;
    static const struct name_case cases[] = {
        { "my-port", "name-word@3" },
        { "port80", "name-word@0" },
        { "ports", "name-word@0" },
        { "report", "" },
        { "transport", "" },
        { "portmap", "" },
        { "mailservice", "name-word@4" },
        { "my-Protocol", "name-word@3" },
        { "snmpv3", "name-version@4" },
        { "foo-ver2", "name-version@4" },
        { "foo-v2-x", "name-version@4" },
        { "versioned", "name-version@0" },
        { "ipv6", "" },
        { "v5ua", "" },
        { "over9", "name-version@1" },
        { "foo-discovery", "name-discovery@4" },
        { "foodisc", "name-discovery@3" },
        { "foo-disc", "" },
        { "foo-DISC", "" },
        { "disc", "" },
        { "discard", "" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(portreg_name_is_valid(cases[i].name, strlen(cases[i].name)));
        assert_findings(cases[i].name, strlen(cases[i].name), cases[i].expected);
    }
}

static void names_may_hold_any_byte(void **state)
{
    (void)state;
    static const char with_nul[] = "a\0b";
    assert_false(portreg_name_is_valid(with_nul, 3));
    assert_findings(with_nul, 3, "name-characters@1");

    char all[256];
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (char)i;
    }
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    size_t count = portreg_name_check(all, sizeof(all), findings);
    assert_true(count >= 2 && count <= PORTREG_FINDING_MAX);
    for (size_t i = 0; i < count; i++) {
        for (const char *c = findings[i].message; *c != '\0'; c++) {
            assert_true(*c >= 0x20 && *c < 0x7f);
        }
    }
}

static void errors_come_first(void **state)
{
    (void)state;
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    static const char name[] = "port-service_v2";
    size_t count = portreg_name_check(name, sizeof(name) - 1, findings);
    assert_int_equal(count, 4);
    for (size_t i = 1; i < count; i++) {
        assert_true(findings[i - 1].rule->severity >= findings[i].rule->severity);
    }
}

/* The boundary cases agree with an independent statement of the rule, for every short name. */
static bool is_valid_by_definition(const char *name, size_t size)
{
    bool has_letter = false;
    for (size_t i = 0; i < size; i++) {
        bool is_letter = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z');
        bool is_digit = name[i] >= '0' && name[i] <= '9';
        if (!is_letter && !is_digit && name[i] != '-') {
            return false;
        }
        has_letter |= is_letter;
        if (name[i] == '-' && (i == 0 || i + 1 == size || name[i + 1] == '-')) {
            return false;
        }
    }
    return has_letter && size >= 1 && size <= 15;
}

static void agrees_with_the_definition(void **state)
{
    (void)state;
    static const char alphabet[] = { 'a', 'Z', '0', '9', '-', '_', '@', '[', '`', '{', '/', ':' };
    char name[4];
    for (size_t n = 0; n < 12 * 12 * 12 * 12; n++) {
        size_t rest = n;
        for (size_t i = 0; i < sizeof(name); i++, rest /= 12) {
            name[i] = alphabet[rest % 12];
        }
        struct portreg_finding findings[PORTREG_FINDING_MAX];
        bool expected = is_valid_by_definition(name, sizeof(name));
        assert_int_equal(portreg_name_is_valid(name, sizeof(name)), expected);
        size_t count = portreg_name_check(name, sizeof(name), findings);
        bool has_error = count > 0 && findings[0].rule->severity == PORTREG_SEVERITY_ERROR;
        assert_int_equal(has_error, !expected);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_well_formed_names),
        cmocka_unit_test(explains_ill_formed_names),
        cmocka_unit_test(warns_of_words_versions_and_discovery),
        cmocka_unit_test(names_may_hold_any_byte),
        cmocka_unit_test(errors_come_first),
        cmocka_unit_test(agrees_with_the_definition),
    };
    return cmocka_run_group_tests_name("rules/name", tests, NULL, NULL);
}
