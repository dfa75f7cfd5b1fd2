/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "format/named.h"
#include "util/error.h"
#include "util/order.h"
#include "util/string.h"

/*
 * avahi's service-types, from which its database is built: `_name._tcp:Text`.
 * DNS-SD has _tcp, and _udp for every other transport (RFC 6763 section 7).
 * The database has one text for a type: that of the first row which has it.
 */
struct type {
    struct portreg_string name;
    struct portreg_string text;
    bool is_udp;
    size_t place;
};

static int compare_types(const void *left, const void *right)
{
    const struct type *a = left;
    const struct type *b = right;
    int order = string_compare_folded(a->name, b->name);

    if (order == 0) {
        order = order_unsigned(a->is_udp, b->is_udp);
    }
    return order != 0 ? order : order_unsigned(a->place, b->place);
}

static bool same_type(const struct type *a, const struct type *b)
{
    return a->is_udp == b->is_udp && string_equal_folded(a->name, b->name);
}

/* Adds the types of a row, two at the most; returns how many there are then. */
static size_t add_types(struct type *types, size_t count, const struct portreg_row *row)
{
    struct portreg_string name = row->column[PORTREG_COLUMN_NAME];
    struct type type = { .name = name, .text = named_description(row) };

    if (name.size == 0 || (row->flags & PORTREG_ROW_IRREGULAR_NAME) != 0) {
        return count;
    }
    if (type.text.size == 0) {
        type.text = name;
    }
    for (unsigned udp = 0; udp < 2; udp++) {
        bool is_tcp = row->transport == PORTREG_TRANSPORT_TCP;

        if (row->transport == PORTREG_TRANSPORT_NONE || is_tcp == (udp == 0)) {
            type.is_udp = udp;
            type.place = count;
            types[count++] = type;
        }
    }
    return count;
}

/* Names without a number count here: many DNS-SD services have none. */
static size_t gather(struct type *types, struct portreg_view view, const uint32_t *rows,
                     size_t row_count)
{
    struct portreg_row row;
    uint32_t cursor = 0;
    size_t count = 0;

    while (format_read_next_row(view, rows, row_count, &cursor, &row)) {
        count = add_types(types, count, &row);
    }
    qsort(types, count, sizeof(*types), compare_types);
    return count;
}

static void append_type(struct buffer *out, const struct type *type)
{
    buffer_append_char(out, '_');
    buffer_append_string(out, type->name);
    buffer_append_text(out, type->is_udp ? "._udp:" : "._tcp:");
    buffer_append_words(out, type->text);
    buffer_append_char(out, '\n');
}

static enum portreg_status write_avahi(struct portreg_view view, const uint32_t *rows,
                                       size_t row_count, struct buffer *out,
                                       struct portreg_error *error)
{
    struct type *types = calloc(2 * format_count_rows(view, rows, row_count) + 1, sizeof(*types));
    size_t count;

    if (types == NULL) {
        return error_out_of_memory(error);
    }
    count = gather(types, view, rows, row_count);
    buffer_append_text(out, "# Service names: ");
    named_append_source(out, view);
    buffer_append_char(out, '\n');
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !same_type(&types[i], &types[i - 1])) {
            append_type(out, &types[i]);
        }
    }
    free(types);
    return format_finish(out, error);
}

const struct format format_avahi = {
    .name = "avahi",
    .media_type = "text/plain",
    .extension = "service-types",
    .summary = "avahi's service-types: DNS-SD names with their texts",
    .write = write_avahi,
};
