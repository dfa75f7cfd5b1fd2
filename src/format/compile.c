/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/compile.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/compiler.h"
#include "format/format.h"
#include "format/prefetch.h"
#include "format/source.h"
#include "snapshot/layout.h"
#include "util/date.h"
#include "util/error.h"
#include "util/file.h"
#include "util/string.h"

#define LAYER_DEFAULT "iana"
#define JOBS_MAX 2
#define SOURCE_NAME_MAX 4096

static bool is_layer_name(const char *name)
{
    struct portreg_string string = string_of(name);
    size_t offset;
    for (size_t i = 0; i < string.size; i++) {
        if ((unsigned char)name[i] < ' ') {
            return false;
        }
    }
    return string.size > 0 && string.size < LAYER_NAME_MAX && string_is_utf8(string, &offset);
}

enum portreg_status portreg_compiler_create(const struct portreg_compile_options *options,
                                            struct portreg_compiler **ret,
                                            struct portreg_error *error)
{
    struct portreg_compiler *compiler = calloc(1, sizeof(*compiler));
    if (!compiler) {
        return error_out_of_memory(error);
    }
    if (options) {
        compiler->options = *options;
    }
    if (compiler->options.jobs == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        compiler->options.jobs = cores > 1 ? JOBS_MAX : 1;
    }
    enum portreg_status status = PORTREG_OK;
    if (compiler->options.format && !format_find(compiler->options.format)) {
        status = error_set(error, PORTREG_INVALID_ARGUMENT, "there is no format \"%.64s\"",
                           compiler->options.format);
    }
    const char *layer = compiler->options.layer;
    if (status == PORTREG_OK && layer && !is_layer_name(layer)) {
        status = error_set(error, PORTREG_INVALID_ARGUMENT,
                           "a layer's name is 1 to %d bytes of UTF-8 without control characters",
                           LAYER_NAME_MAX - 1);
    }
    const char *date = compiler->options.date;
    if (status == PORTREG_OK && date && portreg_date_parse(date, strlen(date)) == 0) {
        status = error_set(error, PORTREG_INVALID_ARGUMENT,
                           "\"%.40s\" is not a date; write YYYY-MM-DD", date);
    }
    if (status == PORTREG_OK) {
        status = compiler_reset(compiler, error);
    }
    if (status != PORTREG_OK) {
        portreg_compiler_destroy(compiler);
        return status;
    }
    *ret = compiler;
    return PORTREG_OK;
}

void portreg_compiler_destroy(struct portreg_compiler *compiler)
{
    if (!compiler) {
        return;
    }
    for (size_t i = 0; i < compiler->aside_count; i++) {
        free(compiler->aside[i].image);
    }
    free(compiler->aside);
    builder_destroy(compiler->builder);
    free(compiler);
}

enum portreg_status compiler_reset(struct portreg_compiler *compiler, struct portreg_error *error)
{
    struct builder *builder;
    enum portreg_status status = builder_create(&builder, error);
    if (status == PORTREG_OK) {
        builder_destroy(compiler->builder);
        compiler->builder = builder;
    }
    return status;
}

/* The name without folders and archive. */
static struct portreg_string base_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    const char *colon = strrchr(name, ':');
    return string_of(colon ? colon + 1 : name);
}

/* A date that stands in a file's name; empty if none does. */
static struct portreg_string date_in_name(const char *name)
{
    struct portreg_string base = base_name(name);
    for (size_t i = 0; i + 10 <= base.size; i++) {
        if (portreg_date_parse(base.data + i, 10) != 0) {
            return (struct portreg_string){ base.data + i, 10 };
        }
    }
    return (struct portreg_string){ "", 0 };
}

/* Formats without a date: the option's, else the file name's, else today's. */
static enum portreg_status set_missing_date(struct portreg_compiler *compiler, const char *name,
                                            struct portreg_error *error)
{
    char today[11];
    if (builder_date(compiler->builder) != 0) {
        return PORTREG_OK;
    }
    struct portreg_string date = date_in_name(name);
    if (compiler->options.date) {
        date = string_of(compiler->options.date);
    } else if (date.size == 0) {
        portreg_date now = date_today();
        if (now == 0) {
            return error_set(error, PORTREG_INTERNAL, "the clock gives no date; name one");
        }
        date = (struct portreg_string){ today, portreg_date_format(now, today) };
    }
    return builder_set_date(compiler->builder, date, error);
}

