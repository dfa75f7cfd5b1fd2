/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/service_lines.h"

#include <stdlib.h>

#include "util/error.h"
#include "util/string.h"

#define NAME_WIDTH 16
#define PORT_WIDTH 12
/* A row without transport holds for all; users of such files ask for these. */
#define USUAL_TRANSPORTS ((1u << PORTREG_TRANSPORT_TCP) | (1u << PORTREG_TRANSPORT_UDP))

/* A line to be: rows that equal it in all but the transport are merged into it. */
struct entry {
    struct portreg_string name;
    struct portreg_string description;
    struct portreg_string replacement; /* empty unless it is an alias */
    struct entry *aliases;             /* first of the aliases that joined it */
    struct entry *next_alias;
    unsigned transports; /* bit 1 << enum portreg_transport */
    uint16_t first;
    uint16_t last;
    bool merged; /* into another entry */
};

static int compare_port(const struct entry *a, const struct entry *b)
{
    return a->first != b->first ? a->first - b->first : a->last - b->last;
}

/* Orders equal lines side by side, in the order of the rows. */
static int compare_line(const void *left, const void *right)
{
    const struct entry *a = *(struct entry *const *)left;
    const struct entry *b = *(struct entry *const *)right;
    int order = compare_port(a, b);
    if (order == 0) {
        order = string_compare(a->name, b->name);
    }
    if (order == 0) {
        order = string_compare(a->description, b->description);
    }
    return order;
}

static int compare_name(const void *left, const void *right)
{
    const struct entry *a = *(struct entry *const *)left;
    const struct entry *b = *(struct entry *const *)right;
    int order = compare_port(a, b);
    if (order == 0) {
        order = string_compare_folded(a->name, b->name);
    }
    if (order == 0) {
        order = (int)a->transports - (int)b->transports;
    }
    return order;
}

static int compare_place(const struct entry *a, const struct entry *b)
{
    return a < b ? -1 : a > b;
}

static int compare_line_and_place(const void *left, const void *right)
{
    int order = compare_line(left, right);
    return order != 0 ? order
                      : compare_place(*(struct entry *const *)left, *(struct entry *const *)right);
}

static int compare_name_and_place(const void *left, const void *right)
{
    int order = compare_name(left, right);
    return order != 0 ? order
                      : compare_place(*(struct entry *const *)left, *(struct entry *const *)right);
}

static void merge_transports(struct entry **sorted, size_t count)
{
    struct entry *head = NULL;
    qsort(sorted, count, sizeof(*sorted), compare_line_and_place);
    for (size_t i = 0; i < count; i++) {
        if (head != NULL && compare_line(&head, &sorted[i]) == 0) {
            head->transports |= sorted[i]->transports;
            sorted[i]->merged = true;
        } else {
            head = sorted[i];
        }
    }
}

static void join_aliases(struct entry **sorted, size_t count)
{
    qsort(sorted, count, sizeof(*sorted), compare_name_and_place);
    for (size_t i = count; i-- > 0;) {
        struct entry *alias = sorted[i];
        struct entry wanted = *alias;
        const struct entry *key = &wanted;
        wanted.name = alias->replacement;
        if (alias->replacement.size == 0) {
            continue;
        }
        struct entry **found = bsearch(&key, sorted, count, sizeof(*sorted), compare_name);
        if (found != NULL && (*found)->replacement.size == 0) {
            alias->next_alias = (*found)->aliases;
            (*found)->aliases = alias;
            alias->merged = true;
        }
    }
}

/* A name that holds white space or # would end early. */
static bool is_word(struct portreg_string name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (ascii_is_space(name.data[i]) || name.data[i] == '#') {
            return false;
        }
    }
    return name.size > 0;
}

static size_t collect(struct portreg_view view, const uint32_t *rows, size_t row_count,
                      struct entry *entries)
{
    size_t count = 0;
    uint32_t cursor = 0;
    uint32_t id;
    while ((id = format_next_row(view, rows, row_count, &cursor)) != PORTREG_NONE) {
        struct portreg_row row;
        if (!portreg_snapshot_row(view.snapshot, id, &row) ||
            (row.flags & PORTREG_ROW_HAS_NUMBER) == 0 ||
            !is_word(row.column[PORTREG_COLUMN_NAME])) {
            continue;
        }
        entries[count++] = (struct entry){
            .name = row.column[PORTREG_COLUMN_NAME],
            .description = row.column[PORTREG_COLUMN_DESCRIPTION],
            .replacement = (row.flags & PORTREG_ROW_ALIAS) != 0 ? row.replacement
                                                                : (struct portreg_string){ 0 },
            .transports =
                row.transport == PORTREG_TRANSPORT_NONE ? USUAL_TRANSPORTS : 1u << row.transport,
            .first = row.first,
            .last = row.last,
        };
    }
    return count;
}

