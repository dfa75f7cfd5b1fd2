/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"

/* Runs it without a terminal, for a folder of the test's own. */
#define FIRST_START "PORTREG_BUILD=$PORTREG_TEST_BIN $D/../../tools/first-start $T/registry"

static void takes_the_source_that_is_named(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "PORTREG_SOURCE=$D/small.xml " FIRST_START);
    shell_out_has(shell, "registry/iana.portreg: made: version 2026-02-13, 44 rows");
    shell_out_has(shell, "\n$ portreg 443\n");
    shell_out_has(shell, "https");
    shell_expect(shell, 0, "ls registry");
    assert_string_equal(shell->out, "iana.portreg\n");
    shell_expect(shell, 0, "PORTREG_SOURCE=$D/small.xml " FIRST_START);
    shell_out_has(shell, "already up to date");
}

static void shows_an_excerpt_where_there_is_no_registry(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "PORTREG_SOURCE=$T/missing.xml " FIRST_START);
    shell_err_has(shell, "missing.xml could not be read, so this is no whole registry");
    shell_err_has(shell, "'portreg update' gets the whole");
    shell_err_has(shell, "layer excerpt, version 2026-05-11, 278 rows");
    shell_out_has(shell, "Constrained Application Protocol");
    shell_out_has(shell, "excerpt, as of 2026-05-11");
}

static void the_registry_takes_the_place_of_the_excerpt(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "PORTREG_SOURCE=$T/missing.xml " FIRST_START);
    shell_expect(shell, 0, "PORTREG_SOURCE=$D/small.xml " FIRST_START);
    shell_expect(shell, 0, "ls registry");
    assert_string_equal(shell->out, "iana.portreg\n");
    shell_expect(shell, 0, "portreg sources --registry registry/iana.portreg --json");
    assert_null(strstr(shell->out, "excerpt"));
}

static void goes_on_with_the_registry_of_the_last_update(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "PORTREG_SOURCE=$D/small.xml " FIRST_START);
    shell_expect(shell, 0, "cp registry/iana.portreg before");
    shell_expect(shell, 0, "PORTREG_SOURCE=$T/missing.xml " FIRST_START);
    shell_err_has(shell, "going on with the registry of the last update");
    shell_expect(shell, 0, "cmp registry/iana.portreg before && ls registry");
    assert_string_equal(shell->out, "iana.portreg\n");
}

static void the_excerpt_names_no_addresses(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "grep -E 'mailto|tel:|@' $D/../../data/excerpt.xml");
    shell_expect(shell, 0, "portreg convert $D/../../data/excerpt.xml --to xml | "
                           "cmp - $D/../../data/excerpt.xml");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, shell_setup, shell_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_the_source_that_is_named),
        TEST(shows_an_excerpt_where_there_is_no_registry),
        TEST(the_registry_takes_the_place_of_the_excerpt),
        TEST(goes_on_with_the_registry_of_the_last_update),
        TEST(the_excerpt_names_no_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
