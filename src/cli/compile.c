/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <portreg/compile.h>

#include "cli/compile.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "cli/sink.h"
#include "util/error.h"
#include "util/json.h"

#define COMPILE_JOBS_MAX 64
#define COMPILE_JSON_MAX 65536

static void show_progress(void *data, const struct portreg_progress *progress)
{
    progress_update(data, progress->done, progress->total, progress->versions);
}

bool compile_options_read(struct portreg_compile_options *ret, const struct invocation *invocation)
{
    portreg_date date;
    uint64_t jobs = 0;

    *ret = (struct portreg_compile_options){ .date = invocation_value(invocation, "date") };
    ret->layer = invocation_value(invocation, "layer");
    ret->format = invocation_value(invocation, "from");
    if (!invocation_date(invocation, "date", 0, &date)) {
        return false;
    }
    if (ret->layer != NULL && ret->layer[0] == '\0') {
        message_usage(invocation, "the name of a layer must not be empty");
        return false;
    }
    if (!invocation_unsigned(invocation, "jobs", COMPILE_JOBS_MAX, 0, &jobs)) {
        return false;
    }
    ret->jobs = (unsigned)jobs;
    return true;
}

static enum portreg_status compile_all(struct portreg_compiler *compiler, char *const *paths,
                                       size_t path_count, void **ret_image, size_t *ret_size,
                                       struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    for (size_t i = 0; i < path_count && status == PORTREG_OK; i++) {
        status = portreg_compiler_add_path(compiler, paths[i], error);
    }
    if (status == PORTREG_OK) {
        status = portreg_compiler_finish(compiler, ret_image, ret_size, error);
    }
    return status;
}

enum portreg_status compile_paths(const struct portreg_compile_options *options,
                                  char *const *paths, size_t path_count, void **ret_image,
                                  size_t *ret_size, struct portreg_error *error)
{
    struct portreg_compile_options shown = *options;
    struct portreg_compiler *compiler = NULL;
    struct progress progress;
    enum portreg_status status;

    shown.progress = show_progress;
    shown.progress_data = &progress;
    progress_start(&progress, "Compiling");
    status = portreg_compiler_create(&shown, &compiler, error);
    if (status == PORTREG_OK) {
        status = compile_all(compiler, paths, path_count, ret_image, ret_size, error);
    }
    portreg_compiler_destroy(compiler);
    progress_end(&progress);
    return status;
}

struct summary {
    const char *path;
    struct portreg_string layer;
    uint32_t versions;
    uint32_t rows; /* of the newest version */
    size_t size;
    char first[11];
    char last[11];
};

static void summarize(const struct portreg_snapshot *snapshot, const char *path,
                      struct summary *ret)
{
    struct portreg_version version;

    *ret = (struct summary){ .path = path,
                             .layer = portreg_snapshot_layer(snapshot),
                             .versions = portreg_snapshot_version_count(snapshot),
                             .size = portreg_snapshot_size(snapshot) };
    if (portreg_snapshot_version(snapshot, 0, &version)) {
        portreg_date_format(version.date, ret->first);
    }
    if (portreg_snapshot_version(snapshot, ret->versions - 1, &version)) {
        portreg_date_format(version.date, ret->last);
        ret->rows = version.row_count;
    }
}

static enum portreg_status print_json(const struct summary *summary, struct portreg_error *error)
{
    struct buffer out = BUFFER_INIT(COMPILE_JSON_MAX);
    enum portreg_status status;
    struct json json;

    json_init(&json, &out, true);
    json_object_open(&json);
    json_key(&json, "path");
    json_text(&json, summary->path);
    json_key(&json, "layer");
    json_string(&json, summary->layer);
    json_key(&json, "versions");
    json_unsigned(&json, summary->versions);
    json_key(&json, "first");
    json_text(&json, summary->first);
    json_key(&json, "last");
    json_text(&json, summary->last);
    json_key(&json, "rows");
    json_unsigned(&json, summary->rows);
    json_key(&json, "bytes");
    json_unsigned(&json, summary->size);
    json_object_close(&json);
    buffer_append_char(&out, '\n');
    status = buffer_failed(&out) ? error_out_of_memory(error)
                                 : sink_write(NULL, out.data, out.size, error);
    buffer_free(&out);
    return status;
}

static void print_text(const struct summary *summary)
{
    fprintf(stderr, "%s: layer %.*s, ", summary->path, (int)summary->layer.size,
            summary->layer.data);
    if (summary->versions == 1) {
        fprintf(stderr, "version %s", summary->last);
    } else {
        fprintf(stderr, "%" PRIu32 " versions from %s to %s", summary->versions, summary->first,
                summary->last);
    }
    fprintf(stderr, ", %" PRIu32 " rows, %zu bytes\n", summary->rows, summary->size);
}

/* Proves what was built before it replaces anything. */
static enum portreg_status write_snapshot(const struct invocation *invocation, const char *path,
                                          const void *image, size_t size,
                                          struct portreg_error *error)
{
    bool to_stdout = strcmp(path, "-") == 0;
    struct portreg_snapshot *snapshot = NULL;
    struct summary summary;
    enum portreg_status status =
        portreg_snapshot_open_memory(image, size, PORTREG_OPEN_VERIFIED, &snapshot, error);

    if (status != PORTREG_OK) {
        return status;
    }
    status = sink_write(path, image, size, error);
    if (status == PORTREG_OK) {
        summarize(snapshot, path, &summary);
        if (!invocation_has(invocation, "json") || to_stdout) {
            print_text(&summary);
        } else {
            status = print_json(&summary, error);
        }
    }
    portreg_snapshot_unref(snapshot);
    return status;
}

int compile_run(const struct invocation *invocation)
{
    struct portreg_compile_options options;
    const char *path = invocation_value(invocation, "output");
    struct portreg_error error = { .status = PORTREG_OK };
    enum portreg_status status;
    void *image = NULL;
    size_t size = 0;

    if (path == NULL) {
        return message_usage(invocation, "say where to write the snapshot: -o FILE");
    }
    if (strcmp(path, "-") == 0 && isatty(STDOUT_FILENO) == 1) {
        return message_usage(invocation, "a snapshot is not written to a terminal: -o FILE");
    }
    if (!compile_options_read(&options, invocation)) {
        return EXIT_ERROR;
    }
    options.layer_of_list = true;
    status = compile_paths(&options, invocation->operands, invocation->operand_count, &image,
                           &size, &error);
    if (status == PORTREG_OK) {
        status = write_snapshot(invocation, path, image, size, &error);
    }
    free(image);
    return status == PORTREG_OK ? EXIT_FOUND : message_error(&error);
}
