/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "annotate/plan.h"
#include "util/string.h"

/*
 * The lines before Zeek's records: "#separator \x09", then
 * "#fields<TAB>ts<TAB>uid…" and "#types<TAB>time<TAB>string…" with that
 * separator. Logs that are put together have several.
 */

static bool is_header(const char *line, size_t size, const char *word, char delimiter)
{
    const size_t length = strlen(word);

    return size > length && memcmp(line, word, length) == 0 && line[length] == delimiter;
}

bool zeek_is_fields(const char *line, size_t size, char delimiter)
{
    return is_header(line, size, "#fields", delimiter);
}

bool zeek_is_types(const char *line, size_t size, char delimiter)
{
    return is_header(line, size, "#types", delimiter);
}

/* A line's end separates lines: no log has it between values. */
static char checked_separator(char c)
{
    return (char)(c != '\n' && c != '\r' ? c : 0);
}

char zeek_separator(const char *line, size_t size)
{
    static const struct portreg_string word = { "#separator ", 11 };
    const char *value = line + word.size;
    uint64_t code;

    size = line_content(line, size);
    if (size <= word.size || memcmp(line, word.data, word.size) != 0) {
        return 0;
    }
    size -= word.size;
    if (size == 4 && value[0] == '\\' && value[1] == 'x' &&
        string_parse_hexadecimal((struct portreg_string){ value + 2, 2 }, &code)) {
        return checked_separator((char)code);
    }
    return (char)(size == 1 ? checked_separator(value[0]) : 0);
}

/* The first of whole lines that begins with a word and the delimiter. */
static bool find_header(const char *data, size_t size, const char *word, char delimiter,
                        struct portreg_string *ret)
{
    const char *const end = data + size;
    const char *mark = size > 0 ? memchr(data, '#', size) : NULL;

    for (; mark != NULL; mark = memchr(mark + 1, '#', (size_t)(end - mark) - 1)) {
        if ((mark == data || mark[-1] == '\n') &&
            is_header(mark, (size_t)(end - mark), word, delimiter)) {
            const char *newline = memchr(mark, '\n', (size_t)(end - mark));

            *ret = (struct portreg_string){ mark, (size_t)((newline != NULL ? newline + 1 : end) -
                                                           mark) };
            return true;
        }
    }
    return false;
}

size_t zeek_head_size(const char *data, size_t size)
{
    size_t at = 0;

    while (at < size && data[at] == '#') {
        const char *end = memchr(data + at, '\n', size - at);

        at = end != NULL ? (size_t)(end - data) + 1 : size;
    }
    return at;
}

bool zeek_find_fields(const char *data, size_t size, char delimiter, struct portreg_string *ret)
{
    return find_header(data, size, "#fields", delimiter, ret);
}

struct portreg_string zeek_unset(const char *data, size_t size, char delimiter)
{
    static const struct portreg_string word = { "#unset_field", 12 };
    struct portreg_string line;

    if (!find_header(data, size, word.data, delimiter, &line)) {
        return STRING_LITERAL("-");
    }
    return (struct portreg_string){ line.data + word.size + 1,
                                    line_content(line.data, line.size) - word.size - 1 };
}