static const struct format *format_of(const struct portreg_compiler *compiler,
                                      struct portreg_string bytes, const char *name,
                                      struct portreg_error *error)
{
    const struct format *format;
    if (compiler->options.format) {
        format = format_find(compiler->options.format);
    } else {
        struct portreg_string head = bytes;
        head.size = head.size < FORMAT_PROBE_SIZE ? head.size : FORMAT_PROBE_SIZE;
        format = format_probe(head);
    }
    if (!format) {
        error_set_at(error, PORTREG_UNSUPPORTED, name, 1, 1,
                     "the format is not known by its beginning; name it with --from");
    } else if (!format->read) {
        error_set_at(error, PORTREG_UNSUPPORTED, name, 0, 0,
                     "the format \"%s\" is only written, not read", format->name);
        format = NULL;
    }
    return format;
}

/* A file's name may be any bytes; what is no UTF-8 becomes the replacement character. */
static enum portreg_status set_origin(struct portreg_compiler *compiler,
                                      const struct format *format, const char *name,
                                      struct portreg_error *error)
{
    struct portreg_string rest = base_name(name);
    struct buffer source = BUFFER_INIT(SOURCE_NAME_MAX);
    size_t offset;
    while (!string_is_utf8(rest, &offset)) {
        buffer_append(&source, rest.data, offset);
        buffer_append_text(&source, "\xEF\xBF\xBD");
        rest = string_from(rest, offset + 1);
    }
    buffer_append_string(&source, rest);
    enum portreg_status status = PORTREG_OK;
    if (source.over_limit) {
        status = error_set(error, PORTREG_LIMIT, "the file's name is too long");
    } else if (buffer_failed(&source)) {
        status = error_out_of_memory(error);
    } else {
        status = builder_set_origin(compiler->builder,
                                    (struct portreg_string){ source.data, source.size },
                                    string_of(format->name), error);
    }
    buffer_free(&source);
    return status;
}

/* Reads a version's file into the builder, up to but without its end. */
static enum portreg_status read_version(struct portreg_compiler *compiler,
                                        const struct format *format, const char *name,
                                        struct portreg_string bytes, struct portreg_error *error)
{
    struct builder *builder = compiler->builder;
    enum portreg_status status = builder_begin(builder, error);
    if (status != PORTREG_OK) {
        return status;
    }
    builder_set_name(builder, name);
    struct format_input input = { .name = name, .bytes = bytes, .jobs = compiler->options.jobs };
    const void *memory = builder_memory(builder);
    status = format->read(builder, &input, error);
    if (builder_memory(builder) == memory) {
        /* It is of a version whose bytes do not stay while others are read. */
        builder_set_memory(builder, NULL, NULL);
    }
    if (status == PORTREG_OK) {
        status = set_missing_date(compiler, name, error);
    }
    if (status == PORTREG_OK) {
        status = set_origin(compiler, format, name, error);
    }
    return status;
}

/* Builds a lone snapshot of a version that is older than the newest one here. */
static enum portreg_status put_aside(struct portreg_compiler *compiler,
                                     const struct format *format, const char *name,
                                     struct portreg_string bytes, struct portreg_error *error)
{
    struct builder *kept = compiler->builder;
    compiler->builder = NULL;
    void *image = NULL;
    size_t size = 0;
    enum portreg_status status = compiler_reset(compiler, error);
    if (status == PORTREG_OK) {
        status = read_version(compiler, format, name, bytes, error);
    }
    if (status == PORTREG_OK) {
        status = builder_end(compiler->builder, error);
    }
    if (status == PORTREG_OK) {
        status = compiler_build(compiler, &image, &size, error);
    }
    if (status == PORTREG_OK) {
        status = compiler_put_aside(compiler, image, size, error);
    }
    builder_destroy(compiler->builder);
    compiler->builder = kept;
    return status;
}

