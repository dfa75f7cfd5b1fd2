/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
/* Two of its functions have names that the writer uses too; neither is needed here. */
#define json_string jansson_string
#define json_null jansson_null
#include <jansson.h>
#undef json_string
#undef json_null

#include "util/json.h"
#include "util/string.h"

static void write_everything(struct json *json)
{
    json_object_open(json);
    json_key(json, "empty object");
    json_object_open(json);
    json_object_close(json);
    json_key(json, "empty list");
    json_array_open(json);
    json_array_close(json);
    json_key(json, "list");
    json_array_open(json);
    json_unsigned(json, UINT64_C(9007199254740993));
    json_number(json, 0.25, 3);
    json_bool(json, true);
    json_bool(json, false);
    json_null(json);
    json_text(json, NULL);
    json_text(json, "text");
    json_string_or_null(json, STRING_LITERAL(""));
    json_string_or_null(json, STRING_LITERAL("string"));
    json_object_open(json);
    json_key(json, "quote\"d");
    json_string(json, STRING_LITERAL("\\ / \b\f\n\r\t\x01\x1F\x7F \xC3\xA9 \xF0\x9F\x98\x80"));
    json_object_close(json);
    json_array_close(json);
    json_object_close(json);
}

static void compact_and_pretty_say_the_same(void **state)
{
    (void)state;
    json_t *read[2];
    for (int pretty = 0; pretty < 2; pretty++) {
        struct buffer out = BUFFER_INIT(10000);
        struct json json;
        json_init(&json, &out, pretty);
        write_everything(&json);
        json_error_t error;
        read[pretty] = json_loadb(out.data, out.size, 0, &error);
        if (!read[pretty]) {
            fail_msg("%s in %s", error.text, out.data);
        }
        buffer_free(&out);
    }
    assert_true(json_equal(read[0], read[1]));
    const json_t *list = json_object_get(read[0], "list");
    assert_int_equal(json_array_size(list), 10);
    assert_true(json_integer_value(json_array_get(list, 0)) == INT64_C(9007199254740993));
    assert_true(json_is_null(json_array_get(list, 5)));
    assert_true(json_is_null(json_array_get(list, 7)));
    const char *odd =
        json_string_value(json_object_get(json_array_get(list, 9), "quote\"d"));
    assert_string_equal(odd, "\\ / \b\f\n\r\t\x01\x1F\x7F \xC3\xA9 \xF0\x9F\x98\x80");
    json_decref(read[0]);
    json_decref(read[1]);
}

static void the_layout_is_fixed(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT(10000);
    struct json json;
    json_init(&json, &out, true);
    json_object_open(&json);
    json_key(&json, "a");
    json_array_open(&json);
    json_unsigned(&json, 1);
    json_unsigned(&json, 2);
    json_array_close(&json);
    json_key(&json, "b");
    json_object_open(&json);
    json_object_close(&json);
    json_object_close(&json);
    assert_string_equal(out.data, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
    buffer_clear(&out);
    json_init(&json, &out, false);
    json_array_open(&json);
    json_null(&json);
    json_number(&json, -1.005, 1);
    json_array_close(&json);
    assert_string_equal(out.data, "[null,-1.0]");
    buffer_free(&out);
}

static void every_byte_below_0x80_comes_back(void **state)
{
    (void)state;
    for (int c = 0; c < 0x80; c++) {
        struct buffer out = BUFFER_INIT(100);
        char byte = (char)c;
        json_quote(&out, (struct portreg_string){ &byte, 1 });
        json_t *read = json_loadb(out.data, out.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(read);
        assert_int_equal(json_string_length(read), 1);
        assert_int_equal(json_string_value(read)[0], byte);
        json_decref(read);
        buffer_free(&out);
    }
}

static void a_full_buffer_is_noticed(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT(5);
    struct json json;
    json_init(&json, &out, true);
    write_everything(&json);
    assert_true(buffer_failed(&out));
    assert_true(out.size <= 5);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_and_pretty_say_the_same),
        cmocka_unit_test(the_layout_is_fixed),
        cmocka_unit_test(every_byte_below_0x80_comes_back),
        cmocka_unit_test(a_full_buffer_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
