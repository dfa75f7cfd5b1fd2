/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

void compiled_write(const struct shell *shell, const char *name,
                    struct portreg_compiler *compiler)
{
    char path[PATH_MAX + 16];
    void *image = NULL;
    size_t size = 0;

    (void)snprintf(path, sizeof(path), "%s/%s", shell->folder, name);
    assert_int_equal(portreg_compiler_finish(compiler, &image, &size, NULL), PORTREG_OK);
    assert_int_equal(portreg_file_replace(path, image, size, NULL), PORTREG_OK);
    free(image);
    portreg_compiler_destroy(compiler);
}

int compiled_setup(void **state)
{
    static const char *const names[] = { "small-2015.xml", "small.xml" };
    struct portreg_compiler *compiler = NULL;
    char path[PATH_MAX];

    if (shell_setup(state) != 0) {
        return -1;
    }
    assert_int_equal(portreg_compiler_create(NULL, &compiler, NULL), PORTREG_OK);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", getenv("D"), names[i]);
        assert_int_equal(portreg_compiler_add_path(compiler, path, NULL), PORTREG_OK);
    }
    compiled_write(*state, "s.portreg", compiler);
    return 0;
}
