/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/bits.h"
#include "util/error.h"

/* PORT_CELLS, PORT_SEGMENTS, PORT_ROWS. */

/* Entries of PORT_ROWS; only thousands of ranges over the same numbers need more. */
#define PORT_ROWS_MAX (1u << 28)

/* A row with a number. */
struct port_row {
    uint32_t row;
    uint16_t first;
    uint16_t last;
    uint8_t transport;
};

/* The table that is being made: where its segments begin, how many there are before. */
struct table {
    uint8_t begins[LAYOUT_PORT_TABLE_CELLS];
    uint32_t before[LAYOUT_PORT_TABLE_CELLS];
    uint32_t segments;
};

/* A segment's list while it is made. */
struct list {
    uint32_t count;
    uint32_t next; /* where in the table's part of PORT_ROWS the next row goes */
};

/* Which rows of a port come first: see comes_before() of the lookup. Rows of one rank go by id. */
#define RANK_COUNT (4 * (PORTREG_TRANSPORT_COUNT + 1))

static unsigned rank_of(const struct builder_record *record)
{
    unsigned range = record->first != record->last;
    unsigned old = (record->flags & (PORTREG_ROW_ALIAS | PORTREG_ROW_HISTORIC)) != 0;
    unsigned transport = record->transport == PORTREG_TRANSPORT_NONE ? PORTREG_TRANSPORT_COUNT
                                                                     : record->transport;
    return (range * 2 + old) * (PORTREG_TRANSPORT_COUNT + 1) + transport;
}

/* Gathers rows with a number, sorted by rank and id; returns how many. */
static uint32_t collect(const struct image *image, uint32_t from, uint32_t to,
                        struct port_row *rows)
{
    uint32_t starts[RANK_COUNT + 1] = { 0 };
    for (uint32_t row = from; row < to; row++) {
        const struct builder_record *record = image_record(image, row);
        if (record->flags & PORTREG_ROW_HAS_NUMBER) {
            starts[rank_of(record) + 1]++;
        }
    }
    for (unsigned rank = 0; rank < RANK_COUNT; rank++) {
        starts[rank + 1] += starts[rank];
    }
    uint32_t count = starts[RANK_COUNT];
    for (uint32_t row = from; row < to; row++) {
        const struct builder_record *record = image_record(image, row);
        if (record->flags & PORTREG_ROW_HAS_NUMBER) {
            rows[starts[rank_of(record)]++] =
                (struct port_row){ row, record->first, record->last, record->transport };
        }
    }
    return count;
}

static bool belongs(const struct port_row *row, unsigned transport)
{
    return transport == PORTREG_TRANSPORT_NONE || row->transport == PORTREG_TRANSPORT_NONE ||
           row->transport == transport;
}

static void begin_segment(struct table *table, uint32_t number)
{
    table->begins[number / LAYOUT_PORT_CELL_NUMBERS] |=
        (uint8_t)(1u << number % LAYOUT_PORT_CELL_NUMBERS);
}

static void cut_segments(struct table *table, const struct port_row *rows, uint32_t count,
                         unsigned transport)
{
    memset(table, 0, sizeof(*table));
    begin_segment(table, 0);
    for (uint32_t i = 0; i < count; i++) {
        if (belongs(&rows[i], transport)) {
            begin_segment(table, rows[i].first);
            if (rows[i].last < PORTREG_PORT_MAX) {
                begin_segment(table, (uint32_t)rows[i].last + 1);
            }
        }
    }
    for (unsigned cell = 0; cell < LAYOUT_PORT_TABLE_CELLS; cell++) {
        table->before[cell] = table->segments;
        table->segments += bits_in_byte(table->begins[cell]);
    }
}

static uint32_t segment_of(const struct table *table, uint16_t number)
{
    unsigned cell = number / LAYOUT_PORT_CELL_NUMBERS;
    unsigned up_to = table->begins[cell] & (0xFFu >> (7 - number % LAYOUT_PORT_CELL_NUMBERS));
    return table->before[cell] + bits_in_byte((uint8_t)up_to) - 1;
}

/* The last segment of a row whose first is known. */
static uint32_t last_segment(const struct table *table, const struct port_row *row, uint32_t first)
{
    return row->first == row->last ? first : segment_of(table, row->last);
}

/* Whether all lists of the table fit behind the `start` entries of those before. */
static bool lists_fit(const struct table *table, const struct port_row *rows, uint32_t count,
                      unsigned transport, uint32_t start)
{
    uint64_t entries = (uint64_t)start + table->segments;
    for (uint32_t i = 0; i < count; i++) {
        if (belongs(&rows[i], transport)) {
            uint32_t first = segment_of(table, rows[i].first);
            entries += last_segment(table, &rows[i], first) - first + 1;
        }
    }
    return entries <= PORT_ROWS_MAX;
}

