/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"
#include "util/buffer.h"

/*
 * A table of text. On a terminal libsmartcols lays it out (loaded when it is
 * needed); elsewhere, or where it is not installed, columns are aligned with
 * two spaces between them and nothing is cut.
 */
enum table_flag {
    TABLE_RIGHT = 1 << 0, /* numbers */
    TABLE_WRAP = 1 << 1   /* may be broken into lines on a narrow terminal */
};

struct table_column {
    const char *title;
    unsigned flags;
};

struct table_cell {
    const char *text; /* NUL-terminated */
    const char *color; /* escape sequence or NULL */
};

#define TABLE_COLUMNS_MAX 64
#define TABLE_CELLS_MAX (1u << 28)
#define TABLE_BYTES_MAX (1u << 30)

struct table {
    struct arena arena;
    struct table_column columns[TABLE_COLUMNS_MAX];
    size_t column_count;
    struct table_cell *cells;
    size_t cell_count;
    size_t cell_capacity;
    bool failed;
};

void table_init(struct table *table);
void table_column(struct table *table, const char *title, unsigned flags);

/* Adds the next cell, row by row; white space inside becomes single spaces. */
void table_cell(struct table *table, const char *text, size_t size);
void table_cell_colored(struct table *table, const char *text, size_t size, const char *color);

/*
 * Appends the table to `out`. `width` 0: not for a terminal. Titles are left
 * out without `headings`. false if memory is short.
 */
bool table_write(struct table *table, struct buffer *out, unsigned width, bool headings);
void table_free(struct table *table);

#endif
