/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "util/error.h"
#include "util/string.h"

/* DCCP service codes and their notations: RFC 4340 sections 8.1.2 and 19.8. */

#define CODE_PRIVATE_FIRST 0x3f000000u
#define CODE_PRIVATE_LAST 0x3fffffffu
#define CODE_TEXT_MAX 4

/* The characters of the "SC:" form: {32, 42-43, 45-57, 63-90, 95, 97-122}. */
static bool is_code_character(unsigned char c)
{
    return c == 32 || c == 42 || c == 43 || (c >= 45 && c <= 57) || (c >= 63 && c <= 90) ||
           c == 95 || (c >= 97 && c <= 122);
}

enum portreg_service_code_kind portreg_service_code_kind(uint32_t code)
{
    if (code == 0 || code == UINT32_MAX) {
        return PORTREG_SERVICE_CODE_RESERVED;
    }
    if (code >= CODE_PRIVATE_FIRST && code <= CODE_PRIVATE_LAST) {
        return PORTREG_SERVICE_CODE_PRIVATE;
    }
    return PORTREG_SERVICE_CODE_ASSIGNABLE;
}

size_t portreg_service_code_check(uint32_t code,
                                  struct portreg_finding findings[PORTREG_FINDING_MAX])
{
    struct finding_list list = { findings, 0 };
    switch (portreg_service_code_kind(code)) {
    case PORTREG_SERVICE_CODE_RESERVED:
        finding_add(&list, RULE_CODE_RESERVED, 0, "%" PRIu32 " is never assigned", code);
        break;
    case PORTREG_SERVICE_CODE_PRIVATE:
        finding_add(&list, RULE_CODE_PRIVATE, 0, "%" PRIu32 " is for private use", code);
        break;
    case PORTREG_SERVICE_CODE_ASSIGNABLE:
        break;
    }
    return list.count;
}

/* Up to four characters, padded with spaces, first character highest. */
static bool parse_characters(struct portreg_string text, uint32_t *ret)
{
    if (text.size == 0 || text.size > CODE_TEXT_MAX) {
        return false;
    }
    uint32_t code = 0;
    for (size_t i = 0; i < CODE_TEXT_MAX; i++) {
        unsigned char c = i < text.size ? (unsigned char)text.data[i] : ' ';
        if (!is_code_character(c)) {
            return false;
        }
        code = code << 8 | c;
    }
    *ret = code;
    return true;
}

static bool parse_hexadecimal(struct portreg_string text, uint32_t *ret)
{
    uint64_t code;

    if (text.size > 2 * sizeof(*ret) || !string_parse_hexadecimal(text, &code)) {
        return false;
    }
    *ret = (uint32_t)code;
    return true;
}

static bool parse_code(struct portreg_string text, uint32_t *ret)
{
    if (string_starts_folded(text, "SC:")) {
        return parse_characters(string_from(text, 3), ret);
    }
    if (string_starts_folded(text, "SC=x")) {
        return parse_hexadecimal(string_from(text, 4), ret);
    }
    uint64_t value = 0;
    size_t skip = string_starts_folded(text, "SC=") ? 3 : 0;
    if (!string_parse_unsigned(string_from(text, skip), UINT32_MAX, &value)) {
        return false;
    }
    *ret = (uint32_t)value;
    return true;
}

enum portreg_status portreg_service_code_parse(const char *text, size_t size, uint32_t *ret,
                                               struct portreg_error *error)
{
    if (parse_code((struct portreg_string){ text, size }, ret)) {
        return PORTREG_OK;
    }
    return error_set(error, PORTREG_SYNTAX,
                     "this is not a DCCP service code: write SC:abcd (up to four characters), "
                     "SC=DECIMAL or SC=xHEX, at most 4294967295");
}

size_t portreg_service_code_format(uint32_t code, char text[PORTREG_SERVICE_CODE_SIZE])
{
    char characters[CODE_TEXT_MAX];
    size_t size = 0;
    for (size_t i = 0; i < CODE_TEXT_MAX; i++) {
        unsigned char c = (unsigned char)(code >> (24 - 8 * i));
        characters[i] = (char)c;
        if (!is_code_character(c)) {
            return (size_t)snprintf(text, PORTREG_SERVICE_CODE_SIZE, "SC=%" PRIu32, code);
        }
        size = c != ' ' ? i + 1 : size;
    }
    if (size == 0) {
        return (size_t)snprintf(text, PORTREG_SERVICE_CODE_SIZE, "SC=%" PRIu32, code);
    }
    return (size_t)snprintf(text, PORTREG_SERVICE_CODE_SIZE, "SC:%.*s", (int)size, characters);
}
