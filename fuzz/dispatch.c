/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "serve/dispatch.h"
#include "serve/test_site.h"
#include "util/string.h"

/*
 * A whole request to a site over the small registry: method (a letter), target,
 * headers Accept, Accept-Encoding and Content-Type, each ended by a newline,
 * and the body. Whatever it is, it is answered, and not with 5xx.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct test_site test_site;

static void close_site(void)
{
    test_site_close(&test_site);
}

static struct site *site(void)
{
    if (test_site.site == NULL) {
        test_site_open(&test_site, FUZZ_DATA);
        atexit(close_site);
    }
    return test_site.site;
}

static struct portreg_string next_part(struct portreg_string *rest)
{
    const char *newline = rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t size = newline != NULL ? (size_t)(newline - rest->data) : rest->size;
    struct portreg_string part = { rest->data, size };

    *rest = string_from(*rest, newline != NULL ? size + 1 : size);
    return part;
}

static enum request_method method_of(struct portreg_string text)
{
    static const char letters[] = "GHPO";
    const char *found = text.size > 0 ? memchr(letters, text.data[0], sizeof(letters) - 1) : NULL;

    return found != NULL ? (enum request_method)(found - letters) : METHOD_OTHER;
}

static void ask(const struct dispatch_request *request)
{
    bool from_cache;
    struct prepared *prepared = dispatch(site(), request, &from_cache);

    if (prepared == NULL || prepared->status >= 500 || prepared->status < 200 ||
        (prepared->status == 200 && request->method == METHOD_OTHER)) {
        abort();
    }
    prepared_unref(prepared);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    struct portreg_string rest = { copy, size };
    struct dispatch_request request = { .method = METHOD_GET };

    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    request.method = method_of(next_part(&rest));
    request.target = next_part(&rest);
    request.accept = next_part(&rest);
    request.accept_encoding = next_part(&rest);
    request.body_type = next_part(&rest);
    request.body = rest;
    ask(&request);
    free(copy);
    return 0;
}
