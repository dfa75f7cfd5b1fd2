/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/smartcols.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fit.h"
#include "util/library.h"

/* What is used of the library. */
#define FUNCTIONS(X)                                                                            \
    X(scols_new_table)                                                                          \
    X(scols_unref_table)                                                                        \
    X(scols_table_new_column)                                                                   \
    X(scols_column_set_safechars)                                                               \
    X(scols_column_set_wrapfunc)                                                                \
    X(scols_wrapnl_chunksize)                                                                   \
    X(scols_wrapnl_nextchunk)                                                                   \
    X(scols_table_new_line)                                                                     \
    X(scols_table_enable_noheadings)                                                            \
    X(scols_table_enable_colors)                                                                \
    X(scols_table_set_termforce)                                                                \
    X(scols_table_set_termwidth)                                                                \
    X(scols_line_set_data)                                                                      \
    X(scols_line_get_cell)                                                                      \
    X(scols_cell_set_color)                                                                     \
    X(scols_print_table_to_string)

struct functions {
    FUNCTIONS(LIBRARY_POINTER)
};

/* The library measures and prints by the locale, the registry is UTF-8. */
static void use_utf8(void)
{
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
}

static int column_flags_of(unsigned flags)
{
    int result = 0;

    if ((flags & TABLE_RIGHT) != 0) {
        result |= SCOLS_FL_RIGHT;
    }
    if ((flags & TABLE_WRAP) != 0) {
        result |= SCOLS_FL_WRAP;
    }
    return result;
}

static bool fill(const struct functions *f, struct libscols_table *to, const struct table *table)
{
    size_t columns = table->column_count;
    struct libscols_line *line = NULL;

    for (size_t i = 0; i < columns; i++) {
        struct libscols_column *column = f->scols_table_new_column(
            to, table->columns[i].title, 0, column_flags_of(table->columns[i].flags));

        /* Lines were broken between words by fit_table(). */
        if (column == NULL || f->scols_column_set_safechars(column, "\n") != 0 ||
            f->scols_column_set_wrapfunc(column, f->scols_wrapnl_chunksize,
                                         f->scols_wrapnl_nextchunk, NULL) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct table_cell *cell = &table->cells[i];

        if (i % columns == 0) {
            line = f->scols_table_new_line(to, NULL);
        }
        if (line == NULL || f->scols_line_set_data(line, i % columns, cell->text) != 0) {
            return false;
        }
        if (cell->color != NULL &&
            f->scols_cell_set_color(f->scols_line_get_cell(line, i % columns), cell->color) != 0) {
            return false;
        }
    }
    return true;
}

bool smartcols_write(struct table *table, struct buffer *out, unsigned width, bool headings)
{
    struct functions f;
    struct libscols_table *to;
    char *text = NULL;

    if (LIBRARY_LOAD("libsmartcols.so.1", FUNCTIONS, &f, NULL) != PORTREG_OK ||
        !fit_table(table, width, headings)) {
        return false;
    }
    use_utf8();
    to = f.scols_new_table();
    if (to == NULL) {
        return false;
    }
    f.scols_table_enable_noheadings(to, !headings);
    f.scols_table_enable_colors(to, 1);
    f.scols_table_set_termforce(to, SCOLS_TERMFORCE_ALWAYS);
    f.scols_table_set_termwidth(to, width);
    if (fill(&f, to, table) && f.scols_print_table_to_string(to, &text) == 0) {
        buffer_append_text(out, text);
        buffer_append_char(out, '\n');
    }
    free(text);
    f.scols_unref_table(to);
    return text != NULL;
}
