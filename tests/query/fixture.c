/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <portreg/compile.h>

static void open_files(struct fixture *ret, const char *folder, const char *names)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_compiler *compiler = NULL;
    char path[PATH_MAX];
    size_t size = 0;

    assert_int_equal(portreg_compiler_create(NULL, &compiler, NULL), PORTREG_OK);
    while (*names != '\0') {
        const size_t length = strcspn(names, ",");

        (void)snprintf(path, sizeof(path), "%s/%.*s", folder, (int)length, names);
        if (portreg_compiler_add_path(compiler, path, &error) != PORTREG_OK) {
            fail_msg("%s: %s", path, error.message);
        }
        names += names[length] == ',' ? length + 1 : length;
    }
    assert_int_equal(portreg_compiler_finish(compiler, &ret->image, &size, NULL), PORTREG_OK);
    portreg_compiler_destroy(compiler);
    assert_int_equal(portreg_snapshot_open_memory(ret->image, size, PORTREG_OPEN_VERIFIED,
                                                  &ret->snapshot, NULL),
                     PORTREG_OK);
}

void fixture_open_data(struct fixture *ret, const char *names)
{
    const char *folder = getenv("PORTREG_TEST_DATA");

    assert_non_null(folder);
    open_files(ret, folder, names);
}

void fixture_open_registry(struct fixture *ret)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");

    if (folder == NULL || access(folder, R_OK) != 0) {
        skip();
    }
    open_files(ret, folder, "iana-2025-09-29.xml,iana-2026-02-13.xml");
}

void fixture_close(struct fixture *fixture)
{
    portreg_snapshot_unref(fixture->snapshot);
    free(fixture->image);
}
