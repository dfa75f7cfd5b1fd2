/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/diff.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <portreg/compile.h>

#include "cli/registry.h"
#include "cli/run.h"
#include "util/date.h"

/* `portreg diff` where an operand is a file: it is compiled in memory first. */

struct compiled {
    void *image;
    struct portreg_snapshot *snapshot;
};

static void compiled_free(struct compiled *compiled)
{
    portreg_snapshot_unref(compiled->snapshot);
    free(compiled->image);
}

static enum portreg_status compile(const char *path, const char *format, const char *date,
                                   struct compiled *ret, struct portreg_error *error)
{
    struct portreg_compile_options options = { .format = format, .date = date };
    struct portreg_compiler *compiler;
    size_t size;
    enum portreg_status status = portreg_compiler_create(&options, &compiler, error);

    if (status != PORTREG_OK)
        return status;
    status = portreg_compiler_add_path(compiler, path, error);
    if (status == PORTREG_OK)
        status = portreg_compiler_finish(compiler, &ret->image, &size, error);
    portreg_compiler_destroy(compiler);
    if (status != PORTREG_OK)
        return status;
    return portreg_snapshot_open_memory(ret->image, size, PORTREG_OPEN_QUICK, &ret->snapshot,
                                        error);
}

/* A file whose format has no date is of the day it was written. */
#define DATE_SIZE 11

static const char *date_of_file(const char *path, char text[DATE_SIZE])
{
    struct stat status;
    portreg_date written =
        stat(path, &status) == 0 ? date_of_time(status.st_mtime) : date_today();

    return written != 0 && portreg_date_format(written, text) > 0 ? text : NULL;
}

/*
 * A date is of the registry in use, so that a file can be held against it.
 * Returns EXIT_FOUND, or what to exit with after a message.
 */
static int open_side(const struct invocation *invocation, const char *operand,
                     struct registry *registry, struct compiled *compiled,
                     struct comparison_side *ret)
{
    struct portreg_error error = { 0 };
    char date[DATE_SIZE];

    if (diff_is_date(operand)) {
        if (registry->layers.count == 0 && !registry_open(registry, invocation, PORTREG_OPEN_QUICK))
            return EXIT_ERROR;
        return diff_find_version(layers_base(&registry->layers), operand, ret) ? EXIT_FOUND
                                                                               : EXIT_ERROR;
    }
    if (compile(operand, invocation_value(invocation, "from"), date_of_file(operand, date),
                compiled, &error) != PORTREG_OK)
        return message_error(&error);
    ret->view = portreg_view_now(compiled->snapshot);
    ret->source = operand;
    return EXIT_FOUND;
}

int diff_files_run(const struct invocation *invocation)
{
    struct registry registry = { .layers.count = 0 };
    struct compiled compiled[2] = { { 0 }, { 0 } };
    struct comparison_side sides[2];
    int code;

    if (invocation->operand_count != 2)
        return message_usage(invocation, "two files are compared, or a date and a file");
    code = open_side(invocation, invocation->operands[0], &registry, &compiled[0], &sides[0]);
    if (code == EXIT_FOUND)
        code = open_side(invocation, invocation->operands[1], &registry, &compiled[1], &sides[1]);
    if (code == EXIT_FOUND)
        code = diff_report(invocation, &sides[0], &sides[1]);
    compiled_free(&compiled[0]);
    compiled_free(&compiled[1]);
    if (registry.layers.count > 0)
        registry_close(&registry);
    return code;
}
