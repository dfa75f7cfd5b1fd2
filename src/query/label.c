/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/label.h"

#include "util/string.h"

/* What stands in the brackets that open at `text[0]`; `*ret_end` is behind them. */
static struct portreg_string bracketed(struct portreg_string text, size_t *ret_end)
{
    unsigned depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '[') {
            depth++;
        } else if (text.data[i] == ']' && --depth == 0) {
            *ret_end = i + 1;
            return (struct portreg_string){ text.data + 1, i - 1 };
        }
    }
    *ret_end = text.size; /* never closed: nothing of it is dropped */
    return text;
}

bool label_next(struct portreg_string *text, struct portreg_string *ret)
{
    while (text->size > 0) {
        size_t end = 0;
        if (text->data[0] == '[') {
            *ret = bracketed(*text, &end);
        } else {
            const char *open = memchr(text->data, '[', text->size);
            end = open == NULL ? text->size : (size_t)(open - text->data);
            *ret = string_trim((struct portreg_string){ text->data, end });
        }
        *text = string_from(*text, end);
        if (ret->size > 0) {
            return true;
        }
    }
    return false;
}
