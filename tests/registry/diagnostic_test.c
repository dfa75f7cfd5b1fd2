/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/diagnostic.h"

static void kinds_are_found_by_id(void **state)
{
    (void)state;
    for (size_t i = 0; i < DIAGNOSTIC_COUNT; i++) {
        const struct portreg_diagnostic_kind *kind = portreg_diagnostic_kind_at(i);
        assert_ptr_equal(portreg_diagnostic_kind_find(kind->id), kind);
        assert_int_equal(kind->id[strspn(kind->id, "abcdefghijklmnopqrstuvwxyz-")], '\0');
        assert_true(kind->section[0] == '\0' || strncmp(kind->section, "RFC ", 4) == 0);
    }
    assert_null(portreg_diagnostic_kind_at(DIAGNOSTIC_COUNT));
    assert_null(portreg_diagnostic_kind_find("no-such-kind"));
}

static void sorts_by_line_column_and_id(void **state)
{
    (void)state;
    static const struct diagnostic expected[] = {
        { DIAGNOSTIC_DATE_ORDER, { 1, 9 }, "e" }, { DIAGNOSTIC_NAME_EMPTY, { 2, 1 }, "d" },
        { DIAGNOSTIC_DATE_ORDER, { 2, 3 }, "a" }, { DIAGNOSTIC_DATE_ORDER, { 2, 3 }, "b" },
        { DIAGNOSTIC_TEMPORARY, { 2, 3 }, "c" },
    };
    static const size_t shuffled[] = { 4, 2, 0, 3, 1 };
    struct diagnostics list;
    diagnostics_init(&list);
    diagnostics_sort(&list);
    for (size_t i = 0; i < 5; i++) {
        const struct diagnostic *item = &expected[shuffled[i]];
        diagnostics_add(&list, item->id, item->position, "%s", item->message);
    }
    diagnostics_sort(&list);
    assert_int_equal(list.count, 5);
    assert_false(list.failed);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(list.items[i].id, expected[i].id);
        assert_int_equal(list.items[i].position.line, expected[i].position.line);
        assert_int_equal(list.items[i].position.column, expected[i].position.column);
        assert_string_equal(list.items[i].message, expected[i].message);
    }
    diagnostics_free(&list);
    assert_int_equal(list.count, 0);
}

static void assert_message(const char *given, const char *expected)
{
    struct diagnostics list;
    diagnostics_init(&list);
    diagnostics_add(&list, DIAGNOSTIC_TEMPORARY, (struct position){ 1, 1 }, "%s", given);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].message, expected);
    diagnostics_free(&list);
}

static void messages_are_safe_to_print(void **state)
{
    (void)state;
    assert_message("FORT\xc3\x89", "FORT\xc3\x89");
    assert_message("a\x1b[31mb\nc\x7f", "a [31mb c ");
    assert_message("a\xc2\x9b"
                   "31m",
                   "a  31m");
    assert_message("a\xc2\xa0"
                   "b",
                   "a\xc2\xa0"
                   "b");
    assert_message("cut \xe2\x82 here \xff", "cut ?? here ?");
}

static void long_messages_are_cut(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct diagnostics list;
    diagnostics_init(&list);
    for (unsigned i = 0; i < 200; i++) {
        diagnostics_add(&list, DIAGNOSTIC_TEMPORARY, (struct position){ i, 1 }, "%s", text);
    }
    assert_int_equal(list.count, 200);
    size_t size = strlen(list.items[199].message);
    assert_true(size > 100 && size < sizeof(text) - 1);
    diagnostics_free(&list);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_found_by_id),
        cmocka_unit_test(sorts_by_line_column_and_id),
        cmocka_unit_test(messages_are_safe_to_print),
        cmocka_unit_test(long_messages_are_cut),
    };
    return cmocka_run_group_tests_name("registry/diagnostic", tests, NULL, NULL);
}
