/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/markup.h"

#include <string.h>

#include "util/string.h"

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return (unsigned char)c < ' ' && c != '\t' && c != '\n' && c != '\r' ? " " : NULL;
    }
}

void markup_append(struct buffer *out, struct portreg_string text)
{
    size_t start = 0;

    for (size_t i = 0; i < text.size; i++) {
        const char *escape = escape_of(text.data[i]);

        if (escape != NULL) {
            buffer_append(out, text.data + start, i - start);
            buffer_append_text(out, escape);
            start = i + 1;
        }
    }
    buffer_append(out, text.data + start, text.size - start);
}

void markup_append_text(struct buffer *out, const char *text)
{
    markup_append(out, string_of(text));
}

static bool is_unreserved(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void markup_append_address(struct buffer *out, struct portreg_string text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (is_unreserved(text.data[i])) {
            buffer_append_char(out, text.data[i]);
        } else {
            buffer_append_char(out, '%');
            buffer_append_char(out, digits[c >> 4]);
            buffer_append_char(out, digits[c & 15]);
        }
    }
}

const char *markup_attribute(const char *const *attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}
