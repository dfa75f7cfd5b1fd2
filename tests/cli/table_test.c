/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/fit.h"
#include "cli/table.h"
#include "cli/wrap.h"
#include "util/string.h"

static void add(struct table *table, const char *text)
{
    table_cell(table, text, strlen(text));
}

static void expect_text(struct buffer *out, const char *expected)
{
    assert_false(buffer_failed(out));
    assert_string_equal(out->data, expected);
    buffer_free(out);
}

static void aligns_for_a_pipe(void **state)
{
    struct buffer out = BUFFER_INIT(1000);
    struct table table;

    (void)state;
    table_init(&table);
    table_column(&table, "A", 0);
    table_column(&table, "N", TABLE_RIGHT);
    table_column(&table, "LAST", 0);
    add(&table, "one\n   two\t");
    add(&table, "7");
    add(&table, "");
    add(&table, "\xc3\x98");
    add(&table, "10");
    add(&table, "x");
    assert_true(table_write(&table, &out, 0, true));
    expect_text(&out, "A         N  LAST\n"
                      "one two   7\n"
                      "\xc3\x98        10  x\n");
    table_free(&table);
}

static void leaves_out_headings(void **state)
{
    struct buffer out = BUFFER_INIT(1000);
    struct table table;

    (void)state;
    table_init(&table);
    table_column(&table, "LONG TITLE", 0);
    table_column(&table, "B", 0);
    add(&table, "a");
    add(&table, "b");
    assert_true(table_write(&table, &out, 0, false));
    expect_text(&out, "a  b\n");
    table_free(&table);
}

static void fits_a_terminal_between_words(void **state)
{
    struct table table;

    (void)state;
    table_init(&table);
    table_column(&table, "A", 0);
    table_column(&table, "TEXT", TABLE_WRAP);
    add(&table, "12345");
    add(&table, "the quick brown fox \xc3\xa4\xc3\xb6\xc3\xbc jumps");
    add(&table, "x");
    add(&table, "https://example.org/a/long/address");
    assert_true(fit_table(&table, 20, true));
    assert_string_equal(table.cells[1].text,
                        "the quick\nbrown fox \xc3\xa4\xc3\xb6\xc3\xbc\njumps");
    assert_string_equal(table.cells[3].text, "https://exampl\ne.org/a/long/a\nddress");
    table_free(&table);
}

static void leaves_alone_what_fits(void **state)
{
    struct table table;

    (void)state;
    table_init(&table);
    table_column(&table, "A", TABLE_WRAP);
    add(&table, "some words that fit");
    assert_true(fit_table(&table, 80, true));
    assert_string_equal(table.cells[0].text, "some words that fit");
    table_free(&table);
}

static void wraps_paragraphs(void **state)
{
    struct buffer out = BUFFER_INIT(1000);

    (void)state;
    wrap_append(&out, STRING_LITERAL(" one two   three\n\nfour "), 2, 0, 10);
    expect_text(&out, "  one two\n  three\n\n  four\n");
    out = BUFFER_INIT(1000);
    wrap_append(&out, STRING_LITERAL("averyverylongword b"), 0, 0, 5);
    expect_text(&out, "averyverylongword\nb\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aligns_for_a_pipe),
        cmocka_unit_test(leaves_out_headings),
        cmocka_unit_test(fits_a_terminal_between_words),
        cmocka_unit_test(leaves_alone_what_fits),
        cmocka_unit_test(wraps_paragraphs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
