/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <math.h>

#include <cmocka.h>

#include "util/library.h"

#define MATHEMATICS "libm.so.6"

int no_function_of_this_name(void);

#define FOUND(X) X(hypot) X(ldexp) X(cbrtf)
#define NOT_FOUND(X) X(hypot) X(no_function_of_this_name)

static void functions_are_found_each_in_its_place(void **state)
{
    (void)state;
    struct {
        FOUND(LIBRARY_POINTER)
    } f;
    struct portreg_error error = { .status = PORTREG_OK };
    assert_int_equal(LIBRARY_LOAD(MATHEMATICS, FOUND, &f, &error), PORTREG_OK);
    assert_int_equal(error.status, PORTREG_OK);
    assert_true(f.hypot(3, 4) == 5);
    assert_true(f.ldexp(3, 4) == 48);
    assert_true(f.cbrtf(27) == 3);
}

static void a_library_may_be_loaded_again(void **state)
{
    (void)state;
    struct {
        FOUND(LIBRARY_POINTER)
    } first, second;
    assert_int_equal(LIBRARY_LOAD(MATHEMATICS, FOUND, &first, NULL), PORTREG_OK);
    assert_int_equal(LIBRARY_LOAD(MATHEMATICS, FOUND, &second, NULL), PORTREG_OK);
    assert_memory_equal(&first, &second, sizeof(first));
}

static void a_library_that_is_missing_is_named(void **state)
{
    (void)state;
    struct {
        FOUND(LIBRARY_POINTER)
    } f;
    struct portreg_error error;
    assert_int_equal(LIBRARY_LOAD("libportreg-none.so.9", FOUND, &f, &error),
                     PORTREG_UNSUPPORTED);
    assert_int_equal(error.status, PORTREG_UNSUPPORTED);
    assert_non_null(strstr(error.message, "libportreg-none.so.9"));
}

static void a_function_that_is_missing_is_named(void **state)
{
    (void)state;
    struct {
        NOT_FOUND(LIBRARY_POINTER)
    } f;
    struct portreg_error error;
    assert_int_equal(LIBRARY_LOAD(MATHEMATICS, NOT_FOUND, &f, &error), PORTREG_UNSUPPORTED);
    assert_non_null(strstr(error.message, MATHEMATICS));
    assert_non_null(strstr(error.message, "no_function_of_this_name"));
    assert_int_equal(LIBRARY_LOAD(MATHEMATICS, NOT_FOUND, &f, NULL), PORTREG_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_found_each_in_its_place),
        cmocka_unit_test(a_library_may_be_loaded_again),
        cmocka_unit_test(a_library_that_is_missing_is_named),
        cmocka_unit_test(a_function_that_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