/* A list names its layer itself: /etc/services is "services". */
static void name_layer(struct portreg_compiler *compiler, const struct format *format,
                       const char *name)
{
    struct portreg_string base = base_name(name);
    const char *dot = memchr(base.data, '.', base.size);
    size_t size = dot && dot > base.data ? (size_t)(dot - base.data) : base.size;

    if (!compiler->options.layer_of_list || !format->is_list || compiler->layer[0] != '\0' ||
        size >= LAYER_NAME_MAX) {
        return;
    }
    memcpy(compiler->layer, base.data, size);
    compiler->layer[size] = '\0';
    if (strcmp(name, SOURCE_STDIN_NAME) == 0 || !is_layer_name(compiler->layer)) {
        snprintf(compiler->layer, sizeof(compiler->layer), "%s", format->name);
    }
}

static enum portreg_status add_version(struct portreg_compiler *compiler, const char *name,
                                       struct portreg_string bytes, struct portreg_error *error)
{
    const struct format *format = format_of(compiler, bytes, name, error);
    if (!format) {
        return PORTREG_UNSUPPORTED;
    }
    enum portreg_status status = read_version(compiler, format, name, bytes, error);
    if (status == PORTREG_OK && builder_repeats_newest(compiler->builder)) {
        builder_abandon(compiler->builder);
        return PORTREG_OK;
    }
    if (status == PORTREG_OK) {
        status = builder_end(compiler->builder, error);
    }
    if (status == PORTREG_STALE) {
        builder_abandon(compiler->builder);
        status = put_aside(compiler, format, name, bytes, error);
    }
    if (status != PORTREG_OK) {
        builder_abandon(compiler->builder);
        if (error && error->file[0] == '\0' && status != PORTREG_OUT_OF_MEMORY) {
            struct portreg_error plain = *error;
            error_set_at(error, status, name, plain.line, plain.column, "%s", plain.message);
        }
        return status;
    }
    compiler->version_count++;
    name_layer(compiler, format, name);
    return PORTREG_OK;
}

static bool is_snapshot(struct portreg_string bytes)
{
    return bytes.size >= sizeof(LAYOUT_MAGIC) - 1 &&
           memcmp(bytes.data, LAYOUT_MAGIC, sizeof(LAYOUT_MAGIC) - 1) == 0;
}

static enum portreg_status add_snapshot(struct portreg_compiler *compiler, const char *name,
                                        struct portreg_string bytes, struct portreg_error *error)
{
    struct portreg_snapshot *snapshot;
    builder_set_memory(compiler->builder, NULL, NULL);
    enum portreg_status status = portreg_snapshot_open_memory(
        bytes.data, bytes.size, PORTREG_OPEN_VERIFIED, &snapshot, error);
    if (status != PORTREG_OK) {
        if (error && error->file[0] == '\0') {
            struct portreg_error plain = *error;
            error_set_at(error, status, name, 0, 0, "%s", plain.message);
        }
        return status;
    }
    compiler->version_count += portreg_snapshot_version_count(snapshot);
    if (builder_version_count(compiler->builder) == 0) {
        status = portreg_compiler_load(compiler, snapshot, error);
    } else {
        void *copy = aligned_alloc(LAYOUT_ALIGNMENT, bytes.size);
        if (copy) {
            memcpy(copy, bytes.data, bytes.size);
            status = compiler_put_aside(compiler, copy, bytes.size, error);
        } else {
            status = error_out_of_memory(error);
        }
    }
    portreg_snapshot_unref(snapshot);
    return status;
}

static enum portreg_status add_bytes(struct portreg_compiler *compiler, const char *name,
                                     struct portreg_string bytes, struct portreg_error *error)
{
    if (bytes.size > REGISTRY_FILE_MAX) {
        return error_set_at(error, PORTREG_LIMIT, name, 0, 0,
                            "larger than the limit of %u bytes", REGISTRY_FILE_MAX);
    }
    if (is_snapshot(bytes)) {
        return add_snapshot(compiler, name, bytes, error);
    }
    return add_version(compiler, name, bytes, error);
}

static enum portreg_status add_packed(struct portreg_compiler *compiler, const char *name,
                                      struct portreg_string bytes, struct portreg_error *error)
{
    struct source *source;
    struct source_file file;
    enum portreg_status status = source_open_memory(name, bytes, &source, error);
    if (status != PORTREG_OK) {
        return status;
    }
    source_file_init(&file);
    for (;;) {
        status = source_next(source, &file, error);
        if (status != PORTREG_OK || file.name == NULL) {
            break;
        }
        struct portreg_string content = { file.bytes.size > 0 ? file.bytes.data : "",
                                          file.bytes.size };
        status = add_bytes(compiler, file.name, content, error);
        /* The next file takes the place of this one. */
        builder_set_memory(compiler->builder, NULL, NULL);
        if (status != PORTREG_OK) {
            break;
        }
    }
    source_file_free(&file);
    source_close(source);
    return status;
}

