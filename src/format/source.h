/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_SOURCE_H
#define FORMAT_SOURCE_H

#include <stdint.h>
#include <string.h>

#include <portreg/status.h>

#include "util/buffer.h"

/* What standard input is called in messages and in a version's origin. */
#define SOURCE_STDIN_NAME "standard input"

/* What a path is called in messages. */
static inline const char *source_shown_path(const char *path)
{
    return strcmp(path, "-") == 0 ? SOURCE_STDIN_NAME : path;
}

/*
 * Where versions come from: a file, "-" or a pipe, compressed or not, a tar
 * archive of any of these, or a folder of all of these. It gives one version's
 * file after the other. Sources are independent of each other, and one may be
 * drained by a thread of its own; the files it fills belong to the caller.
 *
 * Limits: REGISTRY_FILE_MAX bytes a file after decompression,
 * REGISTRY_VERSIONS_MAX files. Folders are read in the order of the names,
 * regular files only; what starts with a dot is passed over, also in archives.
 */
struct source;

/* One file. Start with source_file_init(), reuse it as often as wanted. */
struct source_file {
    char *name;          /* "path" or "archive:member" */
    struct buffer bytes; /* decompressed */
    bool is_archived;    /* a member of an archive or a folder's file, not `path` itself */
};

void source_file_init(struct source_file *file);
void source_file_free(struct source_file *file);

/* NOT_FOUND if there is nothing at `path`, IO, OUT_OF_MEMORY. */
enum portreg_status source_open(const char *path, struct source **ret, struct portreg_error *error);

/*
 * The same over bytes in memory, which are borrowed; `name` is what the file
 * is called. No folder.
 */
enum portreg_status source_open_memory(const char *name, struct portreg_string bytes,
                                       struct source **ret, struct portreg_error *error);

/* Whether a source would unpack the bytes: they are compressed or an archive. */
bool source_is_packed(struct portreg_string bytes);

/*
 * Fills the next file. At the end it returns OK with `file->name` NULL.
 * IO, LIMIT, SYNTAX (a damaged archive or compressed file), OUT_OF_MEMORY;
 * nothing can be read after an error.
 */
enum portreg_status source_next(struct source *source, struct source_file *file,
                                struct portreg_error *error);

/*
 * Bytes of the input consumed so far, and in all (0 if that is not known).
 * Called from the thread that calls source_next().
 */
void source_progress(const struct source *source, uint64_t *ret_done, uint64_t *ret_total);

void source_close(struct source *source); /* accepts NULL */

#endif
