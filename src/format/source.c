/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/unpack.h"
#include "registry/record.h"
#include "util/error.h"
#include "util/string.h"

/*
 * A source is a list of paths (one, or a folder's) and the stream that reads
 * the current one. A stream reads its descriptor in blocks. A file that is
 * neither compressed nor an archive is these blocks; all else goes through
 * libarchive, which takes the blocks from the same place.
 */
#define BLOCK_SIZE (1u << 18)

struct stream {
    char *path; /* NULL: no stream is open */
    int descriptor;
    struct archive *archive; /* NULL: the bytes as they are */
    bool is_single;          /* one compressed file, not an archive of several */
    char *block;
    size_t block_size; /* bytes in `block` that nobody took yet */
    bool at_end;
    int read_error; /* errno of a failed read */
};

struct source {
    char *path;
    char **names; /* of a folder, sorted; NULL: `path` is no folder */
    size_t name_count;
    size_t next_name;
    size_t file_count;
    uint64_t done;
    uint64_t total;
    bool in_memory; /* `path` is only a name; what is left to read is in `rest` */
    struct portreg_string rest;
    struct stream stream;
};

void source_file_init(struct source_file *file)
{
    *file = (struct source_file){ NULL, BUFFER_INIT(REGISTRY_FILE_MAX), false };
}

void source_file_free(struct source_file *file)
{
    free(file->name);
    buffer_free(&file->bytes);
    file->name = NULL;
}

/* The stream: a descriptor's blocks. */

static ssize_t stream_read(struct source *source, char *to, size_t size)
{
    if (!source->in_memory) {
        return read(source->stream.descriptor, to, size);
    }
    size = size < source->rest.size ? size : source->rest.size;
    if (size > 0) {
        memcpy(to, source->rest.data, size);
        source->rest = string_from(source->rest, size);
    }
    return (ssize_t)size;
}

static bool stream_fill(struct source *source)
{
    struct stream *stream = &source->stream;
    while (!stream->at_end && stream->block_size < BLOCK_SIZE) {
        ssize_t got = stream_read(source, stream->block + stream->block_size,
                                  BLOCK_SIZE - stream->block_size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            stream->read_error = errno;
            return false;
        }
        stream->at_end = got == 0;
        stream->block_size += (size_t)got;
        source->done += (uint64_t)got;
    }
    return true;
}

static la_ssize_t archive_read_block(struct archive *archive, void *context, const void **ret)
{
    struct source *source = context;
    if (!stream_fill(source)) {
        archive_set_error(archive, source->stream.read_error, "read");
        return ARCHIVE_FATAL;
    }
    size_t size = source->stream.block_size;
    *ret = source->stream.block;
    source->stream.block_size = 0;
    return (la_ssize_t)size;
}

static void stream_close(struct stream *stream)
{
    if (stream->archive != NULL) {
        archive_read_free(stream->archive);
    }
    if (stream->path != NULL && stream->descriptor > STDERR_FILENO) {
        close(stream->descriptor);
    }
    free(stream->block);
    free(stream->path);
    *stream = (struct stream){ 0 };
}

static enum portreg_status stream_failed(const struct source *source, struct portreg_error *error)
{
    const struct stream *stream = &source->stream;
    if (stream->read_error != 0) {
        errno = stream->read_error;
        return error_set_errno(error, stream->path, "read");
    }
    return unpack_failed(stream->archive, stream->path, error);
}

static enum portreg_status stream_open_archive(struct source *source, struct portreg_error *error)
{
    struct stream *stream = &source->stream;
    stream->archive = unpack_open();
    if (stream->archive == NULL) {
        return error_out_of_memory(error);
    }
    if (archive_read_open2(stream->archive, source, NULL, archive_read_block, NULL, NULL) !=
        ARCHIVE_OK) {
        return stream_failed(source, error);
    }
    return PORTREG_OK;
}

