/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/wrap.h"

#include "util/string.h"

/* Characters of UTF-8. */
static size_t word_width(const char *word, size_t size)
{
    size_t width = 0;

    for (size_t i = 0; i < size; i++) {
        width += ((unsigned char)word[i] & 0xc0) != 0x80;
    }
    return width;
}

static void append_word(struct buffer *out, const char *word, size_t size, size_t indent,
                        size_t *column, size_t width)
{
    size_t needed = word_width(word, size);

    if (*column > indent && *column + 1 + needed > width) {
        buffer_append_char(out, '\n');
        *column = 0;
    }
    if (*column < indent) {
        buffer_append_repeat(out, ' ', indent - *column);
        *column = indent;
    } else if (*column > indent) {
        buffer_append_char(out, ' ');
        ++*column;
    }
    buffer_append_clean(out, (struct portreg_string){ word, size });
    *column += needed;
}

void wrap_append(struct buffer *out, struct portreg_string text, size_t indent, size_t column,
                 size_t width)
{
    size_t at = 0;

    text = string_trim(text);
    while (at < text.size) {
        size_t end = at;

        if (text.data[at] == '\n') {
            buffer_append_char(out, '\n');
            column = 0;
        }
        if (ascii_is_space(text.data[at])) {
            at++;
            continue;
        }
        while (end < text.size && !ascii_is_space(text.data[end])) {
            end++;
        }
        append_word(out, text.data + at, end - at, indent, &column, width);
        at = end;
    }
    buffer_append_char(out, '\n');
}
