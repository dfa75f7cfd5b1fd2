/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "util/string.h"

static struct portreg_string text(const char *of)
{
    return string_of(of);
}

static void comparing_orders_by_bytes_then_length(void **state)
{
    (void)state;
    assert_true(string_compare(text("a"), text("b")) < 0);
    assert_true(string_compare(text("ab"), text("a")) > 0);
    assert_true(string_compare(text(""), text("")) == 0);
    assert_true(string_compare((struct portreg_string){ NULL, 0 }, text("a")) < 0);
    assert_true(string_compare(text("z"), text("\xC3\xA9")) < 0); /* bytes are unsigned */
    assert_true(string_compare(text("B"), text("a")) < 0);
    assert_true(string_compare_folded(text("B"), text("a")) > 0);
    assert_true(string_compare_folded(text("HTTP"), text("http")) == 0);
    assert_true(string_compare_folded(text("z"), text("\xC3\xA9")) < 0);
    assert_true(string_equal_folded(text("wHoIs++"), text("WhOiS++")));
    assert_false(string_equal_folded(text("http"), text("https")));
    assert_false(string_equal_folded(text("@"), text("`"))); /* beside the letters */
}

static void finding_looks_at_every_place(void **state)
{
    (void)state;
    const struct portreg_string hay = text("aabaabaaab");
    assert_ptr_equal(string_find(hay, text("aaab")), hay.data + 6);
    assert_ptr_equal(string_find(hay, text("")), hay.data);
    assert_null(string_find(hay, text("aaaab")));
    assert_null(string_find((struct portreg_string){ NULL, 0 }, text("a")));
    assert_ptr_equal(string_find_folded(hay, "AAAB"), hay.data + 6);
    assert_ptr_equal(string_find_folded(hay, "aabaabaaab"), hay.data);
    assert_null(string_find_folded(hay, "aabaabaaabb"));
    assert_true(string_starts_folded(hay, "AAB"));
    assert_false(string_starts_folded(text("aa"), "aab"));
    assert_true(string_starts_folded(text(""), ""));
}

/* Texts of two letters, every length up to a few blocks; memmem() knows the answer. */
static void finding_in_blocks_finds_the_first_place(void **state)
{
    (void)state;
    uint32_t random = 1;
    char bytes[96];
    for (size_t size = 0; size < sizeof(bytes); size++) {
        for (size_t i = 0; i < sizeof(bytes); i++) {
            random = random * 1664525u + 1013904223u;
            bytes[i] = random >> 29 == 0 ? 'b' : 'a';
        }
        for (size_t from = 0; from < 24; from++) {
            for (size_t length = 1; length < 24; length++) {
                struct portreg_string needle = { bytes + from, length };
                struct portreg_string hay = { bytes, size };
                assert_ptr_equal(string_find(hay, needle),
                                 memmem(bytes, size, needle.data, length));
            }
        }
    }
}

static void trimming_and_cutting_stay_inside(void **state)
{
    (void)state;
    assert_true(string_is(string_trim(text(" \t\r\n\v\fa b\n ")), "a b"));
    assert_true(string_is(string_trim(text(" \n ")), ""));
    assert_true(string_is(string_trim(text("\xC2\xA0x")), "\xC2\xA0x")); /* ASCII only */
    assert_true(string_is(string_from(text("abc"), 1), "bc"));
    assert_true(string_is(string_from(text("abc"), 3), ""));
    assert_true(string_is(string_from(text("abc"), 99), ""));
}

