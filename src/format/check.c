/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/check.h>

#include "format/format.h"
#include "format/source.h"
#include "registry/lint.h"
#include "snapshot/layout.h"
#include "util/error.h"
#include "util/string.h"

/*
 * Checking a file: it is read into a builder, as for compiling, with a lint
 * that is shown everything; the builder is thrown away.
 */

struct check {
    const struct portreg_check_options *options;
    struct diagnostics list;
    struct lint *lint;
    struct builder *builder;
};

static enum portreg_status choose_format(const struct check *check, const char *name,
                                         struct portreg_string bytes, const struct format **ret,
                                         struct portreg_error *error)
{
    const char *wanted = check->options->format;
    const struct format *format = wanted != NULL ? format_find(wanted) : format_probe(bytes);
    if (format == NULL && wanted != NULL) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "there is no format \"%.64s\"", wanted);
    }
    if (format == NULL) {
        return error_set_at(error, PORTREG_UNSUPPORTED, name, 0, 0,
                            "no format knows these bytes; name the format");
    }
    if (format->read == NULL) {
        return error_set(error, PORTREG_UNSUPPORTED, "the format \"%s\" is only written, not read",
                         format->name);
    }
    *ret = format;
    return PORTREG_OK;
}

static enum portreg_status read_bytes(struct check *check, const struct format *format,
                                      const char *name, struct portreg_string bytes,
                                      struct portreg_error *error)
{
    struct format_input input = { .name = name, .bytes = bytes, .jobs = 1, .lint = check->lint };
    enum portreg_status status = builder_begin(check->builder, error);
    if (status != PORTREG_OK) {
        return status;
    }
    builder_set_name(check->builder, name);
    builder_set_lint(check->builder, check->lint);
    status = format->read(check->builder, &input, error);
    builder_abandon(check->builder);
    if (status == PORTREG_OK && lint_row_count(check->lint) == 0) {
        status = error_set_at(error, PORTREG_SYNTAX, name, 0, 0,
                              "no records; is this a port number registry?");
    }
    /* What was found up to an error is worth telling; the whole was not seen. */
    return status == PORTREG_OK ? lint_finish(check->lint, error) : status;
}

static void tell(const struct check *check, const struct format *format,
                 struct portreg_check_result *ret)
{
    struct portreg_check_result result = {
        .format = format->name,
        .row_count = lint_row_count(check->lint),
        .contact_count = lint_contact_count(check->lint),
    };
    portreg_diagnostic_callback callback = check->options->callback;
    for (size_t i = 0; i < check->list.count; i++) {
        const struct diagnostic *item = &check->list.items[i];
        struct portreg_diagnostic diagnostic = {
            .kind = portreg_diagnostic_kind_at((size_t)item->id),
            .line = item->position.line,
            .column = item->position.column,
            .message = item->message,
        };
        result.counts[diagnostic.kind->severity]++;
        if (callback != NULL && !callback(check->options->callback_data, &diagnostic)) {
            callback = NULL;
        }
    }
    if (ret != NULL) {
        *ret = result;
    }
}

static bool is_snapshot(struct portreg_string bytes)
{
    struct portreg_string magic = STRING_LITERAL(LAYOUT_MAGIC);
    return bytes.size >= magic.size && memcmp(bytes.data, magic.data, magic.size) == 0;
}

static enum portreg_status check_bytes(struct check *check, const char *name,
                                       struct portreg_string bytes,
                                       struct portreg_check_result *ret,
                                       struct portreg_error *error)
{
    if (is_snapshot(bytes)) {
        return error_set_at(error, PORTREG_UNSUPPORTED, name, 0, 0,
                            "this is a snapshot, not a registry's file: 'portreg verify' proves it "
                            "whole, 'portreg convert' writes a version of it that can be checked");
    }
    const struct format *format = NULL;
    enum portreg_status status = choose_format(check, name, bytes, &format, error);
    if (status != PORTREG_OK) {
        return status;
    }
    status = lint_create(&check->list, check->options->today, &check->lint, error);
    if (status == PORTREG_OK) {
        status = builder_create(&check->builder, error);
    }
    if (status == PORTREG_OK) {
        status = read_bytes(check, format, name, bytes, error);
        diagnostics_sort(&check->list);
        tell(check, format, status == PORTREG_OK ? ret : NULL);
    }
    builder_destroy(check->builder);
    lint_destroy(check->lint);
    return status;
}

enum portreg_status portreg_check_memory(const char *name, const void *data, size_t size,
                                         const struct portreg_check_options *options,
                                         struct portreg_check_result *ret,
                                         struct portreg_error *error)
{
    static const struct portreg_check_options defaults;
    struct check check = { .options = options != NULL ? options : &defaults };
    error_clear(error);
    if (size > REGISTRY_FILE_MAX) {
        return error_set_at(error, PORTREG_LIMIT, name, 0, 0, "the file has more than %u bytes",
                            REGISTRY_FILE_MAX);
    }
    diagnostics_init(&check.list);
    enum portreg_status status =
        check_bytes(&check, name, (struct portreg_string){ data, size }, ret, error);
    diagnostics_free(&check.list);
    return status;
}

/* The only file of a source; an archive or folder of several is no one registry. */
static enum portreg_status read_only_file(struct source *source, const char *path,
                                          struct source_file *file, struct portreg_error *error)
{
    enum portreg_status status = source_next(source, file, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (file->name == NULL) {
        return error_set_at(error, PORTREG_NOT_FOUND, path, 0, 0, "there is no file in it");
    }
    if (!file->is_archived) {
        return PORTREG_OK;
    }
    struct source_file second;
    source_file_init(&second);
    status = source_next(source, &second, error);
    if (status == PORTREG_OK && second.name != NULL) {
        status = error_set_at(error, PORTREG_INVALID_ARGUMENT, path, 0, 0,
                              "it holds several files; check one at a time");
    }
    source_file_free(&second);
    return status;
}

enum portreg_status portreg_check_path(const char *path,
                                       const struct portreg_check_options *options,
                                       struct portreg_check_result *ret,
                                       struct portreg_error *error)
{
    struct source *source;
    error_clear(error);
    enum portreg_status status = source_open(path, &source, error);
    if (status != PORTREG_OK) {
        return status;
    }
    struct source_file file;
    source_file_init(&file);
    status = read_only_file(source, path, &file, error);
    if (status == PORTREG_OK) {
        status = portreg_check_memory(file.name, file.bytes.data, file.bytes.size, options, ret,
                                      error);
    }
    source_file_free(&file);
    source_close(source);
    return status;
}
