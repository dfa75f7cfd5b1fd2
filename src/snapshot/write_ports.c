/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

/* PORT_WORDS, PORT_SEGMENTS, PORT_ROWS. */

/* A row with a number, for sorting: primary rows of a port first. */
struct port_row {
    uint64_t key; /* range, alias or historic, transport, row */
    uint32_t row;
    uint16_t first;
    uint16_t last;
    uint8_t transport;
};

/* The table that is being made: where its segments begin, how many rows each has. */
struct table {
    uint64_t bits[LAYOUT_PORT_TABLE_WORDS];
    uint32_t rank[LAYOUT_PORT_TABLE_WORDS]; /* segments before the word */
    uint32_t segments;
};

static uint64_t key_of(const struct builder_record *record, uint32_t row)
{
    uint64_t range = record->first != record->last;
    uint64_t old = (record->flags & (PORTREG_ROW_ALIAS | PORTREG_ROW_HISTORIC)) != 0;
    uint64_t transport = record->transport == PORTREG_TRANSPORT_NONE ? PORTREG_TRANSPORT_COUNT
                                                                     : record->transport;
    return range << 63 | old << 62 | transport << 40 | row;
}

static int compare_port_rows(const void *a, const void *b)
{
    const struct port_row *x = a;
    const struct port_row *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static uint32_t collect(const struct image *image, uint32_t from, uint32_t to,
                        struct port_row *rows)
{
    uint32_t count = 0;
    for (uint32_t row = from; row < to; row++) {
        const struct builder_record *record = image_record(image, row);
        if (record->flags & PORTREG_ROW_HAS_NUMBER) {
            rows[count++] = (struct port_row){ key_of(record, row), row, record->first,
                                               record->last, record->transport };
        }
    }
    qsort(rows, count, sizeof(*rows), compare_port_rows);
    return count;
}

static bool belongs(const struct port_row *row, unsigned transport)
{
    return transport == PORTREG_TRANSPORT_NONE || row->transport == PORTREG_TRANSPORT_NONE ||
           row->transport == transport;
}

static void cut_segments(struct table *table, const struct port_row *rows, uint32_t count,
                         unsigned transport)
{
    memset(table, 0, sizeof(*table));
    table->bits[0] = 1;
    for (uint32_t i = 0; i < count; i++) {
        if (!belongs(&rows[i], transport)) {
            continue;
        }
        table->bits[rows[i].first / 64] |= UINT64_C(1) << rows[i].first % 64;
        uint32_t behind = (uint32_t)rows[i].last + 1;
        if (behind <= PORTREG_PORT_MAX) {
            table->bits[behind / 64] |= UINT64_C(1) << behind % 64;
        }
    }
    for (unsigned word = 0; word < LAYOUT_PORT_TABLE_WORDS; word++) {
        table->rank[word] = table->segments;
        table->segments += (uint32_t)__builtin_popcountll(table->bits[word]);
    }
}

static uint32_t segment_of(const struct table *table, uint16_t port)
{
    uint64_t up_to = table->bits[port / 64] & (~UINT64_C(0) >> (63 - port % 64));
    return table->rank[port / 64] + (uint32_t)__builtin_popcountll(up_to) - 1;
}

/* Appends a table to the three sections. */
static bool append_table(struct image *image, const struct table *table,
                         const struct port_row *rows, uint32_t count, unsigned transport)
{
    uint32_t before = (uint32_t)(image->section[LAYOUT_PORT_SEGMENTS].size / sizeof(uint32_t));
    uint32_t total = (uint32_t)(image->section[LAYOUT_PORT_ROWS].size / sizeof(uint32_t));
    struct layout_port_word *words = image_extend(image, LAYOUT_PORT_WORDS,
                                                  LAYOUT_PORT_TABLE_WORDS, sizeof(*words));
    uint32_t *starts =
        image_extend(image, LAYOUT_PORT_SEGMENTS, table->segments, sizeof(*starts));
    uint32_t *next = calloc((size_t)table->segments + 1, sizeof(*next));
    if (!words || !starts || !next) {
        free(next);
        return false;
    }
    for (unsigned i = 0; i < LAYOUT_PORT_TABLE_WORDS; i++) {
        words[i] = (struct layout_port_word){ table->bits[i], before + table->rank[i], 0 };
    }
    for (uint32_t i = 0; i < count; i++) {
        if (belongs(&rows[i], transport)) {
            uint32_t last = segment_of(table, rows[i].last);
            for (uint32_t s = segment_of(table, rows[i].first); s <= last; s++) {
                next[s]++;
            }
        }
    }
    uint32_t end = total;
    for (uint32_t s = 0; s < table->segments; s++) {
        starts[s] = end;
        end += next[s];
        next[s] = starts[s] - total;
    }
    uint32_t *listed = image_extend(image, LAYOUT_PORT_ROWS, end - total, sizeof(*listed));
    for (uint32_t i = 0; listed && i < count; i++) {
        if (belongs(&rows[i], transport)) {
            uint32_t last = segment_of(table, rows[i].last);
            for (uint32_t s = segment_of(table, rows[i].first); s <= last; s++) {
                listed[next[s]++] = rows[i].row;
            }
        }
    }
    free(next);
    return listed != NULL;
}

static bool write_tables(struct image *image, struct port_row *rows, struct table *table)
{
    uint32_t count = collect(image, 0, image->current_rows, rows);
    for (unsigned transport = 0; transport < PORTREG_TRANSPORT_COUNT; transport++) {
        cut_segments(table, rows, count, transport);
        if (!append_table(image, table, rows, count, transport)) {
            return false;
        }
    }
    count = collect(image, image->current_rows, image->row_count, rows);
    cut_segments(table, rows, count, PORTREG_TRANSPORT_NONE);
    return append_table(image, table, rows, count, PORTREG_TRANSPORT_NONE);
}

enum portreg_status image_write_ports(struct image *image, struct portreg_error *error)
{
    struct port_row *rows = malloc(((size_t)image->row_count + 1) * sizeof(*rows));
    struct table *table = malloc(sizeof(*table));
    bool done = rows && table && write_tables(image, rows, table);
    free(rows);
    free(table);
    uint32_t *end = done ? image_extend(image, LAYOUT_PORT_SEGMENTS, 1, sizeof(*end)) : NULL;
    if (!end) {
        return error_out_of_memory(error);
    }
    *end = (uint32_t)(image->section[LAYOUT_PORT_ROWS].size / sizeof(uint32_t));
    return PORTREG_OK;
}
