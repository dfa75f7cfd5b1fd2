/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/word_diff.h"
#include "util/string.h"

static void assert_words(const char *before, const char *after, const char *expected)
{
    struct output output = { .text = BUFFER_INIT(1 << 20) };

    word_diff_append(&output, string_of(before), string_of(after));
    assert_false(buffer_failed(&output.text));
    assert_string_equal(output.text.data, expected);
    buffer_free(&output.text);
}

static void short_texts_stand_whole(void **state)
{
    (void)state;
    assert_words("http", "https", "http -> https");
    assert_words("two words", "two  words", "two words -> two words");
}

static void long_texts_mark_words(void **state)
{
    (void)state;
    assert_words("World Wide Web HTTP, as it was known for many years",
                 "World Wide Web HTTP, as it is known for years and years",
                 "World Wide Web HTTP, as it [-was-] {+is+} known for [-many-] "
                 "{+years and+} years");
    assert_words("a first sentence that stays as it has always been",
                 "a first sentence that stays as it has always been, and a second one",
                 "a first sentence that stays as it has always [-been-] "
                 "{+been, and a second one+}");
}

static void texts_without_common_words_stand_whole(void **state)
{
    (void)state;
    assert_words("nothing in this sentence is found elsewhere", "De-assigned on 2025-02-13",
                 "nothing in this sentence is found elsewhere -> De-assigned on 2025-02-13");
}

static void white_space_alone_is_said(void **state)
{
    (void)state;
    assert_words("a sentence that is long enough\n  to be broken",
                 "a sentence that is long enough "
                 "to be broken",
                 "a sentence that is long enough to be broken (white space)");
}

static void control_characters_do_not_reach_the_terminal(void **state)
{
    (void)state;
    assert_words("\x1b[31mred", "\x07plain\x7f", "?[31mred -> ?plain?");
    assert_words("\xc2\x9b" "31mred", "\xc3\x98rsted", "?31mred -> \xc3\x98rsted");
}

static void texts_of_any_length_are_bounded(void **state)
{
    struct output output = { .text = BUFFER_INIT(1 << 22) };
    struct buffer before = BUFFER_INIT(1 << 20);
    struct buffer after = BUFFER_INIT(1 << 20);

    (void)state;
    for (unsigned i = 0; i < 50000; i++) {
        buffer_printf(&before, "%u ", i);
        buffer_printf(&after, "%u ", i * 7 % 50000);
    }
    word_diff_append(&output, (struct portreg_string){ before.data, before.size },
                     (struct portreg_string){ after.data, after.size });
    assert_int_equal(output.text.size, before.size + after.size - 2 + strlen(" -> "));
    buffer_free(&before);
    buffer_free(&after);
    buffer_free(&output.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_texts_stand_whole),
        cmocka_unit_test(long_texts_mark_words),
        cmocka_unit_test(texts_without_common_words_stand_whole),
        cmocka_unit_test(white_space_alone_is_said),
        cmocka_unit_test(control_characters_do_not_reach_the_terminal),
        cmocka_unit_test(texts_of_any_length_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