static enum portreg_status stream_open(struct source *source, const char *path,
                                       struct portreg_error *error)
{
    struct stream *stream = &source->stream;
    bool is_input = !source->in_memory && strcmp(path, "-") == 0;
    *stream = (struct stream){ .path = strdup(is_input ? SOURCE_STDIN_NAME : path),
                               .descriptor = -1,
                               .block = malloc(BLOCK_SIZE) };
    if (stream->path == NULL || stream->block == NULL) {
        return error_out_of_memory(error);
    }
    if (!source->in_memory) {
        stream->descriptor = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
        if (stream->descriptor < 0) {
            return error_set_errno(error, path, "open");
        }
    }
    if (!stream_fill(source)) {
        errno = stream->read_error;
        return error_set_errno(error, stream->path, "read");
    }
    if (unpack_is_text((struct portreg_string){ stream->block, stream->block_size })) {
        return PORTREG_OK;
    }
    return stream_open_archive(source, error);
}

bool source_is_packed(struct portreg_string bytes)
{
    return !unpack_is_text(bytes);
}

/* Reading one file out of the stream. */

static enum portreg_status copy_text(struct source *source, struct source_file *file,
                                     struct portreg_error *error)
{
    struct stream *stream = &source->stream;
    while (stream->block_size > 0) {
        buffer_append(&file->bytes, stream->block, stream->block_size);
        stream->block_size = 0;
        if (buffer_failed(&file->bytes)) {
            return unpack_too_large(&file->bytes, file->name, error);
        }
        if (!stream_fill(source)) {
            errno = stream->read_error;
            return error_set_errno(error, stream->path, "read");
        }
    }
    return PORTREG_OK;
}

static enum portreg_status copy_entry(struct source *source, struct source_file *file,
                                      struct portreg_error *error)
{
    bool ended = false;
    enum portreg_status status =
        unpack_data(source->stream.archive, file->name, &file->bytes, &ended, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (!ended) {
        return stream_failed(source, error);
    }
    if (source->stream.is_single ||
        unpack_is_text((struct portreg_string){ file->bytes.data, file->bytes.size })) {
        return PORTREG_OK;
    }
    return unpack_buffer(&file->bytes, file->name, error);
}

static bool name_is_hidden(const char *name)
{
    const char *slash = strrchr(name, '/');
    return (slash == NULL ? name : slash + 1)[0] == '.';
}

static char *join(const char *left, char separator, const char *right)
{
    struct buffer text = BUFFER_INIT(SIZE_MAX / 2);
    size_t size;
    buffer_append_text(&text, left);
    buffer_append_char(&text, separator);
    buffer_append_text(&text, right);
    char *joined = buffer_take(&text, &size);
    buffer_free(&text);
    return joined;
}

/* The next member that is a file; `*ret` NULL at the archive's end. */
static enum portreg_status next_entry(struct source *source, struct archive_entry **ret,
                                      struct portreg_error *error)
{
    int result;
    *ret = NULL;
    while ((result = archive_read_next_header(source->stream.archive, ret)) >= ARCHIVE_WARN &&
           result != ARCHIVE_EOF) {
        const char *name = archive_entry_pathname(*ret);
        source->stream.is_single = archive_format(source->stream.archive) == ARCHIVE_FORMAT_RAW;
        if (source->stream.is_single ||
            (archive_entry_filetype(*ret) == AE_IFREG && name != NULL && !name_is_hidden(name))) {
            return PORTREG_OK;
        }
    }
    *ret = NULL;
    return result == ARCHIVE_EOF ? PORTREG_OK : stream_failed(source, error);
}

/* Fills `file` from the open stream; `file->name` stays NULL at its end. */
static enum portreg_status stream_next(struct source *source, struct source_file *file,
                                       struct portreg_error *error)
{
    struct stream *stream = &source->stream;
    struct archive_entry *entry = NULL;
    if (stream->archive == NULL && stream->is_single) {
        return PORTREG_OK; /* its one file was given */
    }
    if (stream->archive != NULL) {
        enum portreg_status status = next_entry(source, &entry, error);
        if (status != PORTREG_OK || entry == NULL) {
            return status;
        }
    } else {
        stream->is_single = true;
    }
    file->name = stream->is_single ? strdup(stream->path)
                                   : join(stream->path, ':', archive_entry_pathname(entry));
    file->is_archived = !stream->is_single || source->names != NULL;
    if (file->name == NULL) {
        return error_out_of_memory(error);
    }
    return entry == NULL ? copy_text(source, file, error) : copy_entry(source, file, error);
}

/* The source: a path or a folder's paths. */

static int keep_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum portreg_status list_folder(struct source *source, struct portreg_error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(source->path, &entries, keep_visible, compare_entries);
    if (count < 0) {
        return error_set_errno(error, source->path, "list");
    }
    enum portreg_status status = PORTREG_OK;
    source->names = calloc((size_t)count + 1, sizeof(*source->names));
    for (int i = 0; i < count; i++) {
        struct stat info;
        char *name = source->names == NULL ? NULL : join(source->path, '/', entries[i]->d_name);
        free(entries[i]);
        if (name != NULL && stat(name, &info) == 0 && S_ISREG(info.st_mode)) {
            source->names[source->name_count++] = name;
            source->total += (uint64_t)info.st_size;
        } else {
            status = name == NULL ? error_out_of_memory(error) : status;
            free(name);
        }
    }
    free(entries);
    return source->names == NULL ? error_out_of_memory(error) : status;
}

static enum portreg_status source_start(struct source *source, struct portreg_error *error)
{
    struct stat info;
    if (strcmp(source->path, "-") == 0) {
        bool is_file = fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode);
        source->total = is_file ? (uint64_t)info.st_size : 0;
        return PORTREG_OK;
    }
    if (stat(source->path, &info) != 0) {
        bool is_missing = errno == ENOENT || errno == ENOTDIR;
        enum portreg_status status = error_set_errno(error, source->path, "open");
        if (is_missing && error != NULL) {
            error->status = PORTREG_NOT_FOUND;
        }
        return is_missing ? PORTREG_NOT_FOUND : status;
    }
    if (S_ISDIR(info.st_mode)) {
        return list_folder(source, error);
    }
    source->total = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
    return PORTREG_OK;
}

