/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/json.h"
#include "util/string.h"

/* Strings of RFC 8259, section 7. */

#define HIGH_SURROGATES 0xD800u
#define LOW_SURROGATES 0xDC00u
#define SURROGATES_END 0xE000u

static bool read_unit(struct portreg_string text, uint32_t *ret)
{
    uint64_t unit;

    if (text.size < 4 ||
        !string_parse_hexadecimal((struct portreg_string){ text.data, 4 }, &unit)) {
        return false;
    }
    *ret = (uint32_t)unit;
    return true;
}

/*
 * Reads what is behind "\u": four digits, or a pair of surrogates with "\u"
 * between. Returns the bytes; 0 if it is malformed.
 */
static size_t read_character(struct portreg_string text, uint32_t *ret)
{
    uint32_t low;

    if (!read_unit(text, ret)) {
        return 0;
    }
    if (*ret < HIGH_SURROGATES || *ret >= SURROGATES_END) {
        return 4;
    }
    if (*ret >= LOW_SURROGATES || text.size < 10 || text.data[4] != '\\' || text.data[5] != 'u' ||
        !read_unit(string_from(text, 6), &low) || low < LOW_SURROGATES || low >= SURROGATES_END) {
        return 0;
    }
    *ret = 0x10000 + ((*ret - HIGH_SURROGATES) << 10) + (low - LOW_SURROGATES);
    return 10;
}

/* Returns how many bytes of UTF-8 there are. */
static size_t encode(uint32_t character, char bytes[4])
{
    static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    const size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

    for (size_t i = size; i-- > 1;) {
        bytes[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    bytes[0] = (char)(leads[size] | character);
    return size;
}

/* Decodes the escape that the text begins with, and steps past it. 0: malformed. */
static size_t read_escape(struct portreg_string *text, char bytes[4])
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char kind = (char)(text->size > 1 ? text->data[1] : 0);
    const char *letter = memchr(letters, kind, sizeof(letters) - 1);
    uint32_t character;
    size_t size;

    *text = string_from(*text, 2);
    if (letter != NULL) {
        bytes[0] = meanings[letter - letters];
        return 1;
    }
    size = kind == 'u' ? read_character(*text, &character) : 0;
    *text = string_from(*text, size);
    return size > 0 ? encode(character, bytes) : 0;
}

size_t json_unescape(struct portreg_string text, char *out, size_t capacity)
{
    size_t used = 0;

    while (text.size > 0) {
        char bytes[4] = { text.data[0] };
        size_t size = 1;

        if (bytes[0] == '\\') {
            size = read_escape(&text, bytes);
        } else {
            text = string_from(text, 1);
        }
        if (size == 0 || size > capacity - used) {
            return SIZE_MAX;
        }
        memcpy(out + used, bytes, size);
        used += size;
    }
    return used;
}
