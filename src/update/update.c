/* SPDX-License-Identifier: BSD-2-Clause */
#include "update/update.h"

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <portreg/compile.h>

#include "update/fetch_state.h"
#include "update/lock.h"
#include "util/error.h"
#include "util/file.h"
#include "util/string.h"

/* Rows that a version may lose against the one before, as a part of these. */
#define LOSS_DENOMINATOR 10

/* A snapshot that was built in memory. */
struct image {
    void *bytes;
    size_t size;
    struct portreg_snapshot *snapshot;
};

struct update {
    const struct update_request *request;
    struct update_lock lock;
    struct portreg_snapshot *old; /* NULL if there is none to add to */
    struct portreg_version old_newest;
    bool fetched;
    struct fetch_reply reply;
    struct image image; /* the new snapshot */
};

static void image_free(struct image *image)
{
    portreg_snapshot_unref(image->snapshot);
    free(image->bytes);
    *image = (struct image){ .bytes = NULL };
}

static bool newest_version(const struct portreg_snapshot *snapshot, struct portreg_version *ret)
{
    uint32_t count = portreg_snapshot_version_count(snapshot);

    return count > 0 && portreg_snapshot_version(snapshot, count - 1, ret);
}

/* The folder of the target is made if it is missing. */
static enum portreg_status prepare_folder(const char *target, struct portreg_error *error)
{
    char *copy = strdup(target);
    enum portreg_status status;

    if (copy == NULL) {
        return error_out_of_memory(error);
    }
    status = file_make_folders(dirname(copy), error);
    free(copy);
    return status;
}

static enum portreg_status open_old(struct update *update, struct portreg_error *error)
{
    const char *target = update->request->target;
    enum portreg_status status;

    if (access(target, F_OK) != 0 && errno == ENOENT) {
        return PORTREG_OK;
    }
    status = portreg_snapshot_open(target, PORTREG_OPEN_VERIFIED, &update->old, error);
    if (status != PORTREG_OK) {
        if (error != NULL && status != PORTREG_OUT_OF_MEMORY && status != PORTREG_IO) {
            size_t used = strlen(error->message);

            snprintf(error->message + used, sizeof(error->message) - used,
                     "; nothing was added to it");
        }
        return status;
    }
    if (string_is(portreg_snapshot_layer(update->old), UPDATE_STAND_IN_LAYER)) {
        portreg_snapshot_unref(update->old);
        update->old = NULL;
        return PORTREG_OK;
    }
    if (!newest_version(update->old, &update->old_newest)) {
        return error_set_at(error, PORTREG_DAMAGED, target, 0, 0, "it holds no version");
    }
    return PORTREG_OK;
}

static enum portreg_status fetch_source(struct update *update, struct portreg_error *error)
{
    const struct update_request *request = update->request;
    struct fetch_request get = request->fetch;
    struct fetch_validators validators;

    get.url = request->source;
    if (update->old != NULL &&
        fetch_state_load(request->target, get.url, portreg_snapshot_checksum(update->old),
                         &validators)) {
        get.validators = &validators;
    }
    update->fetched = true;
    return fetch(&get, &update->reply, error);
}

/* A login page or an error page that came with the code of success. */
static bool is_web_page(const struct buffer *body)
{
    struct portreg_string text = string_trim((struct portreg_string){ body->data, body->size });

    return string_starts_folded(text, "<!doctype html") || string_starts_folded(text, "<html");
}

static enum portreg_status get_source(struct update *update, struct portreg_error *error)
{
    const char *source = update->request->source;
    enum portreg_status status;

    if (!fetch_is_address(source)) {
        return PORTREG_OK;
    }
    status = fetch_source(update, error);
    if (status == PORTREG_OK && is_web_page(&update->reply.body)) {
        return error_set_at(error, PORTREG_SYNTAX, source, 0, 0,
                            "a web page came instead of the registry");
    }
    return status;
}

static enum portreg_status add_source(const struct update *update,
                                      struct portreg_compiler *compiler,
                                      struct portreg_error *error)
{
    const char *source = update->request->source;

    if (!update->fetched) {
        return portreg_compiler_add_path(compiler, source, error);
    }
    return portreg_compiler_add_memory(compiler, source, update->reply.body.data,
                                       update->reply.body.size, error);
}

static void show_progress(void *data, const struct portreg_progress *progress)
{
    const struct fetch_request *shown = data;

    shown->progress(shown->progress_data, progress->done, progress->total);
}

/* The versions at hand, if there are any, and the source's. */
static enum portreg_status fill_compiler(const struct update *update,
                                         struct portreg_compiler *compiler, struct image *ret,
                                         struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    if (update->old != NULL) {
        status = portreg_compiler_load(compiler, update->old, error);
    }
    if (status == PORTREG_OK) {
        status = add_source(update, compiler, error);
    }
    if (status == PORTREG_OK) {
        status = portreg_compiler_finish(compiler, &ret->bytes, &ret->size, error);
    }
    if (status == PORTREG_OK) {
        status = portreg_snapshot_open_memory(ret->bytes, ret->size, PORTREG_OPEN_VERIFIED,
                                              &ret->snapshot, error);
    }
    return status;
}