enum portreg_status source_open(const char *path, struct source **ret, struct portreg_error *error)
{
    struct source *source = calloc(1, sizeof(*source));
    if (source == NULL || (source->path = strdup(path)) == NULL) {
        free(source);
        return error_out_of_memory(error);
    }
    enum portreg_status status = source_start(source, error);
    if (status != PORTREG_OK) {
        source_close(source);
        return status;
    }
    *ret = source;
    return PORTREG_OK;
}

enum portreg_status source_open_memory(const char *name, struct portreg_string bytes,
                                       struct source **ret, struct portreg_error *error)
{
    struct source *source = calloc(1, sizeof(*source));
    if (source == NULL || (source->path = strdup(name)) == NULL) {
        free(source);
        return error_out_of_memory(error);
    }
    source->in_memory = true;
    source->rest = bytes;
    source->total = bytes.size;
    *ret = source;
    return PORTREG_OK;
}

/* The path to read next, NULL at the end. */
static const char *next_path(struct source *source)
{
    size_t count = source->names == NULL ? 1 : source->name_count;
    if (source->next_name == count) {
        return NULL;
    }
    const char *path = source->names == NULL ? source->path : source->names[source->next_name];
    source->next_name++;
    return path;
}

enum portreg_status source_next(struct source *source, struct source_file *file,
                                struct portreg_error *error)
{
    free(file->name);
    file->name = NULL;
    buffer_clear(&file->bytes);
    for (;;) {
        enum portreg_status status = PORTREG_OK;
        if (source->stream.path == NULL) {
            const char *path = next_path(source);
            if (path == NULL) {
                return PORTREG_OK;
            }
            status = stream_open(source, path, error);
        }
        if (status == PORTREG_OK) {
            status = stream_next(source, file, error);
        }
        if (status == PORTREG_OK && file->name != NULL) {
            break;
        }
        stream_close(&source->stream);
        if (status != PORTREG_OK) {
            source->next_name = source->names == NULL ? 1 : source->name_count;
            return status;
        }
    }
    if (++source->file_count > REGISTRY_VERSIONS_MAX) {
        return error_set_at(error, PORTREG_LIMIT, source->path, 0, 0, "more than %u files",
                            REGISTRY_VERSIONS_MAX);
    }
    return PORTREG_OK;
}

void source_progress(const struct source *source, uint64_t *ret_done, uint64_t *ret_total)
{
    *ret_done = source->done;
    *ret_total = source->total;
}

void source_close(struct source *source)
{
    if (source == NULL) {
        return;
    }
    stream_close(&source->stream);
    for (size_t i = 0; i < source->name_count; i++) {
        free(source->names[i]);
    }
    free(source->names);
    free(source->path);
    free(source);
}
