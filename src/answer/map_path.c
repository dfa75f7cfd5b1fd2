/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/map_path.h"

#include <stdlib.h>
#include <string.h>

#include <portreg/rules.h>

#include "util/hilbert.h"

/* A rectangle of cells of one value, cut out of what was not yet drawn. */
struct rectangle {
    unsigned x;
    unsigned y;
    unsigned width;
    unsigned height;
};

typedef bool drawn_map[MAP_SIDE][MAP_SIDE];

static bool is_left(map_cells cells, drawn_map drawn, unsigned x, unsigned y, uint8_t value)
{
    return x < MAP_SIDE && y < MAP_SIDE && !drawn[y][x] && cells[y][x] == value;
}

static bool is_row_left(map_cells cells, drawn_map drawn, const struct rectangle *rectangle,
                        unsigned y, uint8_t value)
{
    for (unsigned x = rectangle->x; x < rectangle->x + rectangle->width; x++) {
        if (!is_left(cells, drawn, x, y, value)) {
            return false;
        }
    }
    return true;
}

/* As wide as it goes, then as high. */
static struct rectangle cut_rectangle(map_cells cells, drawn_map drawn, unsigned x, unsigned y)
{
    const uint8_t value = cells[y][x];
    struct rectangle rectangle = { x, y, 1, 1 };

    while (is_left(cells, drawn, x + rectangle.width, y, value)) {
        rectangle.width++;
    }
    while (is_row_left(cells, drawn, &rectangle, y + rectangle.height, value)) {
        rectangle.height++;
    }
    for (unsigned row = y; row < y + rectangle.height; row++) {
        memset(&drawn[row][x], true, rectangle.width);
    }
    return rectangle;
}

void map_path_append(struct buffer *out, map_cells cells, uint8_t value)
{
    bool (*drawn)[MAP_SIDE] = calloc(MAP_SIDE, sizeof(*drawn));
    int x = 0;
    int y = 0;

    if (drawn == NULL) {
        out->failed = true;
        return;
    }
    buffer_append_text(out, "M0 0");
    for (unsigned row = 0; row < MAP_SIDE; row++) {
        for (unsigned column = 0; column < MAP_SIDE; column++) {
            struct rectangle r;

            if (!is_left(cells, drawn, column, row, value)) {
                continue;
            }
            r = cut_rectangle(cells, drawn, column, row);
            buffer_printf(out, "m%d %dh%uv%uh-%uz", (int)r.x - x, (int)r.y - y, r.width, r.height,
                          r.width);
            x = (int)r.x;
            y = (int)r.y;
        }
    }
    free(drawn);
}

static const struct portreg_range *range_of_cell(unsigned x, unsigned y)
{
    return portreg_range_of((uint16_t)hilbert_distance(MAP_SIDE, x, y));
}

/* Whether a border runs along the left (or upper) side of a cell. */
static bool has_border(unsigned x, unsigned y, bool left)
{
    return range_of_cell(x, y) != (left ? range_of_cell(x - 1, y) : range_of_cell(x, y - 1));
}

/* Lines between cells of different ranges, joined as far as they run straight. */
static void append_lines(struct buffer *out, unsigned x, unsigned y, unsigned side, bool left)
{
    for (unsigned line = 1; line < MAP_SIDE; line++) {
        for (unsigned start = 0; start < MAP_SIDE; start++) {
            unsigned end = start;

            while (end < MAP_SIDE &&
                   (left ? has_border(line, end, true) : has_border(end, line, false))) {
                end++;
            }
            if (end > start) {
                buffer_printf(out, "M%u %u%c%u", x + side * (left ? line : start),
                              y + side * (left ? start : line), left ? 'v' : 'h',
                              side * (end - start));
                start = end;
            }
        }
    }
}

void map_path_append_borders(struct buffer *out, unsigned x, unsigned y, unsigned side)
{
    append_lines(out, x, y, side, true);
    append_lines(out, x, y, side, false);
}
