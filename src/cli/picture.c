/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/picture.h"

#include <stdlib.h>
#include <string.h>

#include "util/string.h"

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL ? value : "";
}

enum picture_depth picture_depth(void)
{
    const char *colorterm = environment("COLORTERM");
    const char *term = environment("TERM");

    if (strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0 ||
        strstr(term, "-direct") != NULL) {
        return DEPTH_TRUE;
    }
    return strstr(term, "256color") != NULL ? DEPTH_256 : DEPTH_16;
}

bool picture_has_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct portreg_string value = string_of(environment(names[i]));

        if (value.size > 0) {
            return string_find_folded(value, "utf-8") != NULL ||
                   string_find_folded(value, "utf8") != NULL;
        }
    }
    return false;
}

void picture_append_count(struct buffer *out, uint64_t count, unsigned width)
{
    char text[STRING_GROUPED_SIZE];
    const size_t size = string_write_grouped(text, count);

    if (size < width) {
        buffer_append_repeat(out, ' ', width - size);
    }
    buffer_append(out, text, size);
}

void picture_append_share(struct buffer *out, uint64_t count, uint64_t whole)
{
    const uint64_t permille = whole > 0 ? (count * 1000 + whole / 2) / whole : 0;

    buffer_printf(out, "%4llu.%llu %%", (unsigned long long)(permille / 10),
                  (unsigned long long)(permille % 10));
}

void picture_append_bar(struct buffer *out, uint64_t count, uint64_t most, unsigned width,
                        bool utf8)
{
    /* U+2588 is a whole column, U+258F one eighth of it. */
    static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };
    const unsigned parts = utf8 ? 8 : 1;
    uint64_t length = most > 0 ? (count * width * parts + most / 2) / most : 0;

    if (length == 0 && count > 0) {
        length = 1;
    }
    for (; length >= parts; length -= parts) {
        buffer_append_text(out, utf8 ? eighths[8] : "#");
    }
    buffer_append_text(out, eighths[length]);
}
