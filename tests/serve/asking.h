/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SERVE_ASKING_H
#define TESTS_SERVE_ASKING_H

#include "serve/dispatch.h"
#include "test_site.h"
#include "util/buffer.h"

/* Requests to dispatch() itself, without a socket. */

/* Set-up and tear-down for cmocka; *state is a test_site with both layers. */
int asking_setup(void **state);
int asking_teardown(void **state);

struct asked {
    struct prepared *prepared;
    bool from_cache;
    struct buffer body; /* borrowed from `prepared` */
};

/* Fails the test unless the answer has that status. `accept` may be NULL. */
struct asked ask(const struct test_site *site, unsigned status, const char *target,
                 const char *accept);
struct asked ask_method(const struct test_site *site, unsigned status, enum request_method method,
                        const char *target);
struct asked ask_post(const struct test_site *site, unsigned status, const char *target,
                      const char *type, const char *body);
void asked_free(struct asked *asked);

/* A header, "" if there is none. */
const char *asked_header(const struct asked *asked, const char *name);

/* Asks and compares what is at a path of the JSON, as assert_json() does. */
void expect_json(const struct test_site *site, unsigned status, const char *target,
                 const char *path, const char *value);

void expect_text(const struct asked *asked, const char *text);

#endif
