/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/label.h"
#include "util/buffer.h"
#include "util/string.h"

static const struct {
    const char *text;
    const char *labels; /* each followed by a bar */
} cases[] = {
    { "", "" },
    { "[RFC6335]", "RFC6335|" },
    { "[1][RFC4727][RFC6335]", "1|RFC4727|RFC6335|" },
    { "[RFC9110, Section 4.2] [b]", "RFC9110, Section 4.2|b|" },
    { "Jon Postel", "Jon Postel|" },
    { "see [a] or [b] ", "see|a|or|b|" },
    { "[a [b] c][d]", "a [b] c|d|" },
    { "[][a]", "a|" },
    { "[open [a]", "[open [a]|" },
    { "]a[b]", "]a|b|" },
};

static void splits_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer found = BUFFER_INIT(1024);
        struct portreg_string text = string_of(cases[i].text);
        struct portreg_string label;
        buffer_append_text(&found, "");
        while (label_next(&text, &label)) {
            buffer_append_string(&found, label);
            buffer_append_char(&found, '|');
        }
        assert_string_equal(found.data, cases[i].labels);
        buffer_free(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
