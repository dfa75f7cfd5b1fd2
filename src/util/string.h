/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_STRING_H
#define UTIL_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <portreg/types.h>

/* Slices of text and what is asked of them. ASCII rules unless said. */

#define STRING_LITERAL(text) ((struct portreg_string){ (text), sizeof(text) - 1 })

static inline struct portreg_string string_of(const char *text)
{
    return (struct portreg_string){ text, strlen(text) };
}

static inline bool string_equal(struct portreg_string a, struct portreg_string b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool string_is(struct portreg_string string, const char *text)
{
    return string_equal(string, string_of(text));
}

static inline char ascii_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit; -1 if it is none. */
static inline int ascii_hex_digit(char c)
{
    const char lower = ascii_lower(c);

    if (ascii_is_digit(c)) {
        return c - '0';
    }
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static inline bool ascii_is_alpha(char c)
{
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Compares without regard to ASCII case: < 0, 0, > 0. */
int string_compare_folded(struct portreg_string a, struct portreg_string b);
bool string_equal_folded(struct portreg_string a, struct portreg_string b);

/* Compares bytes: < 0, 0, > 0. */
int string_compare(struct portreg_string a, struct portreg_string b);

bool string_starts_folded(struct portreg_string string, const char *prefix);

/* Whether the string ends so and has something before. */
bool string_has_suffix(struct portreg_string string, const char *suffix);

/* Which of the words the string is; `count` if it is none. */
size_t string_index(struct portreg_string string, const char *const *words, size_t count);

/* First occurrence of `needle`; NULL if there is none. */
const char *string_find(struct portreg_string string, struct portreg_string needle);
const char *string_find_folded(struct portreg_string string, const char *needle);

/* Without white space at both ends. */
struct portreg_string string_trim(struct portreg_string string);

/* The rest of `string` behind `from` bytes. */
struct portreg_string string_from(struct portreg_string string, size_t from);

/* Reads a whole decimal number of at most `max`. false if it is none. */
bool string_parse_unsigned(struct portreg_string string, uint64_t max, uint64_t *ret);

/* Reads a whole hexadecimal number of 1 to 16 digits in either case. false if it is none. */
bool string_parse_hexadecimal(struct portreg_string string, uint64_t *ret);

/*
 * Reads words out of `keys` with commas between into bits 1 << index, which are
 * added to `*ret`. false if one is none of them.
 */
bool string_parse_keys(struct portreg_string list, const char *const *keys, unsigned count,
                       uint32_t *ret);

/*
 * Whether the text is one word of services(5): not empty, and without the white
 * space that would end it early or the `#` that would begin a comment.
 */
bool string_is_word(struct portreg_string string);

/* Takes the first word off the text: what is between white space. false if there is none. */
bool string_next_word(struct portreg_string *text, struct portreg_string *ret);

/* The first words of the text, at most `max`. Returns how many there are. */
size_t string_split_words(struct portreg_string text, struct portreg_string *words, size_t max);

/*
 * Takes what stands before the first separator off the text, with the separator. false if
 * the text is empty: behind a separator at the end there is nothing.
 */
bool string_next_part(struct portreg_string *text, char separator, struct portreg_string *ret);

/* Takes the first line off the text, without its end ("\n" or "\r\n"). false if it is empty. */
bool string_next_line(struct portreg_string *text, struct portreg_string *ret);

#define STRING_UNSIGNED_SIZE 20 /* digits of the greatest number */

/* Writes the number in decimal, without a NUL. Returns how many digits there are. */
size_t string_write_unsigned(char text[STRING_UNSIGNED_SIZE], uint64_t value);

#define STRING_GROUPED_SIZE (STRING_UNSIGNED_SIZE + STRING_UNSIGNED_SIZE / 3)

/* The same for people, with commas: "14,533". */
size_t string_write_grouped(char text[STRING_GROUPED_SIZE], uint64_t value);

/*
 * Whether the bytes are well-formed UTF-8 without NUL.
 * If not, `*ret_offset` is the first offending byte.
 */
bool string_is_utf8(struct portreg_string string, size_t *ret_offset);

/*
 * Bytes of the control character that the text begins with: ASCII's, and those
 * from U+0080 to U+009F. 0 if it begins with another or is empty.
 */
size_t string_control_size(struct portreg_string string);

/*
 * Makes what a stranger wrote fit for terminals and messages: bytes of control
 * characters become blanks, what is not well-formed UTF-8 question marks.
 */
void string_clean(char *text, size_t size);

/*
 * Case folding that keeps every character's length in UTF-8: ASCII, Latin-1,
 * Greek and Cyrillic capitals. `to` has room for `size` bytes and may be `from`.
 */
void string_fold(char *to, const char *from, size_t size);

/* Edit distance (insert, delete, replace, swap) up to `limit`, else limit + 1. Without case. */
unsigned string_distance(struct portreg_string a, struct portreg_string b, unsigned limit);

#endif
