/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "asking.h"
#include "util/string.h"

/*
 * Every allocation of an answer fails in turn: what is answered then is whole,
 * or an error, or nothing. The linker hands malloc() and its kin over to the
 * functions below.
 */
static atomic_size_t allocations;
static size_t failing; /* 0: none */

static bool fails(void)
{
    return failing != 0 && atomic_fetch_add(&allocations, 1) + 1 == failing;
}

#define WRAP(result, name, parameters, arguments)          \
    result __real_##name parameters;                       \
    result __wrap_##name parameters;                       \
    result __wrap_##name parameters                        \
    {                                                      \
        return fails() ? NULL : __real_##name arguments;   \
    }

WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t count, size_t size), (count, size))
WRAP(void *, realloc, (void *block, size_t size), (block, size))
WRAP(void *, reallocarray, (void *block, size_t count, size_t size), (block, count, size))
WRAP(char *, strdup, (const char *text), (text))

/* Begins to let the allocation of that number fail. */
static void let_fail(size_t number)
{
    atomic_store(&allocations, 0);
    failing = number;
}

/* Whether it came to that. */
static bool has_failed(void)
{
    size_t number = failing;

    failing = 0;
    return atomic_load(&allocations) >= number;
}

/* Nothing of the answer is there before. */
static struct test_site make_anew(const struct test_site *site)
{
    struct test_site anew = *site;

    assert_int_equal(site_reopen(site->site, site->path_list, 2, &anew.site, NULL), PORTREG_OK);
    return anew;
}

static bool ask_without(const struct test_site *site, const char *target, size_t number)
{
    const struct dispatch_request request = { .method = METHOD_GET, .target = string_of(target) };
    struct test_site anew = make_anew(site);
    struct prepared *prepared;
    struct asked whole;
    bool from_cache;
    bool failed;

    let_fail(number);
    prepared = dispatch(anew.site, &request, &from_cache);
    failed = has_failed();
    whole = ask(&anew, 200, target, NULL);
    if (prepared != NULL && prepared->status == 200) {
        assert_int_equal(prepared->size, whole.prepared->size);
    } else if (prepared != NULL) {
        assert_int_equal(prepared->status, 500);
    }
    assert_true(failed || prepared->status == 200);
    asked_free(&whole);
    prepared_unref(prepared);
    site_unref(anew.site);
    return failed;
}

static void answers_are_whole_or_errors(void **state)
{
    static const char *const targets[] = {
        "/downloads/iana.csv", "/downloads/iana.portreg", "/downloads/iana.xml?as_of=2016",
        "/v1/ports/80.xml",    "/v1/ports/80",            "/v1/records.csv?q=http",
        "/port/443",
    };

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        size_t number = 1;

        while (ask_without(*state, targets[i], number)) {
            number++;
        }
        assert_true(number > 1);
    }
}

static void a_site_is_there_or_not(void **state)
{
    const struct test_site *site = *state;
    bool failed = true;

    for (size_t number = 1; failed; number++) {
        struct portreg_error error = { .status = PORTREG_OK };
        struct site *anew;
        enum portreg_status status;

        let_fail(number);
        status = site_reopen(site->site, site->path_list, 2, &anew, &error);
        failed = has_failed();
        if (status == PORTREG_OK) {
            assert_int_equal(anew->layers.count, 2);
            site_unref(anew);
        } else {
            assert_true(failed);
            assert_int_equal(status, PORTREG_OUT_OF_MEMORY);
        }
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(answers_are_whole_or_errors),
        TEST(a_site_is_there_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
