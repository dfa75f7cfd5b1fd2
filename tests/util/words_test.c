/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "lineage.h"
#include "util/string.h"
#include "util/words.h"

/* The two texts put together again from the words, and how long what is kept is. */
struct pieces {
    struct buffer before;
    struct buffer after;
    size_t kept;
    size_t marked;
};

static void put(struct buffer *text, struct portreg_string word)
{
    if (text->size > 0) {
        buffer_append_char(text, ' ');
    }
    buffer_append_string(text, word);
}

static void take(void *data, enum words_mark mark, struct portreg_string word)
{
    struct pieces *pieces = data;

    if (mark != WORDS_NEW) {
        put(&pieces->before, word);
    }
    if (mark != WORDS_GONE) {
        put(&pieces->after, word);
    }
    pieces->kept += mark == WORDS_KEPT;
    pieces->marked += mark != WORDS_KEPT;
}

static enum words_result compare(const char *before, const char *after, struct pieces *pieces)
{
    pieces->before = BUFFER_INIT(1 << 20);
    pieces->after = BUFFER_INIT(1 << 20);
    pieces->kept = 0;
    pieces->marked = 0;
    return words_compare(string_of(before), string_of(after), take, pieces);
}

static void free_pieces(struct pieces *pieces)
{
    buffer_free(&pieces->before);
    buffer_free(&pieces->after);
}

static void assert_result(const char *before, const char *after, enum words_result result,
                          size_t kept, size_t marked)
{
    struct pieces pieces;

    assert_int_equal(compare(before, after, &pieces), result);
    assert_int_equal(pieces.kept, kept);
    assert_int_equal(pieces.marked, marked);
    free_pieces(&pieces);
}

static void what_is_common_is_kept(void **state)
{
    (void)state;
    assert_result("the quick brown fox jumps over the lazy dog again",
                  "the quick red fox jumps over the very lazy dog", WORDS_MARKED, 8, 4);
    assert_result("a text of more than forty characters, and unchanged",
                  " a text of more\nthan forty characters,  and unchanged ", WORDS_SAME, 9, 0);
}

static void what_cannot_be_read_as_one_calls_nothing(void **state)
{
    (void)state;
    assert_result("short", "shorter", WORDS_UNALIKE, 0, 0);
    assert_result("nothing in this sentence is found elsewhere", "De-assigned on 2025-02-13",
                  WORDS_UNALIKE, 0, 0);
    assert_result("", "a text that was not there before, of forty characters", WORDS_UNALIKE, 0, 0);
}

/* Up to 60 words of a small vocabulary, so that many are in common. */
static void write_text(struct chance *chance, char text[300])
{
    uint32_t words = 20 + chance_below(chance, 40);
    size_t size = 0;

    for (uint32_t i = 0; i < words; i++) {
        text[size++] = (char)('a' + chance_below(chance, 5));
        text[size++] = ' ';
    }
    text[size - 1] = '\0';
}

static void the_words_give_both_texts_again(void **state)
{
    struct chance chance = { 5 };
    unsigned marked = 0;

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        struct pieces pieces;
        char before[300];
        char after[300];

        write_text(&chance, before);
        write_text(&chance, after);
        if (compare(before, after, &pieces) != WORDS_UNALIKE) {
            assert_string_equal(pieces.before.data, before);
            assert_string_equal(pieces.after.data, after);
            marked++;
        }
        free_pieces(&pieces);
    }
    assert_true(marked > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_common_is_kept),
        cmocka_unit_test(what_cannot_be_read_as_one_calls_nothing),
        cmocka_unit_test(the_words_give_both_texts_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
