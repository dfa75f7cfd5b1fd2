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

#define FIRST_SERVE "PORTREG_BUILD=$PORTREG_TEST_BIN $D/../../tools/first-serve 127.0.0.1:0 $T"

/* In the background it stays; where only CI looks, it does not. */
static void publishes_what_it_has(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg compile $D/small.xml -o x.portreg");
    shell_expect(shell, 0, "CI=true TMPDIR=$T " FIRST_SERVE);
    shell_out_has(shell, "The page was at http://127.0.0.1:");
    shell_out_has(shell, "HTTP/1.1 200 OK");
    shell_expect(shell, 0,
                 "CI= TMPDIR=$T " FIRST_SERVE " > said && cat said && "
                 "port=$(grep -Eo '[0-9]+/ until' said) && "
                 "exec 3<>/dev/tcp/127.0.0.1/${port%%/*} && "
                 "printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3 && grep ok <&3 && "
                 "kill $(grep -Eo '[0-9]+$' said)");
    shell_out_has(shell, "until you type: kill ");
}

static void a_port_in_use_has_a_way_out(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg compile $D/small.xml -o x.portreg");
    shell_expect(shell, 0,
                 "CI= TMPDIR=$T " FIRST_SERVE " > said && "
                 "port=$(grep -Eo '[0-9]+/ until' said); code=0; "
                 "PORTREG_BUILD=$PORTREG_TEST_BIN $D/../../tools/first-serve "
                 "127.0.0.1:${port%%/*} $T || code=$?; "
                 "kill $(grep -Eo '[0-9]+$' said); test $code = 2");
    shell_err_has(shell, "another program does");
    shell_err_has(shell, "make run LISTEN=8081");
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
        TEST(publishes_what_it_has),
        TEST(a_port_in_use_has_a_way_out),
        TEST(the_excerpt_names_no_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
