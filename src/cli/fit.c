/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/fit.h"

#include <string.h>

#define COLUMN_MIN 12 /* no column is made narrower than this */

static bool is_character_start(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

size_t fit_width(const char *text)
{
    size_t width = 0;

    for (; *text != '\0'; text++) {
        width += is_character_start(*text);
    }
    return width;
}

/* Breaks the text, whose white space is single spaces, into lines of `width`. */
static const char *break_lines(struct arena *arena, const char *text, size_t width)
{
    /* A word is cut at most once for each `width` characters of it. */
    size_t size = strlen(text);
    char *lines = arena_alloc(arena, size + size / width + 2);
    size_t used = 0;    /* bytes written */
    size_t column = 0;  /* characters in the line */
    char *space = NULL; /* the last one in the line */
    size_t behind = 0;  /* characters behind it */

    for (size_t i = 0; lines != NULL && i < size; i++) {
        if (text[i] == ' ' && column == width) {
            lines[used++] = '\n';
            space = NULL;
            column = behind = 0;
            continue;
        }
        if (is_character_start(text[i]) && column == width) {
            if (space != NULL) {
                *space = '\n';
                column = behind;
            } else {
                lines[used++] = '\n';
                column = 0;
            }
            space = NULL;
        }
        if (text[i] == ' ') {
            space = &lines[used];
            behind = 0;
            column++;
        } else {
            column += is_character_start(text[i]);
            behind += is_character_start(text[i]);
        }
        lines[used++] = text[i];
    }
    if (lines != NULL) {
        lines[used] = '\0';
    }
    return lines;
}

static void measure(const struct table *table, bool headings, size_t *widths)
{
    for (size_t i = 0; i < table->column_count; i++) {
        widths[i] = headings ? fit_width(table->columns[i].title) : 0;
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        size_t width = fit_width(table->cells[i].text);
        size_t column = i % table->column_count;

        widths[column] = width > widths[column] ? width : widths[column];
    }
}

/* The most that a column which may be wrapped can have so that all fit. */
static size_t widest(const struct table *table, const size_t *widths, unsigned width)
{
    size_t limit = width;

    for (; limit > COLUMN_MIN; limit--) {
        size_t sum = table->column_count - 1; /* a space between columns */

        for (size_t i = 0; i < table->column_count; i++) {
            bool wraps = (table->columns[i].flags & TABLE_WRAP) != 0;

            sum += wraps && widths[i] > limit ? limit : widths[i];
        }
        if (sum <= width) {
            break;
        }
    }
    return limit;
}

bool fit_table(struct table *table, unsigned width, bool headings)
{
    size_t widths[TABLE_COLUMNS_MAX];
    size_t limit;

    measure(table, headings, widths);
    limit = widest(table, widths, width);
    for (size_t i = 0; i < table->cell_count; i++) {
        struct table_cell *cell = &table->cells[i];
        size_t column = i % table->column_count;

        if ((table->columns[column].flags & TABLE_WRAP) == 0 || widths[column] <= limit ||
            fit_width(cell->text) <= limit) {
            continue;
        }
        cell->text = break_lines(&table->arena, cell->text, limit);
        if (cell->text == NULL) {
            return false;
        }
    }
    return true;
}
