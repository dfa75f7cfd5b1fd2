/* SPDX-License-Identifier: BSD-2-Clause */
#include <archive.h>
#include <archive_entry.h>

#include "format/named.h"
#include "util/date.h"
#include "util/error.h"
#include "util/markup.h"
#include "util/string.h"

/* firewalld: a tar archive of service files (firewalld.service(5)), for /etc/firewalld/services. */
#define FILE_MAX (1u << 20)
#define SECONDS_A_DAY 86400

/* What a file's name may have, which is the service's: another one voids the configuration. */
static char map_character(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' ? c : '_';
}

static void append_service(struct buffer *out, struct portreg_view view,
                           const struct named_service *service)
{
    struct portreg_row row;

    buffer_append_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- ");
    named_append_source(out, view);
    buffer_append_text(out, " -->\n<service>\n  <short>");
    markup_append(out, service->name);
    buffer_append_text(out, "</short>\n  <description>");
    if (portreg_snapshot_row(view.snapshot, service->row, &row)) {
        markup_append(out, named_description(&row));
    }
    buffer_append_text(out, "</description>\n");
    for (size_t i = 0; i < service->span_count; i++) {
        buffer_printf(out, "  <port protocol=\"%s\" port=\"",
                      portreg_transport_name(service->spans[i].transport));
        named_append_span(out, &service->spans[i]);
        buffer_append_text(out, "\"/>\n");
    }
    buffer_append_text(out, "</service>\n");
}

static la_ssize_t take_bytes(struct archive *archive, void *data, const void *bytes, size_t size)
{
    struct buffer *out = data;

    (void)archive;
    buffer_append(out, bytes, size);
    return buffer_failed(out) ? -1 : (la_ssize_t)size;
}

/* When the version was made, for the files to be as old. */
static time_t time_of(struct portreg_view view)
{
    struct portreg_version version;

    return portreg_snapshot_version(view.snapshot, view.version, &version)
               ? (time_t)(date_day_number(version.date) * SECONDS_A_DAY)
               : 0;
}

static bool add_file(struct archive *archive, struct archive_entry *entry, time_t time,
                     const struct named_service *service, const struct buffer *text)
{
    struct buffer path = BUFFER_INIT(FILE_MAX);
    bool fine;

    buffer_append_string(&path, service->key);
    buffer_append_text(&path, ".xml");
    if (buffer_failed(&path) || buffer_failed(text)) {
        buffer_free(&path);
        return false;
    }
    archive_entry_clear(entry);
    archive_entry_set_pathname(entry, path.data);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, time, 0);
    archive_entry_set_size(entry, (la_int64_t)text->size);
    fine = archive_write_header(archive, entry) == ARCHIVE_OK &&
           archive_write_data(archive, text->data, text->size) == (la_ssize_t)text->size;
    buffer_free(&path);
    return fine;
}

static bool add_files(struct archive *archive, struct portreg_view view, struct named_list *list)
{
    struct archive_entry *entry = archive_entry_new();
    struct buffer text = BUFFER_INIT(FILE_MAX);
    const time_t time = time_of(view);
    struct named_service service;
    size_t cursor = 0;
    bool fine = entry != NULL;

    while (fine && named_list_next(list, &cursor, &service)) {
        buffer_clear(&text);
        append_service(&text, view, &service);
        fine = add_file(archive, entry, time, &service, &text);
    }
    buffer_free(&text);
    archive_entry_free(entry);
    return fine;
}

static enum portreg_status write_archive(struct portreg_view view, struct named_list *list,
                                         struct buffer *out, struct portreg_error *error)
{
    struct archive *archive = archive_write_new();
    bool fine;

    if (archive == NULL) {
        return error_out_of_memory(error);
    }
    fine = archive_write_set_format_ustar(archive) == ARCHIVE_OK &&
           archive_write_open(archive, out, NULL, take_bytes, NULL) == ARCHIVE_OK &&
           add_files(archive, view, list) && archive_write_close(archive) == ARCHIVE_OK;
    archive_write_free(archive);
    return fine ? format_finish(out, error) : error_out_of_memory(error);
}

static enum portreg_status write_firewalld(struct portreg_view view, const uint32_t *rows,
                                           size_t row_count, struct buffer *out,
                                           struct portreg_error *error)
{
    const struct named_options options = { .map = map_character, .aliases = true };
    struct named_list *list;
    enum portreg_status status = named_list_create(view, rows, row_count, &options, &list, error);

    if (status == PORTREG_OK) {
        status = write_archive(view, list, out, error);
        named_list_destroy(list);
    }
    return status;
}

const struct format format_firewalld = {
    .name = "firewalld",
    .media_type = "application/x-tar",
    .extension = "tar",
    .summary = "firewalld's service files, in a tar archive",
    .write = write_firewalld,
};