enum portreg_status portreg_compiler_add_memory(struct portreg_compiler *compiler,
                                                const char *name, const void *data, size_t size,
                                                struct portreg_error *error)
{
    struct portreg_string bytes = { size > 0 ? data : "", size };
    enum portreg_status status = source_is_packed(bytes)
                                     ? add_packed(compiler, name, bytes, error)
                                     : add_bytes(compiler, name, bytes, error);
    /* The bytes are the caller's: nothing may remember them. */
    builder_set_memory(compiler->builder, NULL, NULL);
    return status;
}

static void tell_progress(const struct portreg_compiler *compiler,
                          const struct prefetch *prefetch)
{
    if (compiler->options.progress) {
        struct portreg_progress progress = { .versions = compiler->version_count };
        prefetch_progress(prefetch, &progress.done, &progress.total);
        compiler->options.progress(compiler->options.progress_data, &progress);
    }
}

enum portreg_status portreg_compiler_add_path(struct portreg_compiler *compiler, const char *path,
                                              struct portreg_error *error)
{
    struct prefetch *prefetch;
    enum portreg_status status =
        prefetch_open(path, compiler->options.jobs > 1, &prefetch, error);
    if (status != PORTREG_OK) {
        return status;
    }
    bool empty = true;
    for (;;) {
        const struct source_file *file;
        status = prefetch_next(prefetch, &file, error);
        if (status != PORTREG_OK || !file) {
            break;
        }
        empty = false;
        struct portreg_string bytes = { file->bytes.size > 0 ? file->bytes.data : "",
                                        file->bytes.size };
        status = add_bytes(compiler, file->name, bytes, error);
        if (status != PORTREG_OK) {
            break;
        }
        tell_progress(compiler, prefetch);
    }
    builder_set_memory(compiler->builder, NULL, NULL);
    prefetch_close(prefetch);
    if (status == PORTREG_OK && empty) {
        return error_set_at(error, PORTREG_NOT_FOUND, path, 0, 0, "there is no file to read in it");
    }
    return status;
}

enum portreg_status portreg_compiler_load(struct portreg_compiler *compiler,
                                          const struct portreg_snapshot *snapshot,
                                          struct portreg_error *error)
{
    if (builder_version_count(compiler->builder) > 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "only an empty compiler can start from a snapshot");
    }
    struct portreg_string layer = portreg_snapshot_layer(snapshot);
    if (layer.size >= sizeof(compiler->layer)) {
        return error_set(error, PORTREG_LIMIT, "the layer's name is too long");
    }
    memcpy(compiler->layer, layer.data, layer.size);
    compiler->layer[layer.size] = '\0';
    return snapshot_load(snapshot, compiler->builder, error);
}

enum portreg_status compiler_build(struct portreg_compiler *compiler, void **ret_image,
                                   size_t *ret_size, struct portreg_error *error)
{
    const char *layer = compiler->options.layer;
    if (!layer) {
        layer = compiler->layer[0] != '\0' ? compiler->layer : LAYER_DEFAULT;
    }
    uint32_t id;
    enum portreg_status status =
        pool_add(&compiler->builder->strings, string_of(layer), &id, error);
    if (status != PORTREG_OK) {
        return status;
    }
    return snapshot_build(compiler->builder, layer, compiler->options.jobs, ret_image, ret_size,
                          error);
}

enum portreg_status portreg_compiler_finish(struct portreg_compiler *compiler, void **ret_image,
                                            size_t *ret_size, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    if (compiler->aside_count > 0) {
        status = compiler_merge(compiler, error);
    }
    if (status == PORTREG_OK && builder_version_count(compiler->builder) == 0) {
        status = error_set(error, PORTREG_NOT_FOUND, "no version was given");
    }
    return status == PORTREG_OK ? compiler_build(compiler, ret_image, ret_size, error) : status;
}

enum portreg_status portreg_file_replace(const char *path, const void *data, size_t size,
                                         struct portreg_error *error)
{
    return file_replace(path, data, size, error);
}