/* The text on one line: every run of white space is one space. */
static void write_comment(struct buffer *out, struct portreg_string text)
{
    bool pending = false;
    if (text.size == 0) {
        return;
    }
    buffer_append_text(out, " # ");
    for (size_t i = 0; i < text.size; i++) {
        if (ascii_is_space(text.data[i])) {
            pending = true;
            continue;
        }
        if (pending) {
            buffer_append_char(out, ' ');
            pending = false;
        }
        buffer_append_char(out, text.data[i]);
    }
}

static void write_padding(struct buffer *out, size_t start, size_t width)
{
    size_t used = out->size - start;
    if (used < width) {
        buffer_append_repeat(out, ' ', width - used);
    }
}

static void write_line(struct buffer *out, const struct entry *entry, uint16_t first, uint16_t last,
                       unsigned transports)
{
    size_t start = out->size;
    buffer_append_string(out, entry->name);
    write_padding(out, start, NAME_WIDTH - 1);
    buffer_append_char(out, ' ');
    start = out->size;
    buffer_append_unsigned(out, first);
    if (last != first) {
        buffer_append_char(out, '-');
        buffer_append_unsigned(out, last);
    }
    for (unsigned i = PORTREG_TRANSPORT_NONE + 1; i < PORTREG_TRANSPORT_COUNT; i++) {
        if ((transports & (1u << i)) != 0) {
            buffer_append_char(out, '/');
            buffer_append_text(out, portreg_transport_name((enum portreg_transport)i));
        }
    }
    if (entry->aliases != NULL || entry->description.size > 0) {
        write_padding(out, start, PORT_WIDTH - 1);
    }
    for (const struct entry *alias = entry->aliases; alias != NULL; alias = alias->next_alias) {
        buffer_append_char(out, ' ');
        buffer_append_string(out, alias->name);
    }
    write_comment(out, entry->description);
    buffer_append_char(out, '\n');
}

static void write_entry(struct buffer *out, const struct service_dialect *dialect,
                        const struct entry *entry)
{
    uint32_t step = dialect->ranges ? (uint32_t)(entry->last - entry->first) + 1 : 1;
    for (uint32_t port = entry->first; port <= entry->last; port += step) {
        uint16_t last = (uint16_t)(port + step - 1);
        if (dialect->several_transports) {
            write_line(out, entry, (uint16_t)port, last, entry->transports);
            continue;
        }
        for (unsigned i = PORTREG_TRANSPORT_NONE + 1; i < PORTREG_TRANSPORT_COUNT; i++) {
            if ((entry->transports & (1u << i)) != 0) {
                write_line(out, entry, (uint16_t)port, last, 1u << i);
            }
        }
    }
}

static void write_heading(struct buffer *out, struct portreg_view view)
{
    struct portreg_version version;
    char date[11];
    if (portreg_snapshot_version(view.snapshot, view.version, &version)) {
        portreg_date_format(version.date, date);
        buffer_append_text(out, "# Service names and port numbers: ");
        buffer_append_string(out, portreg_snapshot_layer(view.snapshot));
        buffer_printf(out, ", %s\n\n", date);
    }
}

enum portreg_status service_lines_write(const struct service_dialect *dialect,
                                        struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    size_t room = format_count_rows(view, rows, row_count) + 1;
    struct entry *entries = calloc(room, sizeof(*entries));
    struct entry **sorted = calloc(room, sizeof(*sorted));
    enum portreg_status status = PORTREG_OUT_OF_MEMORY;
    if (entries != NULL && sorted != NULL) {
        size_t count = collect(view, rows, row_count, entries);
        for (size_t i = 0; i < count; i++) {
            sorted[i] = &entries[i];
        }
        if (dialect->several_transports) {
            merge_transports(sorted, count);
        } else {
            join_aliases(sorted, count);
        }
        write_heading(out, view);
        for (size_t i = 0; i < count; i++) {
            if (!entries[i].merged) {
                write_entry(out, dialect, &entries[i]);
            }
        }
        status = format_finish(out, error);
    } else {
        error_out_of_memory(error);
    }
    free(sorted);
    free(entries);
    return status;
}
