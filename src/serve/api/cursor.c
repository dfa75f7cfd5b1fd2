/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/api/cursor.h"

#include <inttypes.h>
#include <stdio.h>

#include "util/string.h"

#define CHECKSUM_DIGITS 8
#define OFFSET_DIGITS_MAX 8

void cursor_format(const struct cursor *cursor, char text[CURSOR_SIZE])
{
    (void)snprintf(text, CURSOR_SIZE, "%08" PRIx32 "%08" PRIx32 "%" PRIx64, cursor->versions,
                   cursor->question, cursor->offset);
}

/* A cursor has one spelling: without capitals. */
static bool parse_part(struct portreg_string text, uint64_t *ret)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != ascii_lower(text.data[i])) {
            return false;
        }
    }
    return string_parse_hexadecimal(text, ret);
}

bool cursor_parse(struct portreg_string text, struct cursor *ret)
{
    uint64_t versions;
    uint64_t question;

    if (text.size <= 2 * CHECKSUM_DIGITS || text.size > 2 * CHECKSUM_DIGITS + OFFSET_DIGITS_MAX ||
        !parse_part((struct portreg_string){ text.data, CHECKSUM_DIGITS }, &versions) ||
        !parse_part((struct portreg_string){ text.data + CHECKSUM_DIGITS, CHECKSUM_DIGITS },
                    &question) ||
        !parse_part(string_from(text, (size_t)2 * CHECKSUM_DIGITS), &ret->offset)) {
        return false;
    }
    ret->versions = (uint32_t)versions;
    ret->question = (uint32_t)question;
    return true;
}
