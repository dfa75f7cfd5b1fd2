/* SPDX-License-Identifier: BSD-2-Clause */
#include "update/fetch_state.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "util/error.h"
#include "util/file.h"
#include "util/string.h"

#define FETCH_STATE_MAX 8192 /* bytes of the file */

static bool state_path(char path[PATH_MAX], const char *snapshot_path)
{
    int length = snprintf(path, PATH_MAX, "%s" FETCH_STATE_SUFFIX, snapshot_path);

    return length > 0 && length < PATH_MAX;
}

/* The value of a line "name: value"; false if it is another line. */
static bool line_value(struct portreg_string line, const char *name, struct portreg_string *ret)
{
    if (!string_starts_folded(line, name)) {
        return false;
    }
    *ret = string_trim(string_from(line, strlen(name)));
    return true;
}

static void copy_value(struct portreg_string value, char *to, size_t size)
{
    if (value.size < size) {
        memcpy(to, value.data, value.size);
        to[value.size] = '\0';
    }
}

static bool state_parse(struct portreg_string text, const char *url, uint64_t checksum,
                        struct fetch_validators *ret)
{
    struct portreg_string line;
    struct portreg_string value;
    char expected[17];
    bool same_url = false;
    bool same_snapshot = false;

    snprintf(expected, sizeof(expected), "%016" PRIx64, checksum);
    while (string_next_line(&text, &line)) {
        if (line_value(line, "url:", &value)) {
            same_url = string_is(value, url);
        } else if (line_value(line, "snapshot:", &value)) {
            same_snapshot = string_is(value, expected);
        } else if (line_value(line, "etag:", &value)) {
            copy_value(value, ret->etag, sizeof(ret->etag));
        } else if (line_value(line, "last-modified:", &value)) {
            copy_value(value, ret->last_modified, sizeof(ret->last_modified));
        }
    }
    return same_url && same_snapshot;
}

bool fetch_state_load(const char *snapshot_path, const char *url, uint64_t checksum,
                      struct fetch_validators *ret)
{
    struct buffer buffer = BUFFER_INIT(FETCH_STATE_MAX);
    char path[PATH_MAX];
    bool found = false;

    *ret = (struct fetch_validators){ .etag = "" };
    if (state_path(path, snapshot_path) && file_read(path, &buffer, NULL) == PORTREG_OK) {
        found = state_parse((struct portreg_string){ buffer.data, buffer.size }, url, checksum,
                            ret);
    }
    if (!found) {
        *ret = (struct fetch_validators){ .etag = "" };
    }
    buffer_free(&buffer);
    return found;
}

enum portreg_status fetch_state_save(const char *snapshot_path, const char *url,
                                     uint64_t checksum,
                                     const struct fetch_validators *validators,
                                     struct portreg_error *error)
{
    struct buffer buffer = BUFFER_INIT(FETCH_STATE_MAX);
    enum portreg_status status;
    char path[PATH_MAX];

    if (!state_path(path, snapshot_path)) {
        errno = ENAMETOOLONG;
        return error_set_errno(error, snapshot_path, "name the file beside");
    }
    if (validators->etag[0] == '\0' && validators->last_modified[0] == '\0') {
        unlink(path);
        return PORTREG_OK;
    }
    buffer_printf(&buffer, "url: %s\nsnapshot: %016" PRIx64 "\n", url, checksum);
    if (validators->etag[0] != '\0') {
        buffer_printf(&buffer, "etag: %s\n", validators->etag);
    }
    if (validators->last_modified[0] != '\0') {
        buffer_printf(&buffer, "last-modified: %s\n", validators->last_modified);
    }
    status = buffer_failed(&buffer) ? error_out_of_memory(error)
                                    : file_replace(path, buffer.data, buffer.size, error);
    buffer_free(&buffer);
    return status;
}
