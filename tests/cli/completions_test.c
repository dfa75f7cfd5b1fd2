/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/compile.h>

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
        cmocka_unit_test(only_known_shells),
    };

    return cmocka_run_group_tests(tests, shell_setup, shell_teardown);
}
