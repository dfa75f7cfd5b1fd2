/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/lines.h"

#include "util/error.h"
#include "util/string.h"

bool line_next(struct line_reader *reader, struct portreg_string *ret)
{
    if (!string_next_line(&reader->rest, ret)) {
        return false;
    }
    reader->number++;
    return true;
}

uint32_t column_of(struct portreg_string line, struct portreg_string part)
{
    return (uint32_t)(part.data - line.data) + 1;
}

uint32_t character_count(struct portreg_string text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += !is_continuation(text.data[i]);
    }
    return count;
}

size_t blanks_at_start(struct portreg_string text)
{
    size_t count = 0;
    while (count < text.size && text.data[count] == ' ') {
        count++;
    }
    return count;
}

struct portreg_string without_mark(struct portreg_string text)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (text.size >= 3 && memcmp(text.data, mark, 3) == 0) {
        return string_from(text, 3);
    }
    return text;
}

static struct position position_at(struct portreg_string text, size_t offset)
{
    struct position position = { 1, 1 };
    for (size_t i = 0; i < offset; i++) {
        if (text.data[i] == '\n') {
            position.line++;
            position.column = 1;
        } else {
            position.column++;
        }
    }
    return position;
}

enum portreg_status text_check(const struct format_input *input, struct portreg_error *error)
{
    size_t offset = 0;
    if (string_is_utf8(input->bytes, &offset)) {
        return PORTREG_OK;
    }
    struct position position = position_at(input->bytes, offset);
    if (input->bytes.data[offset] == '\0') {
        return error_set_at(error, PORTREG_SYNTAX, input->name, position.line, position.column,
                            "NUL byte: this is not a text file, or it is damaged; fetch it again");
    }
    return error_set_at(error, PORTREG_SYNTAX, input->name, position.line, position.column,
                        "byte 0x%02x is not valid UTF-8: convert the file, for instance with "
                        "iconv -f LATIN1 -t UTF-8",
                        (unsigned char)input->bytes.data[offset]);
}
