/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/table.h"

#include <stdlib.h>

#include "cli/fit.h"
#include "cli/smartcols.h"
#include "util/array.h"
#include "util/string.h"

#define GAP 2       /* spaces between columns */
#define PADDING_MAX 64 /* a longer text pushes what follows it instead of widening its column */

void table_init(struct table *table)
{
    table->arena = ARENA_INIT(TABLE_BYTES_MAX);
    table->column_count = 0;
    table->cells = NULL;
    table->cell_count = 0;
    table->cell_capacity = 0;
    table->failed = false;
}

void table_free(struct table *table)
{
    free(table->cells);
    arena_free(&table->arena);
    table_init(table);
}

void table_column(struct table *table, const char *title, unsigned flags)
{
    if (table->column_count == TABLE_COLUMNS_MAX) {
        table->failed = true;
        return;
    }
    table->columns[table->column_count++] = (struct table_column){ title, flags };
}

/* A clean copy in which each run of white space is one space. */
static const char *copy_squeezed(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    size_t length = 0;

    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, text, size);
    string_clean(copy, size);
    for (size_t i = 0; i < size; i++) {
        if (copy[i] != ' ' || (length > 0 && copy[length - 1] != ' ')) {
            copy[length++] = copy[i];
        }
    }
    while (length > 0 && copy[length - 1] == ' ') {
        length--;
    }
    copy[length] = '\0';
    return copy;
}

void table_cell_colored(struct table *table, const char *text, size_t size, const char *color)
{
    const char *copy = size > 0 ? copy_squeezed(&table->arena, text, size) : "";

    if (table->failed || copy == NULL ||
        !array_grow(&table->cells, &table->cell_capacity, table->cell_count + 1, TABLE_CELLS_MAX,
                    sizeof(*table->cells))) {
        table->failed = true;
        return;
    }
    table->cells[table->cell_count++] = (struct table_cell){ copy, size > 0 ? color : NULL };
}

void table_cell(struct table *table, const char *text, size_t size)
{
    table_cell_colored(table, text, size, NULL);
}

static void write_cell(struct buffer *out, const char *text, size_t width, unsigned flags,
                       bool last)
{
    size_t used = fit_width(text);
    size_t fill = used < width ? width - used : 0;

    if ((flags & TABLE_RIGHT) != 0) {
        buffer_append_repeat(out, ' ', fill);
    }
    buffer_append_text(out, text);
    if (!last) {
        buffer_append_repeat(out, ' ', ((flags & TABLE_RIGHT) != 0 ? 0 : fill) + GAP);
    }
}

static void end_line(struct buffer *out)
{
    while (out->size > 0 && out->data[out->size - 1] == ' ') {
        out->size--;
    }
    buffer_append_char(out, '\n');
}

static void write_aligned(const struct table *table, struct buffer *out, bool headings)
{
    size_t columns = table->column_count;
    size_t widths[TABLE_COLUMNS_MAX];

    for (size_t i = 0; i < columns; i++) {
        widths[i] = headings ? fit_width(table->columns[i].title) : 0;
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        size_t width = fit_width(table->cells[i].text);

        if (width > widths[i % columns]) {
            widths[i % columns] = width < PADDING_MAX ? width : PADDING_MAX;
        }
    }
    for (size_t i = 0; headings && i < columns; i++) {
        write_cell(out, table->columns[i].title, widths[i], table->columns[i].flags,
                   i + 1 == columns);
    }
    if (headings) {
        end_line(out);
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        size_t column = i % columns;

        write_cell(out, table->cells[i].text, widths[column], table->columns[column].flags,
                   column + 1 == columns);
        if (column + 1 == columns) {
            end_line(out);
        }
    }
}

bool table_write(struct table *table, struct buffer *out, unsigned width, bool headings)
{
    if (table->failed) {
        return false;
    }
    if (table->column_count == 0) {
        return true;
    }
    if (width > 0 && smartcols_write(table, out, width, headings)) {
        return !buffer_failed(out);
    }
    write_aligned(table, out, headings);
    return !buffer_failed(out);
}
