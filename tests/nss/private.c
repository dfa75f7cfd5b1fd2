/* SPDX-License-Identifier: BSD-2-Clause */
#include "private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "namespace.h"
#include "util/file.h"

#define FILE_MAX_SIZE ((size_t)64 << 20)

static bool is_private;

static struct buffer contents_of(const char *path)
{
    struct buffer contents = BUFFER_INIT(FILE_MAX_SIZE);
    (void)file_read(path, &contents, NULL);
    return contents;
}

static bool hide_machine(void)
{
    struct buffer cache = contents_of("/etc/ld.so.cache");
    const bool hidden = namespace_hide("/etc") && namespace_hide("/var/lib") &&
                        mkdir(PRIVATE_CONFIG, 0755) == 0 && mkdir(PRIVATE_SYSTEM, 0755) == 0;
    if (hidden && cache.size > 0) {
        private_put("/etc/ld.so.cache", cache.data, cache.size);
    }
    buffer_free(&cache);
    return hidden;
}

int private_setup(void **state)
{
    if (shell_setup(state) != 0) {
        return -1;
    }
    is_private = namespace_enter() && hide_machine();
    return 0;
}

int private_teardown(void **state)
{
    return shell_teardown(state);
}

bool private_is(void)
{
    return is_private;
}

void private_need(void)
{
    if (!is_private) {
        skip();
    }
}

void private_put(const char *path, const void *data, size_t size)
{
    assert_int_equal(file_replace(path, data, size, NULL), PORTREG_OK);
}

struct buffer private_compile(struct shell *shell, const char *words)
{
    char path[PATH_MAX + 32];
    struct buffer contents = BUFFER_INIT(FILE_MAX_SIZE);
    shell_expect(shell, 0, "portreg compile %s -o compiled.portreg", words);
    snprintf(path, sizeof(path), "%s/compiled.portreg", shell->folder);
    assert_int_equal(file_read(path, &contents, NULL), PORTREG_OK);
    return contents;
}
