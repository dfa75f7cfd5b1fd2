/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_TEXT_TABLE_H
#define FORMAT_TEXT_TABLE_H

#include "format/lines.h"
#include "util/arena.h"

/*
 * A table rendered as plain text: where its columns stand, its lines split
 * into cells, and which lines are one row. Two kinds are understood.
 *
 * IANA's: titles are centred over their columns, cells are wrapped and stand
 * in the vertical middle of their row, nothing marks where a row ends. A cell
 * that is too long pushes the rest of its line to the right.
 *
 * Ours (text_write.c): a line of hyphens under the titles says where the
 * columns are; cells stand at the top; what a line was wrapped into is
 * indented by TEXT_INDENT, other lines within a row are the text's own (one
 * that has so many blanks or more itself has got one more). Blanks at the end
 * of a text's lines are not kept.
 */
#define TEXT_COLUMNS_MAX 12
#define TEXT_LINES_MAX (1u << 19)
#define TEXT_WIDTH_MAX 4096 /* places within which columns are looked for */
#define TEXT_INDENT 2

/* What a table's columns are called. */
struct text_title {
    const char *phrase; /* stands in one of the lines of titles */
    unsigned column;
};

/* Part of a table's kind. Columns are sets: bit 1 << column. */
struct text_schema {
    const struct text_title *titles; /* from left to right */
    unsigned title_count;
    const char *marks[3]; /* phrases that the main line of titles holds */
    unsigned anchors;     /* columns whose cells have one line, in each row */
    unsigned prose;       /* columns of running text */
    unsigned name;        /* the column that names the row */
    unsigned number;      /* with the name: rows that describe the same (else the name) */
};

struct text_cell {
    uint32_t start; /* offset in the text */
    uint32_t size;
};

struct text_line {
    struct text_cell cell[TEXT_COLUMNS_MAX];
    uint32_t number; /* from 1 */
};

/* Lines first … end - 1; `anchor` is the one with the anchors. */
struct text_row {
    uint32_t first;
    uint32_t end;
    uint32_t anchor;
};

struct text_table {
    const struct text_schema *schema;
    struct portreg_string text;
    uint32_t title_line; /* index of the main line of titles */
    bool is_ruled;
    bool counts_bytes;                /* places are bytes, not characters */
    uint32_t start[TEXT_COLUMNS_MAX]; /* place of each column */
    struct text_line *lines;
    uint32_t line_count;
    struct text_row *rows;
    uint32_t row_count;
};

/* All lines of a text. */
struct text_lines {
    struct portreg_string text;
    struct portreg_string *lines;
    uint32_t count;
};

/*
 * Index of the main line of titles at or behind line `from`, or `count`.
 */
uint32_t text_find_titles(const struct text_lines *lines, const struct text_schema *schema,
                          uint32_t from);

/*
 * Reads the table whose titles are at `title_line` and whose last line is
 * before `end`. SYNTAX with the place if it cannot be understood.
 */
enum portreg_status text_table_read(const struct text_lines *lines,
                                    const struct text_schema *schema, uint32_t title_line,
                                    uint32_t end, const char *file, struct arena *arena,
                                    struct text_table *ret, struct portreg_error *error);

/* text_rows.c: which lines are one row. Fills rows and row_count. */
enum portreg_status text_table_group(struct text_table *table, const char *file,
                                     struct arena *arena, struct portreg_error *error);

static inline struct portreg_string text_cell(const struct text_table *table, uint32_t line,
                                              unsigned column)
{
    struct text_cell cell = table->lines[line].cell[column];
    return (struct portreg_string){ table->text.data + cell.start, cell.size };
}

#endif
