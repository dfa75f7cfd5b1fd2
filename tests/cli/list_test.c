/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

static void list_gives_the_export(void **state)
{
    shell_expect(*state, 0, "portreg list --csv > ours && portreg convert $D/small.xml --to csv > "
                            "theirs && cmp ours theirs");
    shell_expect(*state, 0, "portreg list --as-of 2015-06 --csv > ours && portreg convert "
                            "$D/small-2015.xml --to csv > theirs && cmp ours theirs");
}

static void versions_newest_first(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg versions | awk '{print $1, $2, $3}'");
    assert_string_equal(shell->out, "DATE ROWS CONTACTS\n2026-02-13 44 15\n2015-06-01 40 14\n");
    shell_expect(shell, 0, "portreg versions --json --as-of 2016 | tr -d ' \\n'");
    shell_out_has(shell, "\"versions\":[{\"date\":\"2015-06-01\",\"rows\":40,\"contacts\":14,");
}

static void sources_with_their_age(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg sources --registry other.portreg --registry small.portreg | "
                           "awk '{print $1, $2, $5, $6, $7}'");
    assert_string_equal(shell->out, "LAYER AS-OF ROWS PATH \noffice 2026-01-01 1 2 other.portreg\n"
                                    "iana 2026-02-13 2 44 small.portreg\n");
    shell_expect(shell, 0, "portreg sources --json | tr -d ' \\n'");
    shell_out_has(shell, "\"source\":\"iana\",\"as_of\":\"2026-02-13\",\"age_days\":");
}

static void verify_finds_a_flipped_bit(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg verify && portreg verify small.portreg other.portreg");
    shell_out_has(shell, "OK  other.portreg");
    shell_expect(shell, 0, "cp small.portreg bad.portreg && printf x | dd of=bad.portreg bs=1 "
                           "seek=30000 conv=notrunc status=none; cmp -s bad.portreg small.portreg "
                           "&& exit 1 || exit 0");
    shell_expect(shell, 2, "portreg verify bad.portreg small.portreg");
    shell_err_has(shell, "bad.portreg");
    shell_out_has(shell, "OK  small.portreg");
    shell_expect(shell, 2, "portreg verify $D/small.xml");
}

static void help_of_every_command(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg --help");
    shell_out_has(shell, "Usage: portreg");
    shell_expect(shell, 0,
                 "for command in $(portreg --help | sed -n '/^Commands/,/^$/s/^  \\([a-z]*\\) .*/"
                 "\\1/p'); do portreg help $command > a && portreg $command --help > b && cmp a b "
                 "&& grep -q '^Examples' a || exit 1; echo $command; done | wc -l");
    assert_true(strtoul(shell->out, NULL, 10) >= 18);
    shell_expect(shell, 2, "portreg help nonsense");
    shell_expect(shell, 0, "portreg --version");
    shell_expect(shell, 0, "portreg --list-columns --no-headings | awk '{print $1}' | head -2");
    assert_string_equal(shell->out, "name\nnumber\n");
}

static void colours_only_when_wanted(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg 443 | grep $'\\033'");
    shell_expect(shell, 0, "portreg show --color=always 443 | grep -q $'\\033\\\\[32massigned'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_gives_the_export),
        cmocka_unit_test(versions_newest_first),
        cmocka_unit_test(sources_with_their_age),
        cmocka_unit_test(verify_finds_a_flipped_bit),
        cmocka_unit_test(help_of_every_command),
        cmocka_unit_test(colours_only_when_wanted),
    };

    return cmocka_run_group_tests(tests, small_setup, shell_teardown);
}
