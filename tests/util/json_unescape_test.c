/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
/* Two of its functions have names that the writer uses too; neither is needed here. */
#define json_string jansson_string
#define json_null jansson_null
#include <jansson.h>
#undef json_string
#undef json_null

#include "util/json.h"
#include "util/string.h"

#define ROOM 64

static void gives(const char *text, const char *expected)
{
    char out[ROOM];
    const size_t size = json_unescape(string_of(text), out, sizeof(out));

    assert_int_equal(size, strlen(expected));
    assert_memory_equal(out, expected, size);
}

static void each_escape(void **state)
{
    (void)state;
    gives("", "");
    gives("plain", "plain");
    gives("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t");
    gives("a\\u0041b", "aAb");
}

static void characters_as_another_reader_has_them(void **state)
{
    static const uint32_t characters[] = { 0x1,    0x7F,   0x80,    0x7FF,   0x800,
                                           0xD7FF, 0xE000, 0xFFFD,  0x10000, 0x1F600,
                                           0xFFFFF, 0x10FFFF };
    (void)state;
    for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
        const uint32_t beyond = characters[i] - 0x10000;
        char text[ROOM];
        json_t *read;

        if (characters[i] < 0x10000) {
            snprintf(text, sizeof(text), "\"\\u%04x\"", characters[i]);
        } else {
            snprintf(text, sizeof(text), "\"\\u%04x\\u%04X\"", 0xD800 + (beyond >> 10),
                     0xDC00 + (beyond & 0x3FF));
        }
        read = json_loads(text, JSON_DECODE_ANY, NULL);
        assert_non_null(read);
        text[strlen(text) - 1] = '\0';
        gives(text + 1, json_string_value(read));
        json_decref(read);
    }
}

static void malformed_escapes(void **state)
{
    static const char *const texts[] = {
        "\\",       "\\x",           "\\u",           "\\u00",         "\\u00g0",
        "\\U0041",  "\\uD800",       "\\uDC00",       "\\uD800\\n",    "\\uD800\\u",
        "\\uD83D\\uD83D", "\\uD83Dx\\uDE00", "\\uDE00\\uD83D", "\\uD83D\\uDE0", "\\\\\\",
    };
    char out[ROOM];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(json_unescape(string_of(texts[i]), out, sizeof(out)), SIZE_MAX);
    }
}

static void what_does_not_fit(void **state)
{
    const struct portreg_string text = STRING_LITERAL("ab\\uD83D\\uDE00");
    char out[ROOM] = "??????";

    (void)state;
    for (size_t room = 0; room < 6; room++) {
        assert_int_equal(json_unescape(text, out, room), SIZE_MAX);
        assert_int_equal(out[room], '?');
    }
    assert_int_equal(json_unescape(text, out, 6), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_escape),
        cmocka_unit_test(characters_as_another_reader_has_them),
        cmocka_unit_test(malformed_escapes),
        cmocka_unit_test(what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
