/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/value.h"
#include "asking.h"
#include "serve/metrics.h"
#include "util/string.h"

static void an_answer_is_made_once(void **state)
{
    struct asked first = ask(*state, 200, "/v1/ports/443", NULL);
    struct asked again = ask(*state, 200, "/v1/ports/443", NULL);
    struct asked head = ask_method(*state, 200, METHOD_HEAD, "/v1/ports/443");

    assert_false(first.from_cache);
    assert_true(again.from_cache);
    assert_ptr_equal(first.prepared, again.prepared);
    assert_ptr_equal(first.prepared, head.prepared);
    asked_free(&first);
    asked_free(&again);
    asked_free(&head);
}

static void other_headers_make_another_answer(void **state)
{
    struct asked json = ask(*state, 200, "/v1/ports/443", NULL);
    struct asked csv = ask(*state, 200, "/v1/ports/443", "text/csv");

    assert_false(csv.from_cache);
    assert_string_not_equal(json.prepared->etag, csv.prepared->etag);
    assert_string_equal(asked_header(&csv, "Content-Type"), "text/csv; charset=utf-8");
    assert_string_equal(asked_header(&csv, "Vary"), "Accept, Accept-Encoding");
    asked_free(&json);
    asked_free(&csv);
}

static void gzip_has_a_tag_of_its_own(void **state)
{
    const struct test_site *site = *state;
    const struct dispatch_request request = { .method = METHOD_GET,
                                              .target = STRING_LITERAL("/v1/ports/80"),
                                              .accept_encoding = STRING_LITERAL("gzip") };
    struct asked plain = ask(site, 200, "/v1/ports/80", NULL);
    bool from_cache;
    struct prepared *packed = dispatch(site->site, &request, &from_cache);

    assert_non_null(packed);
    assert_true(packed->size < plain.prepared->size);
    assert_non_null(strstr(packed->etag, "-gzip\""));
    assert_string_equal(MHD_get_response_header(packed->response, "Content-Encoding"), "gzip");
    prepared_unref(packed);
    asked_free(&plain);
}

static void errors_are_not_kept(void **state)
{
    for (int i = 0; i < 2; i++) {
        struct asked asked = ask(*state, 404, "/v1/services/htps", NULL);

        assert_false(asked.from_cache);
        assert_string_equal(asked_header(&asked, "Cache-Control"), "no-store");
        assert_string_equal(asked.prepared->etag, "");
        asked_free(&asked);
    }
}

static void an_unknown_address_is_a_problem(void **state)
{
    struct asked asked = ask(*state, 404, "/v1/nothing", NULL);
    struct asked page = ask(*state, 404, "/v1/nothing", "text/html,*/*;q=0.8");

    assert_json(&asked.body, "status", "404");
    assert_json(&asked.body, "title", "\"Not found\"");
    assert_string_equal(asked_header(&asked, "Content-Type"), "application/problem+json");
    assert_int_equal(asked.prepared->route_index, METRICS_NO_ROUTE);
    assert_string_equal(asked_header(&page, "Content-Type"), "text/html; charset=utf-8");
    asked_free(&asked);
    asked_free(&page);
}

static void a_bad_address_is_a_problem(void **state)
{
    expect_json(*state, 400, "/v1/../etc", "title", "\"Bad address\"");
    expect_json(*state, 400, "/v1/ports/%zz", "status", "400");
}

static void a_slash_at_the_end_is_redirected(void **state)
{
    struct asked asked = ask(*state, 308, "/v1/ports/443/?as_of=2020", NULL);

    assert_string_equal(asked_header(&asked, "Location"), "/v1/ports/443?as_of=2020");
    asked_free(&asked);
}

