/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

static void whole_records(void **state)
{
    shell_expect(*state, 0, "portreg show 9/dccp 443/sctp cl/1 airplay 8086 4046/udp 113/udp "
                            "> out; test $? = 1 && diff $D/../cli/golden/show.txt out >&2");
}

static void json_resolves_contacts_and_references(void **state)
{
    shell_expect(*state, 0, "portreg show --json 80/tcp > out && diff $D/../cli/golden/show.json "
                            "out >&2");
}

static void lines_and_columns(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg show 443 --ndjson | wc -l");
    assert_string_equal(shell->out, "3\n");
    shell_expect(shell, 0, "portreg show 443 --raw -o transport");
    assert_string_equal(shell->out, "tcp\nudp\nsctp\n");
}

static void several_layers(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg show https/tcp --registry other.portreg --registry "
                           "small.portreg | grep Source");
    assert_string_equal(shell->out, "  Source         office, as of 2026-01-01\n"
                                    "  Source         iana, as of 2026-02-13, "
                                    "unchanged since 2026-02-13\n");
}

/* Whatever a registry says, it does not steer the terminal. */
static void control_characters_stay_out(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "printf 'Service Name,Port Number,Transport Protocol,Description\\n"
                 "x\\033[31my,1,tcp,one \\033]0;two\\007 \\302\\23331m\\n' > steering.csv && "
                 "portreg-compile compile steering.csv --date 2024 -o steering.portreg");
    shell_expect(shell, 0, "portreg show 1 --registry steering.portreg");
    shell_out_has(shell, "x [31my 1/tcp");
    shell_out_has(shell, "one  ]0;two    31m");
    assert_null(strpbrk(shell->out, "\033\007\302"));
    shell_expect(shell, 0, "portreg 1 --registry steering.portreg");
    assert_null(strpbrk(shell->out, "\033\007\302"));
    shell_expect(shell, 1, "portreg 'x[31my' --registry steering.portreg");
    shell_err_has(shell, "near it: x [31my");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_records),
        cmocka_unit_test(json_resolves_contacts_and_references),
        cmocka_unit_test(lines_and_columns),
        cmocka_unit_test(several_layers),
        cmocka_unit_test(control_characters_stay_out),
    };

    return cmocka_run_group_tests(tests, small_setup, shell_teardown);
}
