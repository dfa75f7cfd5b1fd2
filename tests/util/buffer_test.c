/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "util/buffer.h"
#include "util/string.h"

static void appends_of_every_kind_join(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT(1000);
    buffer_append(&buffer, "a\0b", 3);
    buffer_append_text(&buffer, "text");
    buffer_append_string(&buffer, STRING_LITERAL("string"));
    buffer_append_string(&buffer, (struct portreg_string){ NULL, 0 });
    buffer_append_char(&buffer, '-');
    buffer_append_repeat(&buffer, 'r', 3);
    buffer_append_unsigned(&buffer, 0);
    buffer_append_unsigned(&buffer, UINT64_MAX);
    buffer_printf(&buffer, "%s%d", "f", -7);
    assert_false(buffer_failed(&buffer));
    const char expected[] = "a\0btextstring-rrr018446744073709551615f-7";
    assert_int_equal(buffer.size, sizeof(expected) - 1);
    assert_memory_equal(buffer.data, expected, sizeof(expected));
    buffer_free(&buffer);
}

static void counts_have_commas(void **state)
{
    struct buffer buffer = BUFFER_INIT(100);

    (void)state;
    buffer_append_grouped(&buffer, 0);
    buffer_append_char(&buffer, ' ');
    buffer_append_grouped(&buffer, 999);
    buffer_append_char(&buffer, ' ');
    buffer_append_grouped(&buffer, 14533);
    buffer_append_char(&buffer, ' ');
    buffer_append_grouped(&buffer, 1000000);
    buffer_append_char(&buffer, ' ');
    buffer_append_grouped(&buffer, UINT64_MAX);
    assert_string_equal(buffer.data, "0 999 14,533 1,000,000 18,446,744,073,709,551,615");
    buffer_free(&buffer);
}

static void words_stand_on_one_line(void **state)
{
    struct buffer buffer = BUFFER_INIT(100);

    (void)state;
    buffer_append_words(&buffer, STRING_LITERAL("one"));
    buffer_append_words(&buffer, STRING_LITERAL(""));
    buffer_append_words(&buffer, STRING_LITERAL(" \n"));
    buffer_append_char(&buffer, '|');
    buffer_append_words(&buffer, STRING_LITERAL("\n two\t \r\nwords "));
    assert_string_equal(buffer.data, "one|two words");
    buffer_free(&buffer);
}

static void grows_byte_by_byte(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT(100000);
    for (unsigned i = 0; i < 100000; i++) {
        buffer_append_char(&buffer, (char)('a' + i % 26));
        assert_int_equal(buffer.data[buffer.size], '\0');
    }
    assert_false(buffer_failed(&buffer));
    for (unsigned i = 0; i < 100000; i++) {
        assert_int_equal(buffer.data[i], 'a' + i % 26);
    }
    buffer_append_char(&buffer, 'x');
    assert_true(buffer.over_limit);
    buffer_free(&buffer);
}

static void a_failure_is_remembered_and_changes_nothing(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT(10);
    buffer_append_text(&buffer, "0123456789");
    assert_false(buffer_failed(&buffer));
    buffer_printf(&buffer, "%s", "x");
    assert_true(buffer_failed(&buffer));
    assert_true(buffer.over_limit);
    buffer_append_text(&buffer, "");
    assert_int_equal(buffer.size, 10);
    assert_string_equal(buffer.data, "0123456789");
    size_t size = 99;
    assert_null(buffer_take(&buffer, &size));
    assert_int_equal(size, 99);
    buffer_clear(&buffer);
    assert_false(buffer_failed(&buffer));
    assert_false(buffer.over_limit);
    buffer_append_text(&buffer, "new");
    assert_string_equal(buffer.data, "new");
    buffer_free(&buffer);
}

static void sizes_near_the_largest_do_not_wrap(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT(SIZE_MAX);
    buffer_append_text(&buffer, "some");
    assert_false(buffer_reserve(&buffer, SIZE_MAX));
    buffer_clear(&buffer);
    buffer_append_text(&buffer, "some");
    assert_false(buffer_reserve(&buffer, SIZE_MAX - 4));
    buffer_clear(&buffer);
    assert_false(buffer_reserve(&buffer, SIZE_MAX / 2));
    buffer_free(&buffer);
}

static void shrinking_keeps_the_bytes_and_goes_on(void **state)
{
    struct buffer buffer = BUFFER_INIT(10000);

    (void)state;
    buffer_shrink(&buffer);
    assert_null(buffer.data);
    assert_true(buffer_reserve(&buffer, 9000));
    buffer_append_text(&buffer, "few");
    buffer_shrink(&buffer);
    assert_in_range(buffer.capacity, 4, 4);
    assert_string_equal(buffer.data, "few");
    buffer_append_text(&buffer, " more");
    assert_string_equal(buffer.data, "few more");
    buffer_free(&buffer);
}

static void taking_hands_over_and_empties(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT(100);
    size_t size = 99;
    char *nothing = buffer_take(&buffer, &size);
    assert_string_equal(nothing, "");
    assert_int_equal(size, 0);
    free(nothing);
    buffer_append_text(&buffer, "one");
    char *one = buffer_take(&buffer, &size);
    assert_string_equal(one, "one");
    assert_int_equal(size, 3);
    free(one);
    assert_null(buffer.data);
    assert_int_equal(buffer.limit, 100);
    buffer_append_text(&buffer, "two");
    assert_string_equal(buffer.data, "two");
    buffer_free(&buffer);
    buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_commas),
        cmocka_unit_test(appends_of_every_kind_join),
        cmocka_unit_test(words_stand_on_one_line),
        cmocka_unit_test(grows_byte_by_byte),
        cmocka_unit_test(a_failure_is_remembered_and_changes_nothing),
        cmocka_unit_test(sizes_near_the_largest_do_not_wrap),
        cmocka_unit_test(shrinking_keeps_the_bytes_and_goes_on),
        cmocka_unit_test(taking_hands_over_and_empties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