static void methods_are_told(void **state)
{
    struct asked options = ask_method(*state, 204, METHOD_OPTIONS, "/v1/ports/443");
    struct asked other = ask_method(*state, 405, METHOD_OTHER, "/v1/ports/443");
    struct asked get = ask(*state, 405, "/v1/lookup", NULL);

    assert_string_equal(asked_header(&options, "Allow"), "GET, HEAD, OPTIONS");
    assert_string_equal(asked_header(&options, "Access-Control-Allow-Methods"),
                        "GET, HEAD, OPTIONS");
    assert_int_equal(options.body.size, 0);
    assert_string_equal(asked_header(&other, "Allow"), "GET, HEAD, OPTIONS");
    assert_string_equal(asked_header(&get, "Allow"), "POST, OPTIONS");
    assert_json(&get.body, "status", "405");
    asked_free(&options);
    asked_free(&other);
    asked_free(&get);
}

/* Errors and files too, whether a route took the request or not. */
static void every_answer_names_its_layers(void **state)
{
    static const struct {
        unsigned status;
        const char *target;
        const char *accept;
        const char *layers; /* how the header begins */
    } requests[] = {
        { 404, "/nothing", NULL, "local;version=\"2020-05-01\";age=" },
        { 404, "/nothing", "text/html", "local;version=\"2020-05-01\";age=" },
        { 400, "/v1/%zz", NULL, "local;version=\"2020-05-01\";age=" },
        { 405, "/v1/lookup", NULL, "local;version=\"2020-05-01\";age=" },
        { 406, "/v1/ports/443", "image/png", "local;version=\"2020-05-01\";age=" },
        { 406, "/port/443", "image/png", "local;version=\"2020-05-01\";age=" },
        { 308, "/v1/ports/443/", NULL, "local;version=\"2020-05-01\";age=" },
        { 200, "/port/443.csv", NULL, "local;version=\"2020-05-01\";age=" },
        { 200, "/port/443", NULL, "local;version=\"2020-05-01\";age=" },
        { 200, "/port/443.csv?as_of=2016", NULL, "iana;version=\"2015-06-01\";age=" },
        { 200, "/downloads/iana.csv", NULL, "iana;version=\"2026-02-13\"" },
        { 200, "/livez", NULL, "" },
        { 200, "/metrics", NULL, "" },
    };

    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        struct asked asked =
            ask(*state, requests[i].status, requests[i].target, requests[i].accept);
        const char *layers = asked_header(&asked, "Registry-Layers");

        if (strncmp(layers, requests[i].layers, strlen(requests[i].layers)) != 0 ||
            (requests[i].layers[0] == '\0' && layers[0] != '\0')) {
            fail_msg("%s: %s", requests[i].target, layers);
        }
        asked_free(&asked);
    }
}

/* What is good beyond the day does not say how many days old it is. */
static void files_name_their_layer_without_its_age(void **state)
{
    static const char *const targets[] = {
        "/downloads/iana.csv", "/downloads/iana.portreg",
        "/assignments/service-names-port-numbers/service-names-port-numbers.xml",
        "/assignments/service-names-port-numbers/service-names-port-numbers.xhtml",
        "/assignments/service-names-port-numbers/service-names-port-numbers.csv?as_of=2026-03",
    };

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct asked asked = ask(*state, 200, targets[i], NULL);

        assert_string_equal(asked_header(&asked, "Registry-Layers"),
                            "iana;version=\"2026-02-13\"");
        asked_free(&asked);
    }
}

static void a_medium_that_is_not_there_is_refused(void **state)
{
    struct asked asked = ask(*state, 406, "/v1/ports/443", "image/png");

    assert_json(&asked.body, "title", "\"Not acceptable\"");
    asked_free(&asked);
    asked = ask(*state, 200, "/v1/ports/443.ndjson", "text/csv");
    assert_string_equal(asked_header(&asked, "Content-Type"), "application/x-ndjson");
    asked_free(&asked);
}

