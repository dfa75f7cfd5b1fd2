/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/named.h"

/*
 * avahi's service-types, from which its database is built: `_name._tcp:Text`.
 * DNS-SD has _tcp, and _udp for every other transport (RFC 6763 section 7).
 */
static void append_line(struct buffer *out, struct portreg_string name, bool tcp,
                        struct portreg_string description)
{
    buffer_append_char(out, '_');
    buffer_append_string(out, name);
    buffer_append_text(out, tcp ? "._tcp:" : "._udp:");
    buffer_append_words(out, description);
    buffer_append_char(out, '\n');
}

/* Names without a number count here: many DNS-SD services have none. */
static enum portreg_status write_avahi(struct portreg_view view, const uint32_t *rows,
                                       size_t row_count, struct buffer *out,
                                       struct portreg_error *error)
{
    uint32_t cursor = 0;
    struct portreg_row row;

    buffer_append_text(out, "# Service names: ");
    named_append_source(out, view);
    buffer_append_char(out, '\n');
    while (format_read_next_row(view, rows, row_count, &cursor, &row)) {
        struct portreg_string name;
        struct portreg_string text;

        if ((row.flags & PORTREG_ROW_IRREGULAR_NAME) != 0 ||
            row.column[PORTREG_COLUMN_NAME].size == 0) {
            continue;
        }
        name = row.column[PORTREG_COLUMN_NAME];
        text = row.column[PORTREG_COLUMN_DESCRIPTION];
        text = text.size > 0 ? text : name;
        if (row.transport == PORTREG_TRANSPORT_TCP || row.transport == PORTREG_TRANSPORT_NONE) {
            append_line(out, name, true, text);
        }
        if (row.transport != PORTREG_TRANSPORT_TCP) {
            append_line(out, name, false, text);
        }
    }
    return format_finish(out, error);
}

const struct format format_avahi = {
    .name = "avahi",
    .media_type = "text/plain",
    .extension = "service-types",
    .summary = "avahi's service-types: DNS-SD names with their texts",
    .write = write_avahi,
};
