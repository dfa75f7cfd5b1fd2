/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/service_lines.h"

#include <stdlib.h>

#include "format/named.h"
#include "util/error.h"
#include "util/string.h"

#define NAME_WIDTH 16
#define PORT_WIDTH 12
#define FREQUENCY_UNIT 1000000u
/* A row without transport holds for all; Wireshark's own file has these two. */
#define USUAL_TRANSPORTS ((1u << PORTREG_TRANSPORT_TCP) | (1u << PORTREG_TRANSPORT_UDP))

/* A line to be: rows that equal it in all but the transport are merged into it. */
struct entry {
    struct portreg_string name;
    struct portreg_string description;
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

/*
 * Where the row names its number. Wireshark gives a number the last name that
 * the file has for it, so that only the primary one may stand there.
 */
static unsigned transports_of(const struct service_list *list, const struct portreg_row *row)
{
    unsigned transports =
        row->transport == PORTREG_TRANSPORT_NONE ? USUAL_TRANSPORTS : 1u << row->transport;
    struct service_entry entry;
    for (int i = PORTREG_TRANSPORT_TCP; row->first == row->last && i < PORTREG_TRANSPORT_COUNT;
         i++) {
        if (!service_find_port(list, row->first, (enum portreg_transport)i, &entry) ||
            entry.rows[0] != row->id) {
            transports &= ~(1u << i);
        }
    }
    return transports;
}

static size_t collect(const struct service_list *list, const uint32_t *rows, size_t row_count,
                      struct entry *entries)
{
    size_t count = 0;
    uint32_t cursor = 0;
    struct portreg_row row;
    while (format_read_next_row(list->view, rows, row_count, &cursor, &row)) {
        if ((row.flags & PORTREG_ROW_HAS_NUMBER) == 0 ||
            !string_is_word(row.column[PORTREG_COLUMN_NAME])) {
            continue;
        }
        entries[count] = (struct entry){
            .name = row.column[PORTREG_COLUMN_NAME],
            .description = row.column[PORTREG_COLUMN_DESCRIPTION],
            .transports = transports_of(list, &row),
            .first = row.first,
            .last = row.last,
        };
        count += entries[count].transports != 0;
    }
    return count;
}

static void write_comment(struct buffer *out, struct portreg_string text)
{
    if (text.size > 0) {
        buffer_append_text(out, " # ");
        buffer_append_words(out, text);
    }
}

static void write_padding(struct buffer *out, size_t start, size_t width)
{
    size_t used = out->size - start;
    if (used < width) {
        buffer_append_repeat(out, ' ', width - used);
    }
}

/* Name, port and transports; what follows them is aligned if something does. */
static void write_head(struct buffer *out, struct portreg_string name, uint16_t first,
                       uint16_t last, unsigned transports, bool more)
{
    size_t start = out->size;
    buffer_append_string(out, name);
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
    if (more) {
        write_padding(out, start, PORT_WIDTH - 1);
    }
}

static void write_heading(struct buffer *out, struct portreg_view view)
{
    buffer_append_text(out, "# Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out, "\n\n");
}

/* Lines with ranges and several transports. */
static enum portreg_status write_merged(struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    size_t room = format_count_rows(view, rows, row_count) + 1;
    struct entry *entries = calloc(room, sizeof(*entries));
    struct entry **sorted = calloc(room, sizeof(*sorted));
    enum portreg_status status = PORTREG_OUT_OF_MEMORY;
    struct entry_list list;
    bool fine = entry_list_open(&list, view, rows, row_count);
    if (fine && entries != NULL && sorted != NULL) {
        size_t count = collect(&list.list, rows, row_count, entries);
        for (size_t i = 0; i < count; i++) {
            sorted[i] = &entries[i];
        }
        merge_transports(sorted, count);
        for (size_t i = 0; i < count; i++) {
            const struct entry *entry = &entries[i];
            if (!entry->merged) {
                write_head(out, entry->name, entry->first, entry->last, entry->transports,
                           entry->description.size > 0);
                write_comment(out, entry->description);
                buffer_append_char(out, '\n');
            }
        }
        status = format_finish(out, error);
    } else {
        error_out_of_memory(error);
    }
    entry_list_close(&list);
    free(sorted);
    free(entries);
    return status;
}

/*
 * What the names of an entry stand for: the primary's description, and those of
 * names that are services of their own.
 */
static void write_descriptions(struct buffer *out, struct portreg_view view,
                               const struct service_entry *entry)
{
    struct portreg_string first = { "", 0 };
    for (uint32_t i = 0; i < entry->count; i++) {
        struct portreg_row row;
        if (!portreg_snapshot_row(view.snapshot, entry->rows[i], &row)) {
            continue;
        }
        struct portreg_string text = row.column[PORTREG_COLUMN_DESCRIPTION];
        if (text.size == 0 || (i > 0 && (row.flags & PORTREG_ROW_ALIAS) != 0)) {
            continue;
        }
        if (first.size == 0) {
            first = text;
            write_comment(out, text);
        } else if (!string_equal(first, text)) {
            buffer_append_text(out, "; ");
            buffer_append_words(out, text);
        }
    }
}

static bool has_description(struct portreg_view view, const struct service_entry *entry)
{
    for (uint32_t i = 0; i < entry->count; i++) {
        if (portreg_snapshot_cell(view.snapshot, entry->rows[i], PORTREG_COLUMN_DESCRIPTION).size >
            0) {
            return true;
        }
    }
    return false;
}

/*
 * How often the port was found open, as one of the names has it; false where
 * none has. nmap takes a number without it for one that is worth a scan, but
 * one that it says was never found open for one that is not.
 */
static bool find_frequency(struct portreg_view view, const struct service_entry *entry,
                           uint32_t *ret)
{
    bool found = false;
    *ret = 0;
    for (uint32_t i = 0; i < entry->count; i++) {
        struct portreg_row row;
        if (portreg_snapshot_row(view.snapshot, entry->rows[i], &row) &&
            (row.flags & PORTREG_ROW_HAS_FREQUENCY) != 0) {
            *ret = row.frequency > *ret ? row.frequency : *ret;
            found = true;
        }
    }
    return found;
}

static void write_entry(struct buffer *out, const struct service_dialect *dialect,
                        struct portreg_view view, const struct service_entry *entry)
{
    uint32_t frequency;
    bool has_frequency = dialect->frequency && find_frequency(view, entry, &frequency);
    bool has_aliases = !dialect->frequency && entry->count > 1;
    write_head(out, entry->names[0], entry->port, entry->port, 1u << entry->transport,
               has_frequency || has_aliases || has_description(view, entry));
    if (has_frequency) {
        buffer_printf(out, " %u.%06u", frequency / FREQUENCY_UNIT, frequency % FREQUENCY_UNIT);
    }
    if (has_aliases) {
        buffer_append_char(out, ' ');
        service_append_aliases(out, entry);
    }
    write_descriptions(out, view, entry);
    buffer_append_char(out, '\n');
}

/* Lines of one number and one transport each, with aliases. */
static enum portreg_status write_single(const struct service_dialect *dialect,
                                        struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    struct entry_list entries;
    struct service_entry entry;
    if (!entry_list_open(&entries, view, rows, row_count)) {
        return error_out_of_memory(error);
    }
    while (entry_list_next(&entries, &entry)) {
        write_entry(out, dialect, view, &entry);
    }
    entry_list_close(&entries);
    return format_finish(out, error);
}

enum portreg_status service_lines_write(const struct service_dialect *dialect,
                                        struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    write_heading(out, view);
    return dialect->several_transports ? write_merged(view, rows, row_count, out, error)
                                       : write_single(dialect, view, rows, row_count, out, error);
}
