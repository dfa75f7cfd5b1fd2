/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/unpack.h"

#include <archive_entry.h>
#include <errno.h>

#include "registry/record.h"
#include "util/error.h"
#include "util/string.h"

#define TAR_MAGIC_OFFSET 257

static bool starts_with(struct portreg_string head, const char *magic, size_t size, size_t offset)
{
    return head.size >= offset + size && memcmp(head.data + offset, magic, size) == 0;
}

bool unpack_is_text(struct portreg_string head)
{
    static const struct {
        const char *magic;
        size_t size;
        size_t offset;
    } packed[] = {
        { "\x1f\x8b", 2, 0 },         /* gzip */
        { "\x1f\x9d", 2, 0 },         /* compress */
        { "BZh", 3, 0 },              /* bzip2 */
        { "\xfd\x37zXZ", 5, 0 },      /* xz */
        { "\x5d\x00\x00", 3, 0 },     /* lzma */
        { "\x28\xb5\x2f\xfd", 4, 0 }, /* zstd */
        { "\x2a\x4d\x18", 3, 1 },     /* a skippable frame of zstd or lz4 */
        { "\x04\x22\x4d\x18", 4, 0 }, /* lz4 */
        { "ustar", 5, TAR_MAGIC_OFFSET },
    };
    for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++) {
        if (starts_with(head, packed[i].magic, packed[i].size, packed[i].offset)) {
            return false;
        }
    }
    return true;
}

enum portreg_status unpack_failed(struct archive *archive, const char *name,
                                  struct portreg_error *error)
{
    if (archive_errno(archive) == ENOMEM) {
        return error_out_of_memory(error);
    }
    const char *text = archive_error_string(archive);
    return error_set_at(error, PORTREG_SYNTAX, name, 0, 0,
                        "damaged archive or compressed file (%s): fetch it again",
                        text == NULL ? "no further detail" : text);
}

enum portreg_status unpack_too_large(const struct buffer *bytes, const char *name,
                                     struct portreg_error *error)
{
    if (!bytes->over_limit) {
        return error_out_of_memory(error);
    }
    return error_set_at(error, PORTREG_LIMIT, name, 0, 0,
                        "larger than %u bytes: this is not a registry", REGISTRY_FILE_MAX);
}

/* The filters are named: "all" would also run programs for the rarer ones. */
static bool configure(struct archive *archive)
{
    int worst = ARCHIVE_OK;
    int (*const steps[])(struct archive *) = {
        archive_read_support_filter_gzip,     archive_read_support_filter_bzip2,
        archive_read_support_filter_compress, archive_read_support_filter_xz,
        archive_read_support_filter_lzma,     archive_read_support_filter_zstd,
        archive_read_support_filter_lz4,      archive_read_support_format_tar,
        archive_read_support_format_empty,    archive_read_support_format_raw,
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        int result = steps[i](archive);
        if (result < worst) {
            worst = result;
        }
    }
    return worst >= ARCHIVE_WARN;
}

struct archive *unpack_open(void)
{
    struct archive *archive = archive_read_new();
    if (archive != NULL && !configure(archive)) {
        archive_read_free(archive);
        return NULL;
    }
    return archive;
}

enum portreg_status unpack_data(struct archive *archive, const char *name, struct buffer *to,
                                bool *ret_ended, struct portreg_error *error)
{
    const void *block;
    size_t size;
    la_int64_t offset;
    int result;
    while ((result = archive_read_data_block(archive, &block, &size, &offset)) == ARCHIVE_OK) {
        if (offset != (la_int64_t)to->size) {
            return error_set_at(error, PORTREG_SYNTAX, name, 0, 0,
                                "a file with holes is not a registry");
        }
        buffer_append(to, block, size);
        if (buffer_failed(to)) {
            return unpack_too_large(to, name, error);
        }
    }
    *ret_ended = result == ARCHIVE_EOF;
    return PORTREG_OK;
}

enum portreg_status unpack_buffer(struct buffer *bytes, const char *name,
                                  struct portreg_error *error)
{
    struct archive *archive = unpack_open();
    struct archive_entry *entry;
    struct buffer unpacked = BUFFER_INIT(REGISTRY_FILE_MAX);
    bool ended = false;
    enum portreg_status status = PORTREG_OK;
    if (archive == NULL) {
        status = error_out_of_memory(error);
    } else if (archive_read_open_memory(archive, bytes->data, bytes->size) == ARCHIVE_OK &&
               archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
        if (archive_format(archive) != ARCHIVE_FORMAT_RAW) {
            status = error_set_at(error, PORTREG_SYNTAX, name, 0, 0,
                                  "an archive within an archive: unpack the outer one first");
        } else {
            status = unpack_data(archive, name, &unpacked, &ended, error);
        }
    }
    if (status == PORTREG_OK && !ended) {
        status = unpack_failed(archive, name, error);
    }
    if (status == PORTREG_OK) {
        struct buffer packed = *bytes;
        *bytes = unpacked;
        unpacked = packed;
    }
    buffer_free(&unpacked);
    archive_read_free(archive);
    return status;
}
