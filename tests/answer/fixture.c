/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/compile.h>

static void open_layer(struct fixture *fixture, enum fixture_layer which,
                       struct portreg_compiler *compiler, const char *path)
{
    struct layer *layer = &fixture->layers.items[which];
    struct portreg_error error = { 0 };
    size_t size;

    if (portreg_compiler_finish(compiler, &fixture->images[which], &size, &error) != PORTREG_OK ||
        portreg_snapshot_open_memory(fixture->images[which], size, PORTREG_OPEN_VERIFIED,
                                     &layer->snapshot, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    portreg_compiler_destroy(compiler);
    layer->view = portreg_view_now(layer->snapshot);
    layer->path = path;
    fixture->layers.count++;
}

static void make_local(struct fixture *fixture)
{
    static const char text[] = "intranet 8443/tcp # In-house pages\nhttps 443/tcp\nweb 80/dccp\n";
    const struct portreg_compile_options options = { .format = "services",
                                                     .date = "2020-05-01",
                                                     .layer = "local" };
    struct portreg_compiler *compiler = NULL;
    struct portreg_error error = { 0 };

    assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
    if (portreg_compiler_add_memory(compiler, "services", text, strlen(text), &error) !=
        PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    open_layer(fixture, FIXTURE_LOCAL, compiler, "local.portreg");
}

static void make_iana(struct fixture *fixture)
{
    static const char *const names[] = { "small-2015.xml", "small.xml" };
    struct portreg_compiler *compiler = NULL;
    struct portreg_error error = { 0 };
    char path[PATH_MAX];

    assert_int_equal(portreg_compiler_create(NULL, &compiler, NULL), PORTREG_OK);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", getenv("PORTREG_TEST_DATA"), names[i]);
        if (portreg_compiler_add_path(compiler, path, &error) != PORTREG_OK) {
            fail_msg("%s: %s", path, error.message);
        }
    }
    open_layer(fixture, FIXTURE_IANA, compiler, "iana.portreg");
}

int fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    make_local(fixture);
    make_iana(fixture);
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < fixture->layers.count; i++) {
        portreg_snapshot_unref(fixture->layers.items[i].snapshot);
        free(fixture->images[i]);
    }
    free(fixture);
    return 0;
}

struct layers fixture_iana(const struct fixture *fixture)
{
    struct layers layers = { .count = 1 };

    layers.items[0] = fixture->layers.items[FIXTURE_IANA];
    return layers;
}
