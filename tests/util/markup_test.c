/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/markup.h"
#include "util/string.h"

static void expect(void (*append)(struct buffer *, struct portreg_string),
                   struct portreg_string text, const char *expected)
{
    struct buffer out = BUFFER_INIT(1024);

    append(&out, text);
    buffer_append_text(&out, "");
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void test_markup(void **state)
{
    (void)state;
    expect(markup_append, STRING_LITERAL(""), "");
    expect(markup_append, STRING_LITERAL("a<b & \"c\">d"), "a&lt;b &amp; &quot;c&quot;&gt;d");
    expect(markup_append, STRING_LITERAL("tab\tline\nbell\a\0end"), "tab\tline\nbell  end");
    expect(markup_append, STRING_LITERAL("\v\f\r"), "  \r");
    expect(markup_append, STRING_LITERAL("Jos\xc3\xa9"), "Jos\xc3\xa9");
}

static void test_address(void **state)
{
    (void)state;
    expect(markup_append_address, STRING_LITERAL("http-alt_2.0~"), "http-alt_2.0~");
    expect(markup_append_address, STRING_LITERAL("cl/1 ?&#%\"<>"),
           "cl%2F1%20%3F%26%23%25%22%3C%3E");
    expect(markup_append_address, STRING_LITERAL("\xc3\xa9\0"), "%C3%A9%00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markup),
        cmocka_unit_test(test_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
