/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "asking.h"
#include "util/string.h"

/* The OpenAPI document against the route table; answers against it: openapi_check. */

static json_t *load(const struct test_site *site)
{
    struct asked asked = ask(site, 200, "/openapi.json", NULL);
    json_error_t error;
    json_t *root = json_loadb(asked.body.data, asked.body.size, JSON_REJECT_DUPLICATES, &error);

    if (root == NULL) {
        fail_msg("line %d: %s", error.line, error.text);
    }
    asked_free(&asked);
    return root;
}

/* The operation of a route, which must be the only one of its path. */
static const json_t *operation_of(const json_t *paths, const struct route *route)
{
    const json_t *path = json_object_get(paths, route->pattern);

    if (json_object_size(path) != 1) {
        fail_msg("%s has not one operation", route->pattern);
    }
    return json_object_get(path, route->body != NULL ? "post" : "get");
}

static void expect_parameter(const json_t *operation, size_t *index,
                             const struct route_parameter *parameter, const char *place)
{
    const json_t *found = json_array_get(json_object_get(operation, "parameters"), (*index)++);

    assert_non_null(found);
    assert_string_equal(json_string_value(json_object_get(found, "name")), parameter->name);
    assert_string_equal(json_string_value(json_object_get(found, "in")), place);
    assert_int_equal(json_is_true(json_object_get(found, "required")), parameter->required);
    assert_true(json_object_size(json_object_get(found, "schema")) > 0);
}

static void expect_parameters(const json_t *operation, const struct route *route)
{
    size_t index = 0;

    for (size_t i = 0; i < ROUTE_CAPTURES_MAX && route->captures[i].name != NULL; i++) {
        expect_parameter(operation, &index, &route->captures[i], "path");
    }
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && route->parameters[i].name != NULL; i++) {
        expect_parameter(operation, &index, &route->parameters[i], "query");
    }
    assert_int_equal(index, json_array_size(json_object_get(operation, "parameters")));
}

static void expect_media(const json_t *operation, const struct route *route)
{
    const json_t *responses = json_object_get(operation, "responses");
    const json_t *content = json_object_get(json_object_get(responses, "200"), "content");
    size_t count = 0;

    for (unsigned i = 0; i < MEDIA_COUNT; i++) {
        if ((route->media & 1u << i) != 0) {
            assert_non_null(json_object_get(content, media_type((enum media)i)));
            count++;
        }
    }
    assert_int_equal(json_object_size(content), count);
    assert_non_null(json_object_get(responses, "default"));
}

static void the_document_has_every_route_and_no_other(void **state)
{
    json_t *root = load(*state);
    const json_t *paths = json_object_get(root, "paths");
    const struct route *route;
    size_t count = 0;

    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        if ((route->flags & ROUTE_API) != 0) {
            const json_t *operation = operation_of(paths, route);

            assert_non_null(operation);
            assert_string_equal(json_string_value(json_object_get(operation, "operationId")),
                                route->name);
            assert_int_equal(json_object_get(operation, "requestBody") != NULL,
                             route->body != NULL);
            expect_parameters(operation, route);
            expect_media(operation, route);
            count++;
        }
    }
    assert_int_equal(json_object_size(paths), count);
    json_decref(root);
}

/* Every {"$ref": "#/components/…"} leads somewhere. */
static void follow_references(const json_t *root, json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;

    json_object_foreach (value, key, member) {
        if (strcmp(key, "$ref") == 0) {
            char path[256];
            char *rest = path;
            const json_t *at = root;
            const char *part;

            snprintf(path, sizeof(path), "%s", json_string_value(member) + 2);
            while ((part = strsep(&rest, "/")) != NULL) {
                at = json_object_get(at, part);
            }
            if (at == NULL) {
                fail_msg("%s leads nowhere", json_string_value(member));
            }
        }
        follow_references(root, member);
    }
    json_array_foreach (value, i, member) {
        follow_references(root, member);
    }
}

static void references_lead_somewhere(void **state)
{
    json_t *root = load(*state);

    follow_references(root, root);
    assert_string_equal(json_string_value(json_object_get(root, "openapi")), "3.1.0");
    json_decref(root);
}

/* The columns stand in the schemas as they stand in the tables of the program. */
static void schemas_have_the_columns(void **state)
{
    json_t *root = load(*state);
    const json_t *columns = json_object_get(
        json_object_get(json_object_get(root, "components"), "schemas"), "Columns");

    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        assert_non_null(json_object_get(json_object_get(columns, "properties"),
                                        portreg_column_key((enum portreg_column)i)));
    }
    json_decref(root);
}

static void the_guide_shows_every_route_with_an_answer(void **state)
{
    struct asked asked = ask(*state, 200, "/api", NULL);
    const struct route *route;
    char heading[128];

    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        if ((route->flags & ROUTE_API) != 0) {
            snprintf(heading, sizeof(heading), "<h2 id=\"%s\"><code>%s %s</code></h2>",
                     route->name, route->body != NULL ? "POST" : "GET", route->pattern);
            expect_text(&asked, heading);
        }
    }
    expect_text(&asked, "curl 'http://ports.example/v1/ports/443/tcp'");
    expect_text(&asked, "-d '[443, &quot;8080/tcp&quot;, &quot;htps&quot;]'");
    expect_text(&asked, "&quot;description&quot;: &quot;http protocol over TLS/SSL&quot;");
    assert_null(string_find((struct portreg_string){ asked.body.data, asked.body.size },
                            STRING_LITERAL("about:blank")));
    asked_free(&asked);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_document_has_every_route_and_no_other),
        TEST(references_lead_somewhere),
        TEST(schemas_have_the_columns),
        TEST(the_guide_shows_every_route_with_an_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
