/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "util/error.h"

/* Object and function pointers have one representation wherever dlsym() exists. */
static bool find_functions(void *library, const char *names, char *ret, size_t size)
{
    void *function;

    for (size_t at = 0; at < size; at += sizeof(function)) {
        function = dlsym(library, names);
        if (function == NULL) {
            return false;
        }
        memcpy(ret + at, &function, sizeof(function));
        names += strlen(names) + 1;
    }
    return true;
}

static enum portreg_status explain(const char *file, struct portreg_error *error)
{
    const char *reason = dlerror();

    return error_set(error, PORTREG_UNSUPPORTED, "%s", reason != NULL ? reason : file);
}

enum portreg_status library_load(const char *file, const char *names, void *ret, size_t size,
                                 struct portreg_error *error)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    enum portreg_status status;

    if (library == NULL) {
        return explain(file, error);
    }
    if (find_functions(library, names, ret, size)) {
        return PORTREG_OK;
    }
    status = explain(file, error);
    (void)dlclose(library);
    return status;
}
