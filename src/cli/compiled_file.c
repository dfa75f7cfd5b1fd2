/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/compiled_file.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <portreg/compile.h>

#include "util/date.h"

static enum portreg_status compile(const char *path, const char *format, const char *date,
                                   struct compiled_file *ret, struct portreg_error *error)
{
    struct portreg_compile_options options = { .format = format, .date = date };
    struct portreg_compiler *compiler;
    size_t size;
    enum portreg_status status = portreg_compiler_create(&options, &compiler, error);

    if (status != PORTREG_OK) {
        return status;
    }
    status = portreg_compiler_add_path(compiler, path, error);
    if (status == PORTREG_OK) {
        status = portreg_compiler_finish(compiler, &ret->image, &size, error);
    }
    portreg_compiler_destroy(compiler);
    if (status != PORTREG_OK) {
        return status;
    }
    return portreg_snapshot_open_memory(ret->image, size, PORTREG_OPEN_QUICK, &ret->snapshot,
                                        error);
}

#define DATE_SIZE 11

static const char *date_of_file(const char *path, char text[DATE_SIZE])
{
    struct stat status;
    portreg_date written = stat(path, &status) == 0 ? date_of_time(status.st_mtime) : date_today();

    return written != 0 && portreg_date_format(written, text) > 0 ? text : NULL;
}

int compiled_file_open(const struct invocation *invocation, const char *path,
                       struct compiled_file *ret)
{
    struct portreg_error error = { 0 };
    char date[DATE_SIZE];

    if (compile(path, invocation_value(invocation, "from"), date_of_file(path, date), ret,
                &error) != PORTREG_OK) {
        return message_error(&error);
    }
    return EXIT_FOUND;
}

void compiled_file_close(struct compiled_file *file)
{
    portreg_snapshot_unref(file->snapshot);
    free(file->image);
}
