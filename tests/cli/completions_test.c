/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/check.h>
#include <portreg/compile.h>
#include <portreg/rules.h>

#include "shell.h"

static const char *const shells[] = { "bash", "zsh", "fish" };

/* portreg does not link the formats, so their names stand in its table too. */
static void formats_are_those_of_the_table(void **state)
{
    struct shell *shell = *state;
    struct portreg_format_info info;
    char names[2][256] = { "", "" };

    for (size_t i = 0; portreg_format_info(i, &info); i++) {
        bool can[2] = { info.can_read, info.can_write };

        for (size_t j = 0; j < 2; j++) {
            size_t size = strlen(names[j]);

            if (can[j]) {
                snprintf(names[j] + size, sizeof(names[j]) - size, "%s%s", size > 0 ? " " : "",
                         info.name);
            }
        }
    }
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        shell_expect(shell, 0, "portreg completions %s", shells[i]);
        shell_out_has(shell, names[0]);
        shell_out_has(shell, names[1]);
    }
}

static void append(char *list, size_t size, const char *word)
{
    const size_t used = strlen(list);

    assert_true(used + strlen(word) + 2 < size);
    snprintf(list + used, size - used, "%s%s", used > 0 ? " " : "", word);
}

static void check_has_the_words_of_its_tables(void **state)
{
    const struct portreg_diagnostic_kind *kind;
    const struct portreg_rule *rule;
    struct shell *shell = *state;
    char rules[4096] = "";

    for (size_t i = 0; (rule = portreg_rule_at(i)) != NULL; i++) {
        append(rules, sizeof(rules), rule->id);
    }
    for (size_t i = 0; (kind = portreg_diagnostic_kind_at(i)) != NULL; i++) {
        append(rules, sizeof(rules), kind->id);
    }
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        shell_expect(shell, 0, "portreg completions %s", shells[i]);
        shell_out_has(shell, rules);
        shell_out_has(shell, "note warning error");
        shell_out_has(shell, "system user dynamic");
    }
}

/* What bash offers for a command line whose last word is being completed. */
static void expect_offer(struct shell *shell, const char *words, unsigned last, const char *offer)
{
    shell_expect(shell, 0,
                 "portreg completions bash > c.bash && bash -c '. ./c.bash; COMP_WORDS=(%s); "
                 "COMP_CWORD=%u; _portreg; echo ${COMPREPLY[*]}'",
                 words, last);
    assert_string_equal(shell->out, offer);
}

static void bash_completes_words(void **state)
{
    struct shell *shell = *state;

    expect_offer(shell, "portreg check --only range-", 3, "range-row range-overlap\n");
    expect_offer(shell, "portreg check --severity w", 3, "warning\n");
    expect_offer(shell, "portreg free --range s", 3, "system\n");
    expect_offer(shell, "portreg compare --range d", 3, "dynamic\n");
    expect_offer(shell, "portreg compare --only only-a,only-", 3, "only-a,only-a only-a,only-b\n");
    expect_offer(shell, "portreg listen --fail-on mis", 3, "mismatch\n");
    expect_offer(shell, "portreg free --transport s", 3, "sctp\n");
    expect_offer(shell, "portreg diff -o not", 3, "note\n");
    expect_offer(shell, "portreg diff -o before", 3, "\n");
    expect_offer(shell, "portreg diff --nd", 2, "--ndjson\n");
}

static void only_known_shells(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg completions csh");
    shell_err_has(shell, "bash, zsh and fish");
    shell_expect(shell, 2, "portreg completions");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_those_of_the_table),
        cmocka_unit_test(check_has_the_words_of_its_tables),
        cmocka_unit_test(bash_completes_words),
        cmocka_unit_test(only_known_shells),
    };

    return cmocka_run_group_tests(tests, shell_setup, shell_teardown);
}
