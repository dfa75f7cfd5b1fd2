/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/check.h>

static bool is_identifier(const char *id)
{
    return id[0] != '\0' && id[strspn(id, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

static void rules_are_found_by_id(void **state)
{
    (void)state;
    size_t count = 0;
    for (; portreg_rule_at(count) != NULL; count++) {
        const struct portreg_rule *rule = portreg_rule_at(count);
        assert_true(is_identifier(rule->id));
        assert_ptr_equal(portreg_rule_find(rule->id), rule);
        assert_int_equal(strncmp(rule->section, "RFC ", 4), 0);
        assert_true(rule->text[0] != '\0');
    }
    assert_true(count > 10);
    assert_null(portreg_rule_at(SIZE_MAX));
    assert_null(portreg_rule_find("no-such-rule"));
}

/* `portreg check --only ID` takes both kinds. */
static void ids_of_rules_and_diagnostics_differ(void **state)
{
    (void)state;
    for (size_t i = 0; portreg_diagnostic_kind_at(i) != NULL; i++) {
        assert_null(portreg_rule_find(portreg_diagnostic_kind_at(i)->id));
    }
}

static void severities_have_names(void **state)
{
    (void)state;
    static const char *const names[] = { "note", "warning", "error" };
    for (size_t i = 0; i < 3; i++) {
        enum portreg_severity severity;
        assert_string_equal(portreg_severity_name((enum portreg_severity)i), names[i]);
        assert_true(portreg_severity_parse(names[i], strlen(names[i]), &severity));
        assert_int_equal(severity, i);
    }
    enum portreg_severity severity = PORTREG_SEVERITY_WARNING;
    assert_false(portreg_severity_parse("errors", 6, &severity));
    assert_false(portreg_severity_parse("", 0, &severity));
    assert_int_equal(severity, PORTREG_SEVERITY_WARNING);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_found_by_id),
        cmocka_unit_test(ids_of_rules_and_diagnostics_differ),
        cmocka_unit_test(severities_have_names),
    };
    return cmocka_run_group_tests_name("rules/table", tests, NULL, NULL);
}
