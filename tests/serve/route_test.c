/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve/route.h"
#include "util/string.h"

static struct target target;
static struct route_match match;

static bool find(const char *text, enum request_method method)
{
    assert_int_equal(target_parse(string_of(text), &target, NULL), PORTREG_OK);
    return route_find(&target, method, &match);
}

static void expect_route(const char *text, const char *pattern)
{
    if (!find(text, METHOD_GET)) {
        fail_msg("%s has no route", text);
    }
    assert_string_equal(match.route->pattern, pattern);
}

static void captures_are_segments(void **state)
{
    (void)state;
    expect_route("/v1/ports/443/tcp", "/v1/ports/{port}/{transport}");
    assert_true(string_is(match.captures[0], "443"));
    assert_true(string_is(match.captures[1], "tcp"));
    assert_int_equal(match.captures[2].size, 0);
    assert_int_equal(match.suffix, MEDIA_COUNT);
}

static void a_suffix_is_cut_where_the_route_has_that_medium(void **state)
{
    (void)state;
    expect_route("/v1/ports/443.csv", "/v1/ports/{port}");
    assert_true(string_is(match.captures[0], "443"));
    assert_int_equal(match.suffix, MEDIA_CSV);
    expect_route("/v1/records.ndjson", "/v1/records");
    assert_int_equal(match.suffix, MEDIA_NDJSON);
    expect_route("/v1/ports/443.html", "/v1/ports/{port}");
    assert_true(string_is(match.captures[0], "443.html"));
    assert_int_equal(match.suffix, MEDIA_COUNT);
    expect_route("/v1/services/.csv", "/v1/services/{name}");
    assert_true(string_is(match.captures[0], ".csv"));
}

static void an_address_may_end_like_a_suffix(void **state)
{
    (void)state;
    expect_route("/openapi.json", "/openapi.json");
}

static void a_fixed_segment_comes_before_a_capture(void **state)
{
    (void)state;
    expect_route("/v1/records/443/history", "/v1/records/{query}/history");
    expect_route("/v1/records/443/tcp/history", "/v1/records/{query}/{transport}/history");
}

static void what_is_nowhere_has_no_route(void **state)
{
    static const char *const none[] = { "/v1", "/v1/ports", "/v1/ports/1/tcp/x", "/v2/ports/1",
                                        "/V1/ports/1", "/v1/stats.csv", "/v1/records/443" };

    (void)state;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        if (find(none[i], METHOD_GET)) {
            fail_msg("%s has the route %s", none[i], match.route->pattern);
        }
    }
}

static void the_methods_of_an_address_are_told(void **state)
{
    (void)state;
    assert_true(find("/v1/lookup", METHOD_GET));
    assert_int_equal(match.methods, METHOD_BIT(POST));
    assert_true(find("/v1/stats", METHOD_OTHER));
    assert_int_equal(match.methods, METHODS_READ);
}

/* Captures and the braces of a pattern are told in two places: they must agree. */
static void captures_are_named_as_in_the_pattern(void **state)
{
    const struct route *route;

    (void)state;
    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        size_t captures = 0;
        char part[64];

        for (const char *at = route->pattern; *at != '\0'; at++) {
            captures += *at == '{';
        }
        assert_true(captures <= ROUTE_CAPTURES_MAX);
        for (size_t j = 0; j < ROUTE_CAPTURES_MAX && route->captures[j].name != NULL; j++) {
            snprintf(part, sizeof(part), "{%s}", route->captures[j].name);
            if (strstr(route->pattern, part) == NULL || j >= captures) {
                fail_msg("%s has no %s", route->pattern, part);
            }
        }
        assert_int_equal(route_index(route), i);
    }
    assert_int_equal(route_count(), route_index(NULL));
}

static void routes_of_the_api_are_described(void **state)
{
    const struct route *route;
    size_t count = 0;

    (void)state;
    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        if ((route->flags & ROUTE_API) == 0) {
            continue;
        }
        count++;
        assert_memory_equal(route->pattern, "/v1/", 4);
        assert_non_null(route->response);
        assert_non_null(route->example);
        assert_true((route->media & MEDIA_BIT(JSON)) != 0);
        assert_int_equal(route->line != NULL, (route->media & MEDIA_BIT(NDJSON)) != 0);
        assert_int_equal(route->body != NULL, (route->methods & METHOD_BIT(POST)) != 0);
    }
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captures_are_segments),
        cmocka_unit_test(a_suffix_is_cut_where_the_route_has_that_medium),
        cmocka_unit_test(an_address_may_end_like_a_suffix),
        cmocka_unit_test(a_fixed_segment_comes_before_a_capture),
        cmocka_unit_test(what_is_nowhere_has_no_route),
        cmocka_unit_test(the_methods_of_an_address_are_told),
        cmocka_unit_test(captures_are_named_as_in_the_pattern),
        cmocka_unit_test(routes_of_the_api_are_described),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
