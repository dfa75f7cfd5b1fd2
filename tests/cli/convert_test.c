/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/compile.h>

#include "shell.h"

static void writes_every_format(void **state)
{
    struct shell *shell = *state;
    struct portreg_format_info info;
    unsigned written = 0;

    shell_expect(shell, 0, "portreg-compile compile $D/small.xml -o x.portreg");
    for (size_t i = 0; portreg_format_info(i, &info); i++) {
        if (!info.can_write) {
            shell_expect(shell, 2, "portreg-compile convert $D/small.xml --to %s", info.name);
            shell_err_has(shell, "read only");
            continue;
        }
        written++;
        shell_expect(shell, 0, "portreg-compile convert $D/small.xml --to %s > out.%s", info.name,
                     info.name);
        shell_expect(shell, 0, "test -s out.%s", info.name);
        shell_expect(shell, 0, "portreg-compile convert x.portreg --to %s | cmp - out.%s",
                     info.name, info.name);
    }
    assert_true(written >= 8);
}

/* A format that can be read gives the same rows again. */
static void reads_what_it_wrote(void **state)
{
    struct shell *shell = *state;
    struct portreg_format_info info;

    for (size_t i = 0; portreg_format_info(i, &info); i++) {
        if (!info.can_write || !info.can_read) {
            continue;
        }
        shell_expect(shell, 0, "portreg-compile convert $D/small.xml --to %s > iana.%s",
                     info.name, info.name);
        shell_expect(shell, 0,
                     "portreg-compile convert iana.%s --date 2026-02-13 --from %s --to %s | "
                     "cmp - iana.%s",
                     info.name, info.name, info.name, info.name);
        /* A list names itself in its comment, which is by its format without a file's name. */
        shell_expect(shell, 0,
                     "portreg-compile convert - --date 2026-02-13 --to %s < iana.%s | "
                     "sed 's/^# \\(.*\\): [a-z]*, 2026/# \\1: iana, 2026/' | cmp - iana.%s",
                     info.name, info.name, info.name);
    }
}

static void xml_and_csv_hold_the_same_rows(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg-compile convert $D/small.xml -o a.csv && "
                 "portreg-compile convert a.csv -o b.xml --date 2026-02-13 && "
                 "portreg-compile convert b.xml -o b.csv && cmp a.csv b.csv && "
                 "grep -q '<updated>2026-02-13</updated>' b.xml");
}

static void takes_the_format_from_the_name_of_the_output(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg-compile convert -o out.csv $D/small.xml && "
                 "portreg-compile convert $D/small.xml --to csv | cmp - out.csv");
    shell_expect(shell, 0,
                 "portreg-compile convert $D/small.xml -o out.txt --to csv && cmp out.txt out.csv");
    shell_expect(shell, 2, "portreg-compile convert $D/small.xml -o out.odd");
    shell_err_has(shell, "--to FORMAT");
    shell_expect(shell, 2, "portreg-compile convert $D/small.xml");
    shell_err_has(shell, "--to FORMAT");
    shell_expect(shell, 2, "portreg-compile convert $D/small.xml --to odd");
    shell_err_has(shell, "'odd'");
}

static void answers_as_of_a_date(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "mkdir v; cp $D/small.xml $D/small-2015.xml v");
    shell_expect(shell, 0, "portreg-compile convert v --to xml | cmp - $D/small.xml");
    shell_expect(shell, 0,
                 "portreg-compile convert v --as-of 2026-02-12 --to xml | cmp - $D/small-2015.xml");
    shell_expect(shell, 0, "portreg-compile convert --as-of 2026 v --to xml | cmp - $D/small.xml");
    shell_expect(shell, 2, "portreg-compile convert v --as-of 2015-05-31 --to xml");
    shell_err_has(shell, "younger than 2015-05-31");
    shell_expect(shell, 2, "portreg-compile convert v --as-of yesterday --to xml");
    shell_err_has(shell, "'yesterday'");
}

static void dates_what_has_no_date(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf 'http 80/tcp www\\n' > 2019-05-06.services");
    shell_expect(shell, 0, "portreg-compile convert 2019-05-06.services --to xml");
    shell_out_has(shell, "<updated>2019-05-06</updated>");
    shell_expect(shell, 0,
                 "portreg-compile convert 2019-05-06.services --to xml --date 2020-01-02");
    shell_out_has(shell, "<updated>2020-01-02</updated>");
}

static void refuses_a_damaged_snapshot(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg-compile compile $D/small.xml -o x.portreg && "
                 "printf '\\377\\377' | dd of=x.portreg bs=1 seek=4000 conv=notrunc status=none");
    shell_expect(shell, 2, "portreg-compile convert x.portreg --to csv");
    assert_string_equal(shell->out, "");
    shell_err_has(shell, "x.portreg");
}

static void is_quiet_where_the_reader_has_enough(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "for ((i = 1; i < 20000; i++)); do echo \"name-$i $i/tcp # a longer text\"; done "
                 "> many.services");
    shell_run(shell, "portreg-compile convert many.services --to csv | head -n 1");
    assert_int_equal(shell->code, 128 + 13);
    assert_int_equal(strncmp(shell->out, "Service Name,", 13), 0);
    assert_string_equal(shell->err, "");
}

static void says_where_it_cannot_write(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg-compile convert $D/small.xml --to csv > /dev/full");
    shell_err_has(shell, "standard output");
    shell_expect(shell, 2, "portreg-compile convert $D/small.xml --to csv -o /dev/full");
    shell_err_has(shell, "/dev/full");
    shell_expect(shell, 0, "echo old > out.csv");
    shell_expect(shell, 2, "ulimit -f 1; portreg-compile convert $D/small.xml -o out.csv");
    shell_err_has(shell, "out.csv");
    shell_expect(shell, 0, "grep -qx old out.csv");
    shell_expect(shell, 0, "mkfifo pipe; cat pipe > got.csv & "
                           "portreg-compile convert $D/small.xml --to csv -o pipe; wait; "
                           "portreg-compile convert $D/small.xml --to csv | cmp - got.csv");
}

/* The newest version of the reference registry in two of IANA's own formats. */
static void writes_the_csv_that_iana_writes(void **state)
{
    struct shell *shell = *state;
    const char *folder = getenv("PORTREG_TEST_REGISTRY");

    if (folder == NULL) {
        skip();
    }
    shell_run(shell, "test -e '%s/iana-2026-02-13.csv'", folder);
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 0,
                 "portreg-compile convert '%s/iana-2026-02-13.xml' --to csv | "
                 "cmp - '%s/iana-2026-02-13.csv'",
                 folder, folder);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, shell_setup, shell_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_every_format),
        TEST(reads_what_it_wrote),
        TEST(xml_and_csv_hold_the_same_rows),
        TEST(takes_the_format_from_the_name_of_the_output),
        TEST(answers_as_of_a_date),
        TEST(dates_what_has_no_date),
        TEST(refuses_a_damaged_snapshot),
        TEST(is_quiet_where_the_reader_has_enough),
        TEST(says_where_it_cannot_write),
        TEST(writes_the_csv_that_iana_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
