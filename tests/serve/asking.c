/* SPDX-License-Identifier: BSD-2-Clause */
#include "asking.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/value.h"
#include "util/string.h"

int asking_setup(void **state)
{
    struct test_site *site = calloc(1, sizeof(*site));

    assert_non_null(site);
    test_site_open(site, getenv("PORTREG_TEST_DATA"));
    *state = site;
    return 0;
}

int asking_teardown(void **state)
{
    test_site_close(*state);
    free(*state);
    return 0;
}

static struct asked ask_request(const struct test_site *site, unsigned status,
                                const struct dispatch_request *request)
{
    struct asked asked;

    asked.prepared = dispatch(site->site, request, &asked.from_cache);
    assert_non_null(asked.prepared);
    asked.body = (struct buffer){ .data = (char *)(uintptr_t)asked.prepared->body,
                                  .size = asked.prepared->size };
    if (asked.prepared->status != status) {
        fail_msg("%.*s: %u instead of %u: %.*s", (int)request->target.size, request->target.data,
                 asked.prepared->status, status, (int)asked.body.size, asked.body.data);
    }
    return asked;
}

struct asked ask(const struct test_site *site, unsigned status, const char *target,
                 const char *accept)
{
    return ask_request(site, status,
                       &(struct dispatch_request){ .method = METHOD_GET,
                                                   .target = string_of(target),
                                                   .accept = string_of(accept ? accept : "") });
}

struct asked ask_method(const struct test_site *site, unsigned status, enum request_method method,
                        const char *target)
{
    return ask_request(site, status,
                       &(struct dispatch_request){ .method = method,
                                                   .target = string_of(target) });
}

struct asked ask_post(const struct test_site *site, unsigned status, const char *target,
                      const char *type, const char *body)
{
    return ask_request(site, status,
                       &(struct dispatch_request){ .method = METHOD_POST,
                                                   .target = string_of(target),
                                                   .body = string_of(body),
                                                   .body_type = string_of(type) });
}

void asked_free(struct asked *asked)
{
    prepared_unref(asked->prepared);
}

const char *asked_header(const struct asked *asked, const char *name)
{
    const char *value = MHD_get_response_header(asked->prepared->response, name);

    return value != NULL ? value : "";
}

void expect_json(const struct test_site *site, unsigned status, const char *target,
                 const char *path, const char *value)
{
    struct asked asked = ask(site, status, target, NULL);

    assert_json(&asked.body, path, value);
    asked_free(&asked);
}

void expect_text(const struct asked *asked, const char *text)
{
    if (string_find((struct portreg_string){ asked->body.data, asked->body.size },
                    string_of(text)) == NULL) {
        fail_msg("no \"%s\" in: %.*s", text, (int)asked->body.size, asked->body.data);
    }
}
