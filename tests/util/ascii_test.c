/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/string.h"

static void lower_changes_capitals_only(void **state)
{
    (void)state;
    for (int c = -128; c < 128; c++) {
        const char expected = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        assert_int_equal(ascii_lower((char)c), expected);
    }
}

static void digits_letters_and_spaces_are_disjoint(void **state)
{
    (void)state;
    int digits = 0;
    int letters = 0;
    int spaces = 0;
    for (int c = -128; c < 128; c++) {
        digits += ascii_is_digit((char)c);
        letters += ascii_is_alpha((char)c);
        spaces += ascii_is_space((char)c);
        assert_true(ascii_is_digit((char)c) + ascii_is_alpha((char)c) + ascii_is_space((char)c) <=
                    1);
    }
    assert_int_equal(digits, 10);
    assert_int_equal(letters, 52);
    assert_int_equal(spaces, 6);
}

static void hexadecimal_digits_have_their_values(void **state)
{
    (void)state;
    const char digits[] = "0123456789abcdefABCDEF";
    int count = 0;

    for (int c = -128; c < 128; c++) {
        count += ascii_hex_digit((char)c) >= 0;
    }
    assert_int_equal(count, sizeof(digits) - 1);
    for (int i = 0; digits[i] != '\0'; i++) {
        assert_int_equal(ascii_hex_digit(digits[i]), i < 16 ? i : i - 6);
    }
}

static void strings_are_equal_by_bytes_not_by_address(void **state)
{
    (void)state;
    const char text[] = "https";
    assert_true(string_is((struct portreg_string){ text, 4 }, "http"));
    assert_true(string_is((struct portreg_string){ NULL, 0 }, ""));
    assert_false(string_is(STRING_LITERAL("http"), "https"));
    assert_false(string_is(STRING_LITERAL("HTTP"), "http"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lower_changes_capitals_only),
        cmocka_unit_test(digits_letters_and_spaces_are_disjoint),
        cmocka_unit_test(hexadecimal_digits_have_their_values),
        cmocka_unit_test(strings_are_equal_by_bytes_not_by_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
