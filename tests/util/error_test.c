/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "util/error.h"

static void setting_returns_the_status_with_or_without_an_error(void **state)
{
    (void)state;
    struct portreg_error error;
    assert_int_equal(error_set(NULL, PORTREG_LIMIT, "%d", 1), PORTREG_LIMIT);
    assert_int_equal(error_set_at(NULL, PORTREG_SYNTAX, "f", 1, 2, "x"), PORTREG_SYNTAX);
    assert_int_equal(error_out_of_memory(NULL), PORTREG_OUT_OF_MEMORY);
    error_clear(NULL);
    assert_int_equal(error_set_at(&error, PORTREG_SYNTAX, "file", 3, 4, "bad %s", "cell"),
                     PORTREG_SYNTAX);
    assert_int_equal(error.status, PORTREG_SYNTAX);
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 4);
    assert_string_equal(error.file, "file");
    assert_string_equal(error.message, "bad cell");
}

static void setting_anew_forgets_the_place(void **state)
{
    (void)state;
    struct portreg_error error;
    error_set_at(&error, PORTREG_SYNTAX, "file", 3, 4, "first");
    error_set(&error, PORTREG_LIMIT, "second");
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
    assert_string_equal(error.file, "");
    error_clear(&error);
    assert_int_equal(error.status, PORTREG_OK);
    assert_string_equal(error.message, "");
}

static void what_is_quoted_is_cleaned(void **state)
{
    (void)state;
    struct portreg_error error;
    error_set_at(&error, PORTREG_SYNTAX, "a\nb", 1, 1, "bad \"%s\"", "\x1b[2J\xff");
    assert_string_equal(error.file, "a b");
    assert_string_equal(error.message, "bad \" [2J?\"");
}

static void long_names_and_messages_are_cut(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct portreg_error error;
    error_set_at(&error, PORTREG_IO, text, 1, 1, "%s", text);
    assert_int_equal(strlen(error.file), PORTREG_ERROR_FILE_SIZE - 1);
    assert_int_equal(strlen(error.message), PORTREG_ERROR_MESSAGE_SIZE - 1);
}

static void the_systems_errors_are_named(void **state)
{
    (void)state;
    struct portreg_error error;
    errno = ENOENT;
    assert_int_equal(error_set_errno(&error, "there", "open"), PORTREG_IO);
    assert_string_equal(error.file, "there");
    assert_string_equal(error.message, "cannot open: No such file or directory");
    errno = ENOMEM;
    assert_int_equal(error_set_errno(&error, "there", "map"), PORTREG_OUT_OF_MEMORY);
}

static void every_status_has_a_name_and_a_text(void **state)
{
    (void)state;
    assert_string_equal(portreg_status_name(PORTREG_OK), "OK");
    assert_string_equal(portreg_status_name(PORTREG_INTERNAL), "INTERNAL");
    for (int i = 0; i < PORTREG_STATUS_COUNT; i++) {
        assert_true(strlen(portreg_status_name((enum portreg_status)i)) > 0);
        assert_true(strlen(portreg_status_text((enum portreg_status)i)) > 0);
    }
    assert_string_equal(portreg_status_name(PORTREG_STATUS_COUNT), "UNKNOWN");
    assert_string_equal(portreg_status_name((enum portreg_status)-1), "UNKNOWN");
    assert_string_equal(portreg_status_text((enum portreg_status)1000), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_returns_the_status_with_or_without_an_error),
        cmocka_unit_test(setting_anew_forgets_the_place),
        cmocka_unit_test(what_is_quoted_is_cleaned),
        cmocka_unit_test(long_names_and_messages_are_cut),
        cmocka_unit_test(the_systems_errors_are_named),
        cmocka_unit_test(every_status_has_a_name_and_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
