/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/string.h"

#include <stdint.h>

#include "util/find.h"
#include "util/order.h"

int string_compare(struct portreg_string a, struct portreg_string b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;
    if (order != 0) {
        return order;
    }
    return order_unsigned(a.size, b.size);
}

int string_compare_folded(struct portreg_string a, struct portreg_string b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    for (size_t i = 0; i < size; i++) {
        unsigned char x = (unsigned char)ascii_lower(a.data[i]);
        unsigned char y = (unsigned char)ascii_lower(b.data[i]);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return order_unsigned(a.size, b.size);
}

bool string_equal_folded(struct portreg_string a, struct portreg_string b)
{
    return a.size == b.size && string_compare_folded(a, b) == 0;
}

bool string_starts_folded(struct portreg_string string, const char *prefix)
{
    size_t size = strlen(prefix);
    if (string.size < size) {
        return false;
    }
    string.size = size;
    return string_equal_folded(string, string_of(prefix));
}

const char *string_find(struct portreg_string string, struct portreg_string needle)
{
    return find_bytes(string.data, string.size, needle.data, needle.size);
}

const char *string_find_folded(struct portreg_string string, const char *needle)
{
    size_t size = strlen(needle);
    for (size_t i = 0; i + size <= string.size; i++) {
        if (string_starts_folded(string_from(string, i), needle)) {
            return string.data + i;
        }
    }
    return NULL;
}

struct portreg_string string_trim(struct portreg_string string)
{
    while (string.size > 0 && ascii_is_space(string.data[0])) {
        string.data++;
        string.size--;
    }
    while (string.size > 0 && ascii_is_space(string.data[string.size - 1])) {
        string.size--;
    }
    return string;
}

struct portreg_string string_from(struct portreg_string string, size_t from)
{
    if (from > string.size) {
        from = string.size;
    }
    return (struct portreg_string){ string.data + from, string.size - from };
}

bool string_has_suffix(struct portreg_string string, const char *suffix)
{
    const size_t size = strlen(suffix);

    return string.size > size && memcmp(string.data + string.size - size, suffix, size) == 0;
}

size_t string_index(struct portreg_string string, const char *const *words, size_t count)
{
    size_t i = 0;

    while (i < count && !string_is(string, words[i])) {
        i++;
    }
    return i;
}

bool string_parse_keys(struct portreg_string list, const char *const *keys, unsigned count,
                       uint32_t *ret)
{
    for (;;) {
        const char *comma = list.size > 0 ? memchr(list.data, ',', list.size) : NULL;
        const struct portreg_string key = {
            list.data, comma != NULL ? (size_t)(comma - list.data) : list.size
        };
        const size_t index = string_index(key, keys, count);

        if (index == count) {
            return false;
        }
        *ret |= 1U << index;
        if (comma == NULL) {
            return true;
        }
        list = string_from(list, key.size + 1);
    }
}

bool string_is_word(struct portreg_string string)
{
    for (size_t i = 0; i < string.size; i++) {
        if (ascii_is_space(string.data[i]) || string.data[i] == '#' || string.data[i] == '\0') {
            return false;
        }
    }
    return string.size > 0;
}

bool string_next_word(struct portreg_string *text, struct portreg_string *ret)
{
    size_t start = 0;
    size_t end;

    while (start < text->size && ascii_is_space(text->data[start])) {
        start++;
    }
    end = start;
    while (end < text->size && !ascii_is_space(text->data[end])) {
        end++;
    }
    *ret = (struct portreg_string){ text->data + start, end - start };
    *text = string_from(*text, end);
    return end > start;
}

size_t string_split_words(struct portreg_string text, struct portreg_string *words, size_t max)
{
    size_t count = 0;

    while (count < max && string_next_word(&text, &words[count])) {
        count++;
    }
    return count;
}

bool string_next_part(struct portreg_string *text, char separator, struct portreg_string *ret)
{
    const char *end = text->size > 0 ? memchr(text->data, separator, text->size) : NULL;

    if (text->size == 0) {
        return false;
    }
    *ret = (struct portreg_string){ text->data,
                                    end != NULL ? (size_t)(end - text->data) : text->size };
    *text = string_from(*text, ret->size + 1);
    return true;
}

bool string_next_line(struct portreg_string *text, struct portreg_string *ret)
{
    if (!string_next_part(text, '\n', ret)) {
        return false;
    }
    if (ret->size > 0 && ret->data[ret->size - 1] == '\r') {
        ret->size--;
    }
    return true;
}

bool string_parse_unsigned(struct portreg_string string, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    if (string.size == 0) {
        return false;
    }
    for (size_t i = 0; i < string.size; i++) {
        if (!ascii_is_digit(string.data[i])) {
            return false;
        }
        uint64_t digit = (uint64_t)(string.data[i] - '0');
        if (digit > max || value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

bool string_parse_hexadecimal(struct portreg_string string, uint64_t *ret)
{
    uint64_t value = 0;

    if (string.size == 0 || string.size > 2 * sizeof(value)) {
        return false;
    }
    for (size_t i = 0; i < string.size; i++) {
        const int digit = ascii_hex_digit(string.data[i]);

        if (digit < 0) {
            return false;
        }
        value = value << 4 | (uint64_t)digit;
    }
    *ret = value;
    return true;
}

size_t string_write_unsigned(char text[STRING_UNSIGNED_SIZE], uint64_t value)
{
    char digits[STRING_UNSIGNED_SIZE];
    size_t start = sizeof(digits);

    do {
        digits[--start] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    memcpy(text, digits + start, sizeof(digits) - start);
    return sizeof(digits) - start;
}

size_t string_write_grouped(char text[STRING_GROUPED_SIZE], uint64_t value)
{
    char digits[STRING_UNSIGNED_SIZE];
    const size_t count = string_write_unsigned(digits, value);
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            text[size++] = ',';
        }
        text[size++] = digits[i];
    }
    return size;
}

static bool has_only_plain_ascii(const char *data, size_t size)
{
    unsigned char odd = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)data[i];
        odd |= (unsigned char)((c & 0x80) | (unsigned char)(c == 0));
    }
    return odd == 0;
}

/* Length of the well-formed character at `at`, 0 if there is none (RFC 3629). */
static size_t character_length(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80) {
        return at[0] != 0;
    }
    size_t length = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    if (at[0] < 0xC2 || at[0] > 0xF4 || left < length) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    bool surrogate = at[0] == 0xED && at[1] > 0x9F;
    bool beyond = at[0] == 0xF4 && at[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

bool string_is_utf8(struct portreg_string string, size_t *ret_offset)
{
    const size_t stride = 256;
    size_t i = 0;
    while (i < string.size) {
        size_t left = string.size - i;
        size_t step = left < stride ? left : stride;
        if (has_only_plain_ascii(string.data + i, step)) {
            i += step;
            continue;
        }
        for (size_t end = i + step; i < end;) {
            size_t length =
                character_length((const unsigned char *)string.data + i, string.size - i);
            if (length == 0) {
                *ret_offset = i;
                return false;
            }
            i += length;
        }
    }
    return true;
}

size_t string_control_size(struct portreg_string string)
{
    if (string.size == 0) {
        return 0;
    }
    unsigned char c = (unsigned char)string.data[0];
    if (c < 0x20 || c == 0x7F) {
        return 1;
    }
    bool is_c1 = c == 0xC2 && string.size > 1 && ((unsigned char)string.data[1] & 0xE0) == 0x80;
    return is_c1 ? 2 : 0;
}

static bool is_printable_ascii(const char *text, size_t size)
{
    bool odd = false;
    for (size_t i = 0; i < size; i++) {
        odd |= (unsigned char)(text[i] - ' ') > '~' - ' ';
    }
    return !odd;
}

void string_clean(char *text, size_t size)
{
    if (is_printable_ascii(text, size)) {
        return; /* as nearly every cell is */
    }
    struct portreg_string rest = { text, size };
    while (rest.size > 0) {
        size_t control = string_control_size(rest);
        if (control > 0) {
            memset(text + (size - rest.size), ' ', control);
        }
        rest = string_from(rest, control > 0 ? control : 1);
    }
    size_t done = 0;
    size_t bad;
    while (!string_is_utf8((struct portreg_string){ text + done, size - done }, &bad)) {
        done += bad;
        text[done++] = '?';
    }
}

/* Folds the two-byte character at `at`; both forms have two bytes. */
static void fold_two_bytes(unsigned char *at)
{
    if (at[0] == 0xC3 && at[1] >= 0x80 && at[1] <= 0x9E && at[1] != 0x97) {
        at[1] = (unsigned char)(at[1] + 0x20); /* Latin-1 À–Þ */
    } else if (at[0] == 0xCE && at[1] >= 0x91 && at[1] <= 0x9F) {
        at[1] = (unsigned char)(at[1] + 0x20); /* Greek Α–Ο */
    } else if (at[0] == 0xCE && at[1] >= 0xA0 && at[1] <= 0xA9 && at[1] != 0xA2) {
        at[0] = 0xCF; /* Greek Π–Ω */
        at[1] = (unsigned char)(at[1] - 0x20);
    } else if (at[0] == 0xD0 && at[1] >= 0x90 && at[1] <= 0x9F) {
        at[1] = (unsigned char)(at[1] + 0x20); /* Cyrillic А–П */
    } else if (at[0] == 0xD0 && at[1] >= 0xA0 && at[1] <= 0xAF) {
        at[0] = 0xD1; /* Cyrillic Р–Я */
        at[1] = (unsigned char)(at[1] - 0x20);
    } else if (at[0] == 0xD0 && at[1] >= 0x80 && at[1] <= 0x8F) {
        at[0] = 0xD1; /* Cyrillic Ѐ–Џ */
        at[1] = (unsigned char)(at[1] + 0x10);
    }
}

void string_fold(char *to, const char *from, size_t size)
{
    unsigned char any = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)from[i];
        any |= c;
        to[i] = (char)(c + ((unsigned char)(c - 'A') < 26 ? 0x20 : 0));
    }
    if (any & 0x80) {
        for (size_t i = 0; i + 1 < size; i++) {
            fold_two_bytes((unsigned char *)to + i);
        }
    }
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned string_distance(struct portreg_string a, struct portreg_string b, unsigned limit)
{
    enum { LONGEST = 64 };
    unsigned rows[3][LONGEST + 1];
    if (a.size > LONGEST || b.size > LONGEST || a.size > b.size + limit ||
        b.size > a.size + limit) {
        return limit + 1;
    }
    for (size_t j = 0; j <= b.size; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a.size; i++) {
        const unsigned *before = rows[(i - 1) % 3];
        const unsigned *twice = rows[(i + 1) % 3];
        unsigned *row = rows[i % 3];
        unsigned best = row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.size; j++) {
            char x = ascii_lower(a.data[i - 1]);
            char y = ascii_lower(b.data[j - 1]);
            row[j] = least(least(before[j], row[j - 1]) + 1, before[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == ascii_lower(b.data[j - 2]) &&
                y == ascii_lower(a.data[i - 2])) {
                row[j] = least(row[j], twice[j - 2] + 1);
            }
            best = least(best, row[j]);
        }
        if (best > limit) {
            return limit + 1;
        }
    }
    return least(rows[a.size % 3][b.size], limit + 1);
}