/* Builds the new snapshot and proves it, so that nothing else ever replaces a file. */
static enum portreg_status build(struct update *update, struct portreg_error *error)
{
    const struct update_request *request = update->request;
    struct portreg_compile_options options = {
        .layer = update->old == NULL ? request->layer : NULL, /* else the old one's */
        .date = request->date,
        .progress = request->fetch.progress != NULL ? show_progress : NULL,
    };
    struct portreg_compiler *compiler = NULL;
    struct fetch_request shown = request->fetch;
    enum portreg_status status;

    options.progress_data = &shown;
    status = portreg_compiler_create(&options, &compiler, error);
    if (status == PORTREG_OK) {
        status = fill_compiler(update, compiler, &update->image, error);
    }
    portreg_compiler_destroy(compiler);
    if (status != PORTREG_OK) {
        image_free(&update->image);
    }
    return status;
}

/* Refuses what looks wrong beside the newest version at hand. */
static enum portreg_status judge(const struct update *update, struct portreg_error *error)
{
    const struct update_request *request = update->request;
    const struct portreg_version *old = &update->old_newest;
    uint32_t enough = old->row_count - old->row_count / LOSS_DENOMINATOR;
    struct portreg_version version;

    if (update->old == NULL || request->force ||
        !newest_version(update->image.snapshot, &version)) {
        return PORTREG_OK;
    }
    if (version.date == old->date) {
        return error_set_at(error, PORTREG_STALE, request->source, 0, 0,
                            "it holds nothing newer than the version of %.*s in %s; --force adds "
                            "its older ones to the history",
                            (int)old->updated.size, old->updated.data, request->target);
    }
    if (version.row_count < enough) {
        return error_set_at(error, PORTREG_LIMIT, request->source, 0, 0,
                            "it has %" PRIu32 " rows where the version before has %" PRIu32
                            ": that looks like a part of the registry; --force accepts it",
                            version.row_count, old->row_count);
    }
    return PORTREG_OK;
}

/* The file is there already or will be; the state beside it is a convenience. */
static void save_state(const struct update *update, const struct portreg_snapshot *snapshot)
{
    if (update->fetched) {
        fetch_state_save(update->request->target, update->request->source,
                         portreg_snapshot_checksum(snapshot), &update->reply.validators, NULL);
    }
}

/* Whether what was built says no more than what is there. */
static bool is_unchanged(const struct update *update)
{
    return update->old != NULL && portreg_snapshot_version_count(update->image.snapshot) ==
                                      portreg_snapshot_version_count(update->old);
}

static enum portreg_status put_new(struct update *update, struct portreg_error *error)
{
    enum portreg_status status;

    if (is_unchanged(update)) {
        image_free(&update->image);
        save_state(update, update->old);
        return PORTREG_OK;
    }
    status = judge(update, error);
    if (status == PORTREG_OK) {
        status = portreg_file_replace(update->request->target, update->image.bytes,
                                      update->image.size, error);
    }
    if (status == PORTREG_OK) {
        save_state(update, update->image.snapshot);
    }
    return status;
}

static void describe(const struct update *update, struct update_outcome *ret)
{
    bool changed = update->image.snapshot != NULL;
    const struct portreg_snapshot *snapshot = changed ? update->image.snapshot : update->old;
    struct portreg_version version;

    *ret = (struct update_outcome){ .changed = changed, .created = update->old == NULL };
    if (newest_version(snapshot, &version)) {
        portreg_date_format(version.date, ret->date);
        ret->rows = version.row_count;
    }
    ret->version_count = portreg_snapshot_version_count(snapshot);
    ret->rows_before = update->old_newest.row_count;
}

static enum portreg_status run_locked(struct update *update, struct update_outcome *ret,
                                      struct portreg_error *error)
{
    enum portreg_status status = open_old(update, error);

    if (status == PORTREG_OK) {
        status = get_source(update, error);
    }
    if (status == PORTREG_OK && !update->reply.not_modified) {
        status = build(update, error);
        if (status == PORTREG_OK) {
            status = put_new(update, error);
        }
    }
    if (status == PORTREG_OK) {
        describe(update, ret);
    }
    return status;
}

enum portreg_status update_snapshot(const struct update_request *request,
                                    struct update_outcome *ret, struct portreg_error *error)
{
    struct update update = { .request = request };
    enum portreg_status status = prepare_folder(request->target, error);

    if (status != PORTREG_OK) {
        return status;
    }
    status = update_lock_take(&update.lock, request->target, error);
    if (status != PORTREG_OK) {
        return status;
    }
    file_remove_leftovers(request->target);
    status = run_locked(&update, ret, error);
    image_free(&update.image);
    portreg_snapshot_unref(update.old);
    fetch_reply_free(&update.reply);
    update_lock_release(&update.lock);
    return status;
}