static void numbers_are_whole_and_bounded(void **state)
{
    (void)state;
    uint64_t value = 7;
    assert_true(string_parse_unsigned(text("0"), 0, &value));
    assert_int_equal(value, 0);
    assert_true(string_parse_unsigned(text("65535"), 65535, &value));
    assert_int_equal(value, 65535);
    assert_true(string_parse_unsigned(text("00080"), 65535, &value));
    assert_int_equal(value, 80);
    assert_true(string_parse_unsigned(text("18446744073709551615"), UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    static const char *const bad[] = { "", "65536", "99999", "6553600000000000000000000", "-1",
                                       "+1", " 1", "1 ", "0x1", "1.0", "1\xC2\xB2" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        value = 4711;
        assert_false(string_parse_unsigned(text(bad[i]), 65535, &value));
        assert_int_equal(value, 4711);
    }
    assert_false(string_parse_unsigned(text("18446744073709551616"), UINT64_MAX, &value));
    assert_false(string_parse_unsigned(text("5"), 4, &value));
    assert_false(string_parse_unsigned(text("10"), 9, &value));
}

static void hexadecimal_numbers_are_whole_and_bounded(void **state)
{
    static const char *const bad[] = { "", "0x1", "1g", "-1", " 1", "1 ", "10000000000000000" };
    uint64_t value;

    (void)state;
    assert_true(string_parse_hexadecimal(text("0"), &value));
    assert_int_equal(value, 0);
    assert_true(string_parse_hexadecimal(text("00aF19"), &value));
    assert_int_equal(value, 0xAF19);
    assert_true(string_parse_hexadecimal(text("FFFFffffFFFFfffe"), &value));
    assert_true(value == UINT64_MAX - 1);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        value = 4711;
        assert_false(string_parse_hexadecimal(text(bad[i]), &value));
        assert_int_equal(value, 4711);
    }
}

/* A decoder that follows the definition, to compare with. */
static bool is_character(const unsigned char *at, size_t size)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (size == 1) {
        return at[0] > 0 && at[0] < 0x80;
    }
    uint32_t lead = size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0;
    uint32_t mask = size == 2 ? 0xE0 : size == 3 ? 0xF0 : 0xF8;
    if ((at[0] & mask) != lead) {
        return false;
    }
    uint32_t code = at[0] & ~mask & 0xFF;
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return false;
        }
        code = code << 6 | (at[i] & 0x3F);
    }
    return code >= least[size] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

static bool is_utf8(const unsigned char *bytes, size_t size, size_t *ret_offset)
{
    for (size_t i = 0; i < size;) {
        size_t length = 1;
        while (length <= 4 && (length > size - i || !is_character(bytes + i, length))) {
            length++;
        }
        if (length > 4) {
            *ret_offset = i;
            return false;
        }
        i += length;
    }
    return true;
}

static void utf8_is_what_rfc_3629_says(void **state)
{
    (void)state;
    unsigned char bytes[4];
    static const unsigned char tails[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                           0xA0, 0xBF, 0xC0, 0xFF };
    enum { TAILS = sizeof(tails) };
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned mix = 0; mix < TAILS * TAILS * TAILS; mix++) {
            bytes[0] = (unsigned char)first;
            bytes[1] = tails[mix % TAILS];
            bytes[2] = tails[mix / TAILS % TAILS];
            bytes[3] = tails[mix / TAILS / TAILS];
            for (size_t size = 1; size <= 4; size++) {
                size_t expected = 99;
                size_t offset = 99;
                bool well = is_utf8(bytes, size, &expected);
                assert_int_equal(string_is_utf8((struct portreg_string){ (char *)bytes, size },
                                                &offset),
                                 well);
                assert_int_equal(offset, expected);
            }
        }
    }
}

static void utf8_is_checked_across_the_strides(void **state)
{
    (void)state;
    char bytes[1200];
    for (size_t place = 0; place + 3 < sizeof(bytes); place += 7) {
        memset(bytes, 'a', sizeof(bytes));
        memcpy(bytes + place, "\xE2\x82\xAC", 3);
        size_t offset = 0;
        assert_true(string_is_utf8((struct portreg_string){ bytes, sizeof(bytes) }, &offset));
        bytes[place + 2] = 'a';
        assert_false(string_is_utf8((struct portreg_string){ bytes, sizeof(bytes) }, &offset));
        assert_int_equal(offset, place);
        assert_false(string_is_utf8((struct portreg_string){ bytes, place + 1 }, &offset));
        assert_int_equal(offset, place);
    }
}

static void folding_keeps_lengths_and_is_stable(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "HTTP-Alt", "http-alt" },
        { "[\\]^_`{|}~@", "[\\]^_`{|}~@" },
        { "\xC3\x80\xC3\x96\xC3\x98\xC3\x9E", "\xC3\xA0\xC3\xB6\xC3\xB8\xC3\xBE" }, /* À Ö Ø Þ */
        { "\xC3\x97\xC3\xB7\xC3\x9F", "\xC3\x97\xC3\xB7\xC3\x9F" },                 /* × ÷ ß */
        { "\xCE\x91\xCE\x9F\xCE\xA0\xCE\xA9", "\xCE\xB1\xCE\xBF\xCF\x80\xCF\x89" }, /* Α Ο Π Ω */
        { "\xD0\x90\xD0\x9F\xD0\xA0\xD0\xAF\xD0\x81",
          "\xD0\xB0\xD0\xBF\xD1\x80\xD1\x8F\xD1\x91" }, /* А П Р Я Ё */
        { "\xE2\x82\xAC\xF0\x9F\x98\x80", "\xE2\x82\xAC\xF0\x9F\x98\x80" },
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char folded[64];
        size_t size = strlen(pairs[i][0]);
        string_fold(folded, pairs[i][0], size);
        assert_memory_equal(folded, pairs[i][1], size);
        string_fold(folded, folded, size);
        assert_memory_equal(folded, pairs[i][1], size);
    }
}

