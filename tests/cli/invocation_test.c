/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"

#define WORDS_MAX 200

static struct invocation invocation;
static char *operands[WORDS_MAX + 2];
static char *words[WORDS_MAX + 2];

/* Reads a command line of the words, which end with NULL. */
static bool parse(const char *first, ...)
{
    va_list arguments;
    int count = 0;

    words[count++] = (char *)(uintptr_t) "portreg";
    va_start(arguments, first);
    for (const char *word = first; word != NULL; word = va_arg(arguments, const char *)) {
        words[count++] = (char *)(uintptr_t)word;
    }
    va_end(arguments);
    words[count] = NULL;
    return invocation_parse(&invocation, count, words, operands);
}

static void default_verb_is_lookup(void **state)
{
    (void)state;
    assert_true(parse("443", "https", NULL));
    assert_string_equal(invocation.command->name, "lookup");
    assert_true(invocation.implicit);
    assert_int_equal(invocation.operand_count, 2);
    assert_string_equal(invocation.operands[1], "https");
    assert_null(invocation.operands[2]);
}

static void explicit_lookup_of_a_command_name(void **state)
{
    (void)state;
    assert_true(parse("lookup", "check", NULL));
    assert_false(invocation.implicit);
    assert_string_equal(invocation.operands[0], "check");
    assert_true(parse("--", "check", NULL));
    assert_true(invocation.implicit);
    assert_string_equal(invocation.operands[0], "check");
}

static void options_stand_anywhere(void **state)
{
    (void)state;
    assert_true(parse("--registry", "a", "search", "--page=2", "tls", "--json", "more", NULL));
    assert_string_equal(invocation.command->name, "search");
    assert_string_equal(invocation_value(&invocation, "registry"), "a");
    assert_string_equal(invocation_value(&invocation, "page"), "2");
    assert_true(invocation_has(&invocation, "json"));
    assert_int_equal(invocation.operand_count, 2);
    assert_true(parse("-o", "name", "list", NULL));
    assert_string_equal(invocation.command->name, "list");
    assert_true(parse("--page", "2", "search", "tls", NULL));
    assert_string_equal(invocation.command->name, "search");
}

static void double_dash_ends_options(void **state)
{
    (void)state;
    assert_true(parse("lookup", "--", "--json", "-", NULL));
    assert_false(invocation_has(&invocation, "json"));
    assert_int_equal(invocation.operand_count, 2);
    assert_string_equal(invocation.operands[0], "--json");
}

static void short_options_take_values(void **state)
{
    (void)state;
    assert_true(parse("-oname,status", "443", NULL));
    assert_string_equal(invocation_value(&invocation, "columns"), "name,status");
    assert_true(parse("443", "-o", "+note", NULL));
    assert_string_equal(invocation_value(&invocation, "columns"), "+note");
    assert_true(parse("compile", "in.xml", "-o", "out", NULL));
    assert_string_equal(invocation_value(&invocation, "output"), "out");
}

static void a_single_dash_is_an_operand(void **state)
{
    (void)state;
    assert_true(parse("-", NULL));
    assert_string_equal(invocation.operands[0], "-");
}

static void negated_terms_are_operands(void **state)
{
    (void)state;
    assert_true(parse("search", "http", "-proto:udp", NULL));
    assert_int_equal(invocation.operand_count, 2);
    assert_string_equal(invocation.operands[1], "-proto:udp");
    assert_false(parse("lookup", "-proto:udp", NULL));
}

static void repeated_options_keep_their_order(void **state)
{
    size_t cursor = 0;

    (void)state;
    assert_true(parse("443", "--registry", "a", "--registry=b", NULL));
    assert_string_equal(invocation_next_value(&invocation, "registry", &cursor), "a");
    assert_string_equal(invocation_next_value(&invocation, "registry", &cursor), "b");
    assert_null(invocation_next_value(&invocation, "registry", &cursor));
}

static void wrong_lines_are_refused(void **state)
{
    (void)state;
    assert_false(parse("--nonsense", "443", NULL));
    assert_false(parse("-z", "443", NULL));
    assert_false(parse("443", "--as-of", NULL));
    assert_false(parse("443", "-o", NULL));
    assert_false(parse("443", "--json=yes", NULL));
    assert_false(parse("list", "443", NULL));
    assert_false(parse("search", NULL));
    assert_false(parse("log", NULL));
    assert_false(parse("log", "443", "444", NULL));
    assert_false(parse("rules", "--csv", NULL));
}

static void numbers_are_checked(void **state)
{
    uint64_t number = 0;

    (void)state;
    assert_true(parse("search", "a", "--page", "7", NULL));
    assert_true(invocation_unsigned(&invocation, "page", 10, 1, &number));
    assert_int_equal(number, 7);
    assert_false(invocation_unsigned(&invocation, "page", 6, 1, &number));
    assert_true(parse("search", "a", NULL));
    assert_true(invocation_unsigned(&invocation, "page", 10, 3, &number));
    assert_int_equal(number, 3);
    assert_true(parse("search", "a", "--page", "seven", NULL));
    assert_false(invocation_unsigned(&invocation, "page", 10, 1, &number));
}

static void too_many_options_are_refused(void **state)
{
    static char *line[WORDS_MAX + 2];

    (void)state;
    line[0] = (char *)(uintptr_t) "portreg";
    for (int i = 1; i <= INVOCATION_OPTIONS_MAX + 1; i++) {
        line[i] = (char *)(uintptr_t) "--json";
    }
    line[INVOCATION_OPTIONS_MAX + 2] = (char *)(uintptr_t) "443";
    assert_false(invocation_parse(&invocation, INVOCATION_OPTIONS_MAX + 3, line, operands));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_verb_is_lookup),
        cmocka_unit_test(explicit_lookup_of_a_command_name),
        cmocka_unit_test(options_stand_anywhere),
        cmocka_unit_test(double_dash_ends_options),
        cmocka_unit_test(short_options_take_values),
        cmocka_unit_test(a_single_dash_is_an_operand),
        cmocka_unit_test(negated_terms_are_operands),
        cmocka_unit_test(repeated_options_keep_their_order),
        cmocka_unit_test(wrong_lines_are_refused),
        cmocka_unit_test(numbers_are_checked),
        cmocka_unit_test(too_many_options_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