static void count_rows(const struct table *table, struct list *lists, const struct port_row *rows,
                       uint32_t count, unsigned transport)
{
    for (uint32_t i = 0; i < count; i++) {
        if (belongs(&rows[i], transport)) {
            uint32_t first = segment_of(table, rows[i].first);
            uint32_t last = last_segment(table, &rows[i], first);
            for (uint32_t s = first; s <= last; s++) {
                lists[s].count++;
            }
        }
    }
}

/*
 * Gives each segment of several rows its place in PORT_ROWS, where `start`
 * entries stand before; returns the entries added.
 */
static uint32_t place_lists(struct layout_segment *segments, struct list *lists, uint32_t count,
                            uint32_t start)
{
    uint32_t added = 0;
    for (uint32_t s = 0; s < count; s++) {
        segments[s] = (struct layout_segment){ PORTREG_NONE, 0 };
        if (lists[s].count > 1) {
            segments[s].list_or_name = LAYOUT_SEGMENT_LIST | (start + added);
            lists[s].next = added + 1;
            added += lists[s].count + 1;
        }
    }
    return added;
}

/* The rows come with the primary ones first. */
static void fill_segments(const struct table *table, struct layout_segment *segments,
                          struct list *lists, uint32_t *entries, const struct port_row *rows,
                          uint32_t count, unsigned transport)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!belongs(&rows[i], transport)) {
            continue;
        }
        uint32_t first = segment_of(table, rows[i].first);
        uint32_t last = last_segment(table, &rows[i], first);
        for (uint32_t s = first; s <= last; s++) {
            if (segments[s].primary == PORTREG_NONE) {
                segments[s].primary = rows[i].row;
            }
            if (segments[s].list_or_name != 0) {
                entries[lists[s].next++] = rows[i].row;
            }
        }
    }
    uint32_t at = 0;
    for (uint32_t s = 0; s < table->segments; s++) {
        if (segments[s].list_or_name != 0) {
            entries[at] = lists[s].count;
            at += lists[s].count + 1;
        }
    }
}

/* Appends a table to the sections. */
static enum portreg_status append_table(struct image *image, const struct table *table,
                                        const struct port_row *rows, uint32_t count,
                                        unsigned transport, struct portreg_error *error)
{
    const struct buffer *before = &image->section[LAYOUT_PORT_SEGMENTS];
    uint32_t segments_before = (uint32_t)(before->size / sizeof(struct layout_segment));
    uint32_t start = (uint32_t)(image->section[LAYOUT_PORT_ROWS].size / sizeof(uint32_t));
    if (!lists_fit(table, rows, count, transport, start)) {
        return error_set(error, PORTREG_LIMIT,
                         "too many port ranges overlap: more than %u entries, each a row on a "
                         "run of numbers",
                         PORT_ROWS_MAX);
    }
    uint32_t *cells =
        image_extend(image, LAYOUT_PORT_CELLS, LAYOUT_PORT_TABLE_CELLS, sizeof(*cells));
    struct layout_segment *segments =
        image_extend(image, LAYOUT_PORT_SEGMENTS, table->segments, sizeof(*segments));
    struct list *lists = calloc((size_t)table->segments + 1, sizeof(*lists));
    uint32_t *entries = NULL;
    if (cells && segments && lists) {
        for (unsigned i = 0; i < LAYOUT_PORT_TABLE_CELLS; i++) {
            cells[i] = (segments_before + table->before[i]) << LAYOUT_PORT_CELL_SHIFT |
                       table->begins[i];
        }
        count_rows(table, lists, rows, count, transport);
        uint32_t added = place_lists(segments, lists, table->segments, start);
        entries = image_extend(image, LAYOUT_PORT_ROWS, added, sizeof(*entries));
    }
    if (entries) {
        fill_segments(table, segments, lists, entries, rows, count, transport);
    }
    free(lists);
    return entries ? PORTREG_OK : error_out_of_memory(error);
}

static enum portreg_status write_tables(struct image *image, struct port_row *rows,
                                        struct table *table, struct portreg_error *error)
{
    uint32_t count = collect(image, 0, image->current_rows, rows);
    for (unsigned transport = 0; transport < PORTREG_TRANSPORT_COUNT; transport++) {
        cut_segments(table, rows, count, transport);
        enum portreg_status status = append_table(image, table, rows, count, transport, error);
        if (status != PORTREG_OK) {
            return status;
        }
    }
    count = collect(image, image->current_rows, image->row_count, rows);
    cut_segments(table, rows, count, PORTREG_TRANSPORT_NONE);
    return append_table(image, table, rows, count, PORTREG_TRANSPORT_NONE, error);
}

enum portreg_status image_write_ports(struct image *image, struct portreg_error *error)
{
    struct port_row *rows = malloc(((size_t)image->row_count + 1) * sizeof(*rows));
    struct table *table = malloc(sizeof(*table));
    enum portreg_status status = rows && table ? write_tables(image, rows, table, error)
                                               : error_out_of_memory(error);
    free(rows);
    free(table);
    return status;
}
