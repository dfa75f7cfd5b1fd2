/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/filter.h>

#include "compiled.h"

/* The field language on the command line, where the shell takes quotes away. */

static void expect_names(struct shell *shell, const char *operands, const char *names)
{
    shell_expect(shell, names[0] != '\0' ? 0 : 1,
                 "portreg search --registry s.portreg --raw -o name,number %s", operands);
    assert_string_equal(shell->out, names);
}

static void operands_are_joined(void **state)
{
    struct shell *shell = *state;

    expect_names(shell, "proto:udp ref:rfc9110 name:www", "www\t80\n");
    expect_names(shell, "'proto:udp ref:rfc9110 name:www'", "www\t80\n");
    expect_names(shell, "network blackjack", "blackjack\t1025\n");
    expect_names(shell, "blackjack network", "");
}

static void words_of_an_operand_stay_together(void **state)
{
    struct shell *shell = *state;

    expect_names(shell, "'network blackjack' proto:tcp", "blackjack\t1025\n");
    expect_names(shell, "'blackjack network' proto:tcp", "");
    expect_names(shell, "blackjack network proto:tcp", "blackjack\t1025\n");
    expect_names(shell, "'alias to \"cl-1\"' port:172", "cl/1\t172\n");
    expect_names(shell, "'network \\' proto:tcp", "");
}

static void long_texts_are_refused(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 1, "portreg search --registry s.portreg \"$(printf %%4096s x)\"");
    shell_expect(shell, 2, "portreg search --registry s.portreg \"$(printf %%4097s x)\"");
    shell_err_has(shell, "longer than 4096 bytes");
}

static void negation_is_no_option(void **state)
{
    struct shell *shell = *state;

    expect_names(shell, "name:sua -proto:udp", "sua\t14001\n");
    expect_names(shell, "-status:assigned -proto:tcp -port:80-5000 proto:udp",
                 "\t0\n\t4\nsua\t14001\n");
    expect_names(shell, "'contact:\"miguel angel\"' -- -udp", "sua\t14001\n");
}

static void dates_of_other_versions(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg search --registry s.portreg --as-of 2015 --raw -o as-of 'port:80 "
                 "proto:tcp' | sort -u");
    shell_out_has(shell, "2015-");
}

static void errors_name_the_column(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg search --registry s.portreg tls nosuch:x");
    shell_err_has(shell, "column 5: there is no field \"nosuch\"");
    shell_expect(shell, 2, "portreg search --registry s.portreg 'name:/a(b/'");
    shell_err_has(shell, "column 10: regular expression");
    shell_expect(shell, 2, "portreg search --registry s.portreg port:70000");
    shell_err_has(shell, "8000-8100");
}

static void help_and_manual_name_every_field(void **state)
{
    struct shell *shell = *state;
    struct portreg_filter_field field;

    shell_expect(shell, 0, "portreg help search | tr -c '[:alnum:]' ' '");
    for (size_t i = 0; portreg_filter_field(i, &field); i++) {
        char word[32];

        (void)snprintf(word, sizeof(word), " %s ", field.name);
        shell_out_has(shell, word);
    }
    for (size_t i = 0; portreg_filter_field(i, &field); i++) {
        shell_expect(shell, 0, "grep -q -F '*%s:*' $D/../../docs/portreg.1.scd.in", field.name);
        if (field.synonym != NULL) {
            shell_expect(shell, 0, "grep -q -F '*%s:*' $D/../../docs/portreg.1.scd.in",
                         field.synonym);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operands_are_joined),
        cmocka_unit_test(words_of_an_operand_stay_together),
        cmocka_unit_test(long_texts_are_refused),
        cmocka_unit_test(negation_is_no_option),
        cmocka_unit_test(dates_of_other_versions),
        cmocka_unit_test(errors_name_the_column),
        cmocka_unit_test(help_and_manual_name_every_field),
    };

    return cmocka_run_group_tests(tests, compiled_setup, shell_teardown);
}
