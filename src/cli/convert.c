/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/compile.h"
#include "cli/run.h"
#include "cli/sink.h"
#include "util/error.h"

/* A registry to convert: a snapshot's file, or compiled in memory. */
struct source {
    void *image; /* NULL where the file is mapped */
    struct portreg_snapshot *snapshot;
};

static void source_close(struct source *source)
{
    portreg_snapshot_unref(source->snapshot);
    free(source->image);
}

static enum portreg_status compile_source(const struct invocation *invocation,
                                          const struct portreg_compile_options *options,
                                          struct source *ret, struct portreg_error *error)
{
    size_t size = 0;
    enum portreg_status status =
        compile_paths(options, invocation->operands, 1, &ret->image, &size, error);

    if (status == PORTREG_OK) {
        status = portreg_snapshot_open_memory(ret->image, size, PORTREG_OPEN_QUICK,
                                              &ret->snapshot, error);
    }
    return status;
}

static enum portreg_status open_source(const struct invocation *invocation,
                                       const struct portreg_compile_options *options,
                                       struct source *ret, struct portreg_error *error)
{
    const char *path = invocation->operands[0];
    struct stat info;

    *ret = (struct source){ .image = NULL };
    if (options->format == NULL && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
        enum portreg_status status =
            portreg_snapshot_open(path, PORTREG_OPEN_VERIFIED, &ret->snapshot, error);

        if (status != PORTREG_FOREIGN) {
            return status;
        }
        error_clear(error);
    }
    return compile_source(invocation, options, ret, error);
}

/* The view at --as-of, else the newest version. */
static bool choose_view(const struct invocation *invocation,
                        const struct portreg_snapshot *snapshot, struct portreg_view *ret)
{
    portreg_date date;

    if (!invocation_date(invocation, "as-of", 0, &date)) {
        return false;
    }
    if (date == 0) {
        *ret = portreg_view_now(snapshot);
        return true;
    }
    if (!portreg_view_at(snapshot, date, ret)) {
        message_text("%s: all its versions are younger than %s", invocation->operands[0],
                     invocation_value(invocation, "as-of"));
        return false;
    }
    return true;
}

/* The format that can be written and has the extension of `path`. */
static const char *format_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    struct portreg_format_info info;

    for (size_t i = 0; dot != NULL && portreg_format_info(i, &info); i++) {
        const char *extension = info.extension[0] == '.' ? info.extension + 1 : info.extension;

        if (info.can_write && extension[0] != '\0' && strcmp(dot + 1, extension) == 0) {
            return info.name;
        }
    }
    return NULL;
}

static bool check_format(const struct invocation *invocation, const char *name)
{
    struct portreg_format_info info;

    for (size_t i = 0; portreg_format_info(i, &info); i++) {
        if (strcmp(info.name, name) == 0) {
            if (!info.can_write) {
                message_usage(invocation, "format '%s' can be read only", name);
            }
            return info.can_write;
        }
    }
    message_usage(invocation, "there is no format '%s'", name);
    return false;
}

static const char *choose_format(const struct invocation *invocation)
{
    const char *name = invocation_value(invocation, "to");
    const char *output = invocation_value(invocation, "output");

    if (name == NULL && output != NULL) {
        name = format_of_path(output);
    }
    if (name == NULL) {
        message_usage(invocation, "say which format to write: --to FORMAT");
        return NULL;
    }
    return check_format(invocation, name) ? name : NULL;
}

int convert_run(const struct invocation *invocation)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_compile_options options;
    const char *format = choose_format(invocation);
    struct portreg_view view;
    struct source source;
    enum portreg_status status;
    char *text = NULL;
    size_t size = 0;

    if (format == NULL || !compile_options_read(&options, invocation)) {
        return EXIT_ERROR;
    }
    options.layer_of_list = true;
    status = open_source(invocation, &options, &source, &error);
    if (status == PORTREG_OK && !choose_view(invocation, source.snapshot, &view)) {
        source_close(&source);
        return EXIT_ERROR;
    }
    if (status == PORTREG_OK) {
        status = portreg_format_write(format, view, NULL, 0, &text, &size, &error);
    }
    if (status == PORTREG_OK) {
        status = sink_write(invocation_value(invocation, "output"), text, size, &error);
    }
    free(text);
    source_close(&source);
    return status == PORTREG_OK ? EXIT_FOUND : message_error(&error);
}
