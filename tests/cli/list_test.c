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

static void versions_in_other_forms(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg versions --raw -o date,rows,layer");
    assert_string_equal(shell->out, "2026-02-13\t44\tiana\n2015-06-01\t40\tiana\n");
    shell_expect(shell, 0, "portreg versions --no-headings -o rows -o +date --as-of 2016");
    assert_string_equal(shell->out, "40  2015-06-01\n");
    shell_expect(shell, 0, "portreg versions --ndjson --as-of 2016");
    assert_string_equal(shell->out, "{\"date\":\"2015-06-01\",\"rows\":40,\"contacts\":14,"
                                    "\"format\":\"xml\",\"from\":\"small-2015.xml\","
                                    "\"layer\":\"iana\"}\n");
    shell_expect(shell, 0, "portreg versions --json -o rows --as-of 2016 | tr -d ' \n'");
    shell_out_has(shell, "\"as_of\":\"2015-06-01\",\"versions\":[{\"rows\":40}]}");
    shell_expect(shell, 0, "portreg versions --registry other.portreg --registry small.portreg "
                           "--raw | cut -f1,6");
    assert_string_equal(shell->out, "2026-01-01\toffice\n2026-02-13\tiana\n2015-06-01\tiana\n");
}

static void sources_in_other_forms(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg sources --registry other.portreg --registry small.portreg "
                           "--raw -o layer,as-of,versions,rows,path");
    assert_string_equal(shell->out, "office\t2026-01-01\t1\t2\tother.portreg\n"
                                    "iana\t2026-02-13\t2\t44\tsmall.portreg\n");
    shell_expect(shell, 0, "portreg sources -o age --no-headings --as-of 2016 > long && portreg "
                           "sources --raw -o age --as-of 2016 > short && sed 's/ days$//' long | "
                           "cmp - short && grep -qx '[0-9][0-9]*' short");
    shell_expect(shell, 0, "portreg sources --ndjson -o layer,rows");
    assert_string_equal(shell->out, "{\"source\":\"iana\",\"rows\":44}\n");
    shell_expect(shell, 0, "test $(portreg sources --raw -o bytes) = $(stat -c %%s small.portreg)");
}

static void listings_have_columns_of_their_own(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg versions --list-columns --no-headings | awk '{print $1}'");
    assert_string_equal(shell->out, "date\nrows\ncontacts\nformat\nfrom\nlayer\n");
    shell_expect(shell, 0, "portreg sources --list-columns --no-headings | awk '{print $1}'");
    assert_string_equal(shell->out, "layer\nas-of\nage\nversions\nrows\nbytes\npath\n");
    shell_expect(shell, 2, "portreg versions -o name");
    shell_err_has(shell, "there is no column 'name'; --list-columns lists them");
    shell_expect(shell, 2, "portreg list -o contacts");
    shell_expect(shell, 0, "portreg versions --csv -o date,format");
    assert_string_equal(shell->out, "Date,Format\r\n2026-02-13,xml\r\n2015-06-01,xml\r\n");
    shell_expect(shell, 2, "portreg sources --raw --ndjson");
    shell_err_has(shell, "exclude each other");
    shell_expect(shell, 0, "portreg completions bash | grep -A1 '^ *versions:--columns'");
    shell_out_has(shell, "-W 'date rows contacts format from layer'");
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
        cmocka_unit_test(versions_in_other_forms),
        cmocka_unit_test(sources_in_other_forms),
        cmocka_unit_test(listings_have_columns_of_their_own),
        cmocka_unit_test(verify_finds_a_flipped_bit),
        cmocka_unit_test(help_of_every_command),
        cmocka_unit_test(colours_only_when_wanted),
    };

    return cmocka_run_group_tests(tests, small_setup, shell_teardown);
}