/* Every character of two bytes folds to one of two bytes, whatever stands beside it. */
static void folding_gives_utf8_and_cuts_no_character(void **state)
{
    (void)state;
    for (unsigned code = 0x80; code < 0x800; code++) {
        char bytes[6] = { 'A', (char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F)),
                          (char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F)), 'Z' };
        char folded[6];
        char alone[2];
        size_t offset;
        string_fold(folded, bytes, sizeof(bytes));
        string_fold(alone, bytes + 1, sizeof(alone));
        assert_true(string_is_utf8((struct portreg_string){ folded, sizeof(folded) }, &offset));
        assert_memory_equal(folded + 1, alone, 2);
        assert_memory_equal(folded + 3, alone, 2);
        assert_int_equal(folded[0], 'a');
        assert_int_equal(folded[5], 'z');
    }
}

/* The definition: insert, delete, replace, swap two neighbours. */
static unsigned distance_by_definition(const char *a, size_t m, const char *b, size_t n)
{
    if (m == 0 || n == 0) {
        return (unsigned)(m + n);
    }
    unsigned best = distance_by_definition(a, m - 1, b, n) + 1;
    unsigned other = distance_by_definition(a, m, b, n - 1) + 1;
    best = other < best ? other : best;
    other = distance_by_definition(a, m - 1, b, n - 1) + (a[m - 1] != b[n - 1]);
    best = other < best ? other : best;
    if (m > 1 && n > 1 && a[m - 1] == b[n - 2] && a[m - 2] == b[n - 1]) {
        other = distance_by_definition(a, m - 2, b, n - 2) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static void distances_are_those_of_the_definition(void **state)
{
    (void)state;
    uint32_t seed = 12345;
    for (unsigned round = 0; round < 3000; round++) {
        char a[6];
        char b[6];
        seed = seed * 1664525 + 1013904223;
        size_t m = seed >> 16 & 7;
        size_t n = seed >> 20 & 7;
        m = m > 6 ? 6 : m;
        n = n > 6 ? 6 : n;
        for (size_t i = 0; i < 6; i++) {
            seed = seed * 1664525 + 1013904223;
            a[i] = (char)('a' + (seed >> 16) % 3);
            b[i] = (char)('a' + (seed >> 24) % 3);
        }
        unsigned expected = distance_by_definition(a, m, b, n);
        for (unsigned limit = 0; limit < 5; limit++) {
            assert_int_equal(string_distance((struct portreg_string){ a, m },
                                             (struct portreg_string){ b, n }, limit),
                             expected <= limit ? expected : limit + 1);
        }
    }
    assert_int_equal(string_distance(text("HTTP"), text("htpt"), 3), 1);
    char longest[65];
    memset(longest, 'x', sizeof(longest));
    assert_int_equal(string_distance((struct portreg_string){ longest, 64 },
                                     (struct portreg_string){ longest, 64 }, 2),
                     0);
    assert_int_equal(string_distance((struct portreg_string){ longest, 65 },
                                     (struct portreg_string){ longest, 65 }, 2),
                     3);
}

static void assert_cleaned(const char *given, size_t size, const char *expected)
{
    char text[64];

    memcpy(text, given, size);
    string_clean(text, size);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(text, expected, size);
}

#define ASSERT_CLEANED(given, expected) assert_cleaned(given, sizeof(given) - 1, expected)

static void cleaning_leaves_what_is_fit_to_print(void **state)
{
    (void)state;
    ASSERT_CLEANED("", "");
    ASSERT_CLEANED("caf\xc3\xa9 \xc2\xa9", "caf\xc3\xa9 \xc2\xa9");
    ASSERT_CLEANED("\xe2\x82\xac", "\xe2\x82\xac");
    ASSERT_CLEANED("a\0b\x1b[2J\nc\x7f", "a b [2J c ");
    ASSERT_CLEANED("\xc2\x80.\xc2\x9f.", "  .  .");
    /* Half a character takes nothing along. */
    ASSERT_CLEANED("\"\xc2\" \xff", "\"?\" ?");
    ASSERT_CLEANED("\xe2\x82", "??");
}

static void keys_are_read_into_bits(void **state)
{
    static const char *const keys[] = { "one", "two", "three" };
    uint32_t bits = 0;

    (void)state;
    assert_true(string_parse_keys(STRING_LITERAL("three,one"), keys, 3, &bits));
    assert_int_equal(bits, 5);
    assert_true(string_parse_keys(STRING_LITERAL("two"), keys, 3, &bits));
    assert_int_equal(bits, 7);
    assert_false(string_parse_keys(STRING_LITERAL("one,"), keys, 3, &bits));
    assert_false(string_parse_keys(STRING_LITERAL(""), keys, 3, &bits));
    assert_false(string_parse_keys(STRING_LITERAL("One"), keys, 3, &bits));
}

static void words_and_lines_are_taken_off(void **state)
{
    struct portreg_string text = STRING_LITERAL(" a\tbc \r\nd\n\nlast");
    struct portreg_string line;
    struct portreg_string word;

    (void)state;
    assert_true(string_next_line(&text, &line));
    assert_true(string_is(line, " a\tbc "));
    assert_true(string_next_word(&line, &word));
    assert_true(string_is(word, "a"));
    assert_true(string_next_word(&line, &word));
    assert_true(string_is(word, "bc"));
    assert_false(string_next_word(&line, &word));
    assert_true(string_next_line(&text, &line));
    assert_true(string_is(line, "d"));
    assert_true(string_next_line(&text, &line));
    assert_int_equal(line.size, 0);
    assert_true(string_next_line(&text, &line));
    assert_true(string_is(line, "last"));
    assert_false(string_next_line(&text, &line));
}

static void words_are_split_up_to_a_number(void **state)
{
    const struct portreg_string text = STRING_LITERAL(" one\ttwo  three ");
    struct portreg_string words[4];

    (void)state;
    assert_int_equal(string_split_words(text, words, 4), 3);
    assert_true(string_is(words[0], "one"));
    assert_true(string_is(words[2], "three"));
    assert_int_equal(string_split_words(text, words, 2), 2);
    assert_true(string_is(words[1], "two"));
    assert_int_equal(string_split_words(STRING_LITERAL(" "), words, 4), 0);
}

static void parts_between_separators_may_be_empty(void **state)
{
    struct portreg_string text = STRING_LITERAL("a,,bc,");
    struct portreg_string part;

    (void)state;
    assert_true(string_next_part(&text, ',', &part));
    assert_true(string_is(part, "a"));
    assert_true(string_next_part(&text, ',', &part));
    assert_int_equal(part.size, 0);
    assert_true(string_next_part(&text, ';', &part));
    assert_true(string_is(part, "bc,"));
    assert_false(string_next_part(&text, ',', &part));
    text = STRING_LITERAL("bc,");
    assert_true(string_next_part(&text, ',', &part));
    assert_true(string_is(part, "bc"));
    assert_false(string_next_part(&text, ',', &part));
}

static void a_suffix_has_something_before(void **state)
{
    (void)state;
    assert_true(string_has_suffix(STRING_LITERAL("ssh.service"), ".service"));
    assert_false(string_has_suffix(STRING_LITERAL(".service"), ".service"));
    assert_false(string_has_suffix(STRING_LITERAL("ssh.Service"), ".service"));
    assert_false(string_has_suffix(STRING_LITERAL("e"), ".service"));
    assert_false(string_has_suffix(STRING_LITERAL(""), "e"));
}

static void a_word_is_found_among_others(void **state)
{
    static const char *const words[] = { "tcp", "udp" };

    (void)state;
    assert_int_equal(string_index(STRING_LITERAL("tcp"), words, 2), 0);
    assert_int_equal(string_index(STRING_LITERAL("udp"), words, 2), 1);
    assert_int_equal(string_index(STRING_LITERAL("ud"), words, 2), 2);
    assert_int_equal(string_index(STRING_LITERAL("udp"), words, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing_orders_by_bytes_then_length),
        cmocka_unit_test(finding_looks_at_every_place),
        cmocka_unit_test(finding_in_blocks_finds_the_first_place),
        cmocka_unit_test(trimming_and_cutting_stay_inside),
        cmocka_unit_test(numbers_are_whole_and_bounded),
        cmocka_unit_test(hexadecimal_numbers_are_whole_and_bounded),
        cmocka_unit_test(utf8_is_what_rfc_3629_says),
        cmocka_unit_test(utf8_is_checked_across_the_strides),
        cmocka_unit_test(folding_keeps_lengths_and_is_stable),
        cmocka_unit_test(folding_gives_utf8_and_cuts_no_character),
        cmocka_unit_test(cleaning_leaves_what_is_fit_to_print),
        cmocka_unit_test(distances_are_those_of_the_definition),
        cmocka_unit_test(keys_are_read_into_bits),
        cmocka_unit_test(words_and_lines_are_taken_off),
        cmocka_unit_test(words_are_split_up_to_a_number),
        cmocka_unit_test(parts_between_separators_may_be_empty),
        cmocka_unit_test(a_suffix_has_something_before),
        cmocka_unit_test(a_word_is_found_among_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
