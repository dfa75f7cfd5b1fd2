/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

static void text_as_on_the_page(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg search tls --raw -o name,number,transport");
    assert_string_equal(shell->out, "https\t443\ttcp\nhttps\t443\tudp\n");
    shell_expect(shell, 0, "portreg search HTTP Alternate --raw -o number");
    assert_string_equal(shell->out, "591\n8008\n8080\n");
    shell_expect(shell, 1, "portreg search 'no such text'");
    assert_string_equal(shell->out, "");
}

static void terms_and_negation(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg search name:http -proto:udp --raw -o name,number");
    assert_string_equal(shell->out, "http\t80\nwww-http\t80\nhttps\t443\nhttps\t443\n"
                                    "http-alt\t591\nhttp-alt\t8008\nhttp-alt\t8080\n");
    shell_expect(shell, 0, "portreg search 'name:/^(rdp|sua)$/' --raw -o name,transport");
    assert_string_equal(shell->out, "sua\ttcp\nsua\tudp\nrdp\ttcp\nrdp\ttcp\n");
    shell_expect(shell, 1, "portreg search --literal name:http");
    shell_expect(shell, 2, "portreg search 'name:/(/'");
}

static void pages_have_their_contacts(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg search whois --page 1 --raw");
    assert_string_equal(shell->out, "whois++\t\t\twhois++\t\t\t2010-03\t2009-12-31\t"
                                    "[Whois page][Private correspondence]\t\t\t\n");
    shell_expect(shell, 0, "portreg search netnews --page 1 --raw | tail -n +2");
    assert_string_equal(shell->out,
                        "\n[Heiko_Schlichting]\tHeiko Schlichting\t\tmailto:heiko&example.de\t\n"
                        "[Vera_Heinau]\tVera Heinau\t\tmailto:vera&example.de\t\n");
    shell_expect(shell, 0, "portreg search netnews --page 1 --json | tr -d ' \\n'");
    shell_out_has(shell, "\"contacts\":[{\"id\":\"Heiko_Schlichting\"");
    shell_expect(shell, 1, "portreg search netnews --page 2");
    shell_err_has(shell, "there is no page 2");
    shell_expect(shell, 2, "portreg search netnews --page 0");
    shell_expect(shell, 2, "portreg search netnews --page x");
}

static void sorted_by_a_column(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg search http --sort -number --raw -o name,number | head -3");
    assert_string_equal(shell->out, "http-alt\t8080\nhttp-alt\t8008\nhttp-alt\t591\n");
    shell_expect(shell, 0, "portreg list --sort registered --raw -o registered | head -6 | tr "
                           "'\\n' ' '");
    assert_string_equal(shell->out, "2001-06-06 2007-09 2010-03 2019-05-08 2024-08-01  ");
    shell_expect(shell, 0, "portreg list --sort -name --raw -o name | sed -n '1p;$p'");
    assert_string_equal(shell->out, "x11\n\n");
    shell_expect(shell, 2, "portreg list --sort names");
}

/* The five pages of the reference registry, without regard to white space. */
static void pages_of_the_site(void **state)
{
    const char *reference = getenv("PORTREG_TEST_REGISTRY");
    struct shell *shell = *state;

    if (reference == NULL) {
        skip();
    }
    setenv("R", reference, 1);
    shell_run(shell, "test -e $R/iana-history-2015-2026.tar.zst");
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 0,
                 "zstd -qdc --long=27 $R/iana-history-2015-2026.tar.zst | tar x --transform "
                 "'s,.*/,,' --wildcards '*2025-05-19.xml' '*2025-07-22.xml' '*2025-09-29.xml' "
                 "'*2026-05-11.xml' && portreg compile 20*.xml -o pages.portreg");
    shell_expect(shell, 0,
                 "squeeze() { tr -d ' |\\n\\t\\r' | fold -w 100; }\n"
                 "for page in $R/search-pages/*.txt; do\n"
                 "  name=${page##*/}; date=${name%%%%_*}; text=${name#*search=}\n"
                 "  number=${name##*page=}; test $date != 2025-05-05 || date=2025-05-19\n"
                 "  sed -n '/Service Name.*Assignment Notes/,$p' $page | sed '1d;/^Contact "
                 "Information$/d;/ID .*Name .*Organization/d;/^[-| ]*$/d' | squeeze > theirs\n"
                 "  portreg search --registry pages.portreg --as-of $date --raw "
                 "--page ${number%%.txt} -- ${text%%%%_*} | squeeze > ours\n"
                 "  test -s theirs && diff theirs ours >&2 || exit 1\n"
                 "done");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_as_on_the_page),
        cmocka_unit_test(terms_and_negation),
        cmocka_unit_test(pages_have_their_contacts),
        cmocka_unit_test(sorted_by_a_column),
        cmocka_unit_test(pages_of_the_site),
    };

    return cmocka_run_group_tests(tests, small_setup, shell_teardown);
}