static void parameters_are_checked(void **state)
{
    expect_json(*state, 400, "/v1/ports/443?asof=2020", "title", "\"Unknown parameter\"");
    expect_json(*state, 400, "/v1/ports/443?as_of=2020&as_of=2021", "title",
                "\"Repeated parameter\"");
    expect_json(*state, 400, "/v1/ports/443?as_of=yesterday", "title", "\"Bad date\"");
    expect_json(*state, 404, "/v1/ports/443?as_of=1999", "title", "\"No such version\"");
}

static void what_is_too_large_is_refused(void **state)
{
    const struct test_site *site = *state;
    const struct dispatch_request address = { .method = METHOD_GET,
                                              .target = STRING_LITERAL("/"),
                                              .target_too_long = true };
    const struct dispatch_request body = { .method = METHOD_POST,
                                           .target = STRING_LITERAL("/v1/lookup"),
                                           .body_too_long = true };
    bool from_cache;
    struct prepared *prepared = dispatch(site->site, &address, &from_cache);

    assert_int_equal(prepared->status, 414);
    prepared_unref(prepared);
    prepared = dispatch(site->site, &body, &from_cache);
    assert_int_equal(prepared->status, 413);
    prepared_unref(prepared);
}

static void an_address_too_long_for_the_cache_is_answered(void **state)
{
    char target[3000] = "/v1/ports/443?as_of=2026";

    memset(target + strlen(target), '&', sizeof(target) - strlen(target) - 1);
    for (int i = 0; i < 2; i++) {
        struct asked asked = ask(*state, 200, target, NULL);

        assert_false(asked.from_cache);
        assert_string_equal(asked.prepared->etag, "");
        asked_free(&asked);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

/* A body that is being sent, as large as one may be. */
static struct prepared *large_body(void)
{
    const struct prepared_context context = { .route = NULL };
    struct prepared *prepared;
    struct reply reply;

    reply_init(&reply, MEDIA_TEXT);
    buffer_append_repeat(&reply.body, 'x', REPLY_BODY_MAX);
    prepared = prepared_of_reply(&reply, &context);
    assert_non_null(prepared);
    reply_free(&reply);
    return prepared;
}

static void large_answers_are_not_held_without_end(void **state)
{
    static const char large[] = "/v1/free?count=1000";
    struct prepared *held[PREPARED_BODIES_MAX / REPLY_BODY_MAX];
    struct asked asked;

    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
        held[i] = large_body();
    }
    asked = ask(*state, 503, large, NULL);
    assert_string_equal(asked_header(&asked, "Retry-After"), "1");
    asked_free(&asked);
    asked = ask(*state, 200, "/v1/ports/443", NULL);
    asked_free(&asked);
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
        prepared_unref(held[i]);
    }
    asked = ask(*state, 200, large, NULL);
    assert_true(asked.body.size > PREPARED_SMALL);
    asked_free(&asked);
}

/* The feed has the address in it. */
static void another_address_makes_other_tags(void **state)
{
    const struct test_site *here = *state;
    struct site *there;

    assert_int_equal(site_open(here->path_list, 2, "https://ports.example", &there, NULL),
                     PORTREG_OK);
    assert_int_not_equal(here->site->checksum, there->checksum);
    site_unref(there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_made_once),
        TEST(other_headers_make_another_answer),
        TEST(gzip_has_a_tag_of_its_own),
        TEST(errors_are_not_kept),
        TEST(an_unknown_address_is_a_problem),
        TEST(a_bad_address_is_a_problem),
        TEST(a_slash_at_the_end_is_redirected),
        TEST(methods_are_told),
        TEST(every_answer_names_its_layers),
        TEST(files_name_their_layer_without_its_age),
        TEST(a_medium_that_is_not_there_is_refused),
        TEST(parameters_are_checked),
        TEST(what_is_too_large_is_refused),
        TEST(an_address_too_long_for_the_cache_is_answered),
        TEST(large_answers_are_not_held_without_end),
        TEST(another_address_makes_other_tags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
