/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve/target.h"
#include "util/string.h"

static struct target target;

static enum portreg_status parse(const char *text)
{
    return target_parse(string_of(text), &target, NULL);
}

static void expect_segment(size_t index, const char *text)
{
    assert_true(index < target.segment_count);
    assert_true(string_is(target.segments[index], text));
}

static void path_is_cut_before_it_is_decoded(void **state)
{
    (void)state;
    assert_int_equal(parse("/service/cl%2F1"), PORTREG_OK);
    assert_int_equal(target.segment_count, 2);
    expect_segment(1, "cl/1");
    assert_false(target.ends_in_slash);
}

static void root_has_no_segments(void **state)
{
    (void)state;
    assert_int_equal(parse("/"), PORTREG_OK);
    assert_int_equal(target.segment_count, 0);
    assert_false(target.ends_in_slash);
    assert_int_equal(parse("/?q=a"), PORTREG_OK);
    assert_int_equal(target.segment_count, 0);
    assert_int_equal(target.parameter_count, 1);
}

static void last_slash_is_told(void **state)
{
    (void)state;
    assert_int_equal(parse("/port/443/"), PORTREG_OK);
    assert_int_equal(target.segment_count, 2);
    assert_true(target.ends_in_slash);
}

static void absolute_form_loses_its_authority(void **state)
{
    (void)state;
    assert_int_equal(parse("http://ports.example:80/v1/ports/443?as_of=2020"), PORTREG_OK);
    expect_segment(0, "v1");
    assert_int_equal(target.segment_count, 3);
    assert_int_equal(target.parameter_count, 1);
    assert_int_equal(parse("HTTPS://ports.example"), PORTREG_OK);
    assert_int_equal(target.segment_count, 0);
}

static void parameters_are_decoded(void **state)
{
    struct portreg_string value;

    (void)state;
    assert_int_equal(parse("/?q=name%3A+a%26b&&empty=&bare&%C3%A9=%C3%A9"), PORTREG_OK);
    assert_int_equal(target.parameter_count, 4);
    assert_true(target_parameter(&target, "q", &value));
    assert_true(string_is(value, "name: a&b"));
    assert_true(target_parameter(&target, "empty", &value));
    assert_int_equal(value.size, 0);
    assert_true(target_parameter(&target, "bare", &value));
    assert_int_equal(value.size, 0);
    assert_true(target_parameter(&target, "é", &value));
    assert_false(target_parameter(&target, "other", &value));
}

static void first_of_a_repeated_parameter_counts(void **state)
{
    struct portreg_string value;

    (void)state;
    assert_int_equal(parse("/?a=1&a=2"), PORTREG_OK);
    assert_true(target_parameter(&target, "a", &value));
    assert_true(string_is(value, "1"));
}

static void plus_is_a_space_in_the_query_alone(void **state)
{
    (void)state;
    assert_int_equal(parse("/a+b"), PORTREG_OK);
    expect_segment(0, "a+b");
}

static void bad_targets_are_refused(void **state)
{
    static const char *const bad[] = {
        "x", "*", "/%", "/%4", "/%zz", "/a%00b", "/%0A", "/a\x7f", "/%ff", "/%c0%af", "/a//b",
        "/../etc", "/a/..", "/.", "/%2e%2e/a", "/a/%2E", "/?a=%", "/?%00", "/?a=%ed%a0%80", "/\t",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (parse(bad[i]) != PORTREG_SYNTAX) {
            fail_msg("'%s' is taken", bad[i]);
        }
    }
}

/* A text of `part` as often as asked. */
static char *repeat(const char *start, const char *part, size_t count)
{
    size_t before = strlen(start);
    size_t size = strlen(part);
    char *text = malloc(before + size * count + 1);

    assert_non_null(text);
    memcpy(text, start, before);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + before + i * size, part, size);
    }
    text[before + size * count] = '\0';
    return text;
}

static void expect_limit(const char *start, const char *part, size_t most)
{
    char *fits = repeat(start, part, most);
    char *more = repeat(start, part, most + 1);

    assert_int_equal(parse(fits), PORTREG_OK);
    assert_int_equal(parse(more), PORTREG_LIMIT);
    free(fits);
    free(more);
}

static void limits_hold(void **state)
{
    (void)state;
    expect_limit("/", "a", TARGET_SIZE_MAX - 1);
    expect_limit("", "/a", TARGET_SEGMENTS_MAX);
    expect_limit("/?", "a&", TARGET_PARAMETERS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_cut_before_it_is_decoded),
        cmocka_unit_test(root_has_no_segments),
        cmocka_unit_test(last_slash_is_told),
        cmocka_unit_test(absolute_form_loses_its_authority),
        cmocka_unit_test(parameters_are_decoded),
        cmocka_unit_test(first_of_a_repeated_parameter_counts),
        cmocka_unit_test(plus_is_a_space_in_the_query_alone),
        cmocka_unit_test(bad_targets_are_refused),
        cmocka_unit_test(limits_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
