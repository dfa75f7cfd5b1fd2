/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/map_terminal.h"

#include <string.h>

#include "cli/picture.h"

/*
 * A terminal has fewer cells than the map, so each of its cells shows the
 * status that most of the numbers under it have. A character is about twice as
 * high as wide: with half blocks it holds two cells, one above the other.
 */
#define SIDE_MIN 16
#define LEGEND_WIDTH 33
#define LEGEND_LINES 7 /* with an empty one */
#define NO_STATUS PORTREG_PORT_STATUS_COUNT

/* How a status looks; told apart also by those who see few colours. */
static const struct color {
    uint8_t red; /* of a terminal with as many colours as it wants */
    uint8_t green;
    uint8_t blue;
    uint8_t of_256;
    uint8_t of_16; /* 0 to 15 */
    char letter;   /* without colours */
} colors[PORTREG_PORT_STATUS_COUNT] = {
    [PORTREG_PORT_ASSIGNED] = { 74, 144, 226, 68, 12, '#' },
    [PORTREG_PORT_RESERVED] = { 240, 173, 48, 214, 11, '+' },
    [PORTREG_PORT_UNASSIGNED] = { 92, 99, 110, 240, 8, '.' },
    [PORTREG_PORT_DYNAMIC] = { 140, 110, 190, 97, 5, '~' },
};

struct canvas {
    struct buffer *out;
    const struct map *map;
    enum picture_depth depth;
    bool halves;
    unsigned side; /* in columns; half as many lines */
    unsigned foreground; /* statuses whose colours are set, or NO_STATUS */
    unsigned background;
};

/* The status of most numbers in a rectangle of the map; of equal ones the first of the legend. */
static enum portreg_port_status majority(const struct map *map, unsigned x, unsigned width_parts,
                                         unsigned y, unsigned height_parts)
{
    uint32_t count[PORTREG_PORT_STATUS_COUNT] = { 0 };
    enum portreg_port_status most = map_legend[0];

    for (unsigned row = y * MAP_SIDE / height_parts; row < (y + 1) * MAP_SIDE / height_parts;
         row++) {
        for (unsigned column = x * MAP_SIDE / width_parts;
             column < (x + 1) * MAP_SIDE / width_parts; column++) {
            count[map->status[row][column]]++;
        }
    }
    for (unsigned i = 1; i < PORTREG_PORT_STATUS_COUNT; i++) {
        if (count[map_legend[i]] > count[most]) {
            most = map_legend[i];
        }
    }
    return most;
}

/* Selects the colour of a status, for the foreground (38, 30) or background (48, 40). */
static void select_color(struct canvas *canvas, unsigned status, bool background)
{
    const struct color *color = &colors[status];
    const unsigned base = background ? 10 : 0;

    switch (canvas->depth) {
    case DEPTH_NONE:
        break;
    case DEPTH_16:
        buffer_printf(canvas->out, "\033[%um",
                      base + (color->of_16 < 8 ? 30U + color->of_16 : 82U + color->of_16));
        break;
    case DEPTH_256:
        buffer_printf(canvas->out, "\033[%u;5;%um", base + 38, color->of_256);
        break;
    case DEPTH_TRUE:
        buffer_printf(canvas->out, "\033[%u;2;%u;%u;%um", base + 38, color->red, color->green,
                      color->blue);
        break;
    }
}

static void set_foreground(struct canvas *canvas, unsigned status)
{
    if (canvas->foreground != status) {
        canvas->foreground = status;
        select_color(canvas, status, false);
    }
}

static void set_background(struct canvas *canvas, unsigned status)
{
    if (canvas->background != status) {
        canvas->background = status;
        select_color(canvas, status, true);
    }
}

static void reset_colors(struct canvas *canvas)
{
    canvas->foreground = NO_STATUS;
    canvas->background = NO_STATUS;
    if (canvas->depth != DEPTH_NONE) {
        buffer_append_text(canvas->out, "\033[0m");
    }
}

/* A character for the cell, or for two cells one above the other. */
static void draw_character(struct canvas *canvas, unsigned x, unsigned line)
{
    const unsigned side = canvas->side;

    if (canvas->halves) {
        set_foreground(canvas, majority(canvas->map, x, side, 2 * line, side));
        set_background(canvas, majority(canvas->map, x, side, 2 * line + 1, side));
        buffer_append_text(canvas->out, "▀");
    } else {
        const enum portreg_port_status status = majority(canvas->map, x, side, line, side / 2);

        set_background(canvas, status);
        buffer_append_char(canvas->out,
                           canvas->depth == DEPTH_NONE ? colors[status].letter : ' ');
    }
}

/* Line `index` of the legend, from 0; nothing past its end. */
static void draw_legend(struct canvas *canvas, unsigned index)
{
    static const char *const places[] = { "upper left    System 0-1023",
                                          "upper right   Dynamic 49152-65535" };
    enum portreg_port_status status;

    if (index >= PORTREG_PORT_STATUS_COUNT) {
        if (index - PORTREG_PORT_STATUS_COUNT < sizeof(places) / sizeof(places[0])) {
            buffer_append_text(canvas->out, places[index - PORTREG_PORT_STATUS_COUNT]);
        }
        return;
    }
    status = map_legend[index];
    set_background(canvas, status);
    if (canvas->depth == DEPTH_NONE) {
        buffer_append_repeat(canvas->out, colors[status].letter, 2);
    } else {
        buffer_append_text(canvas->out, "  ");
    }
    reset_colors(canvas);
    buffer_printf(canvas->out, " %-11s", portreg_port_status_name(status));
    picture_append_count(canvas->out, canvas->map->count[status], 6);
    buffer_append_char(canvas->out, ' ');
    picture_append_share(canvas->out, canvas->map->count[status], PORTREG_PORT_COUNT);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The largest even side that leaves room for `lines` and `columns` beside it. */
static unsigned fit_side(const struct map_screen *screen, unsigned lines, unsigned columns)
{
    const unsigned high = screen->height > lines ? 2 * (screen->height - lines) : 0;
    const unsigned wide = screen->width > columns ? screen->width - columns : 0;
    const unsigned side = least(least(high, wide), MAP_SIDE) & ~1U;

    return side < SIDE_MIN ? SIDE_MIN : side;
}

void map_append_terminal(struct buffer *out, const struct map *map,
                         const struct map_screen *screen)
{
    const unsigned heading = 2; /* and the line of the next prompt */
    const unsigned beside = fit_side(screen, heading, LEGEND_WIDTH + 2);
    const unsigned above = fit_side(screen, heading + LEGEND_LINES, 0);
    const bool legend_beside = beside >= above;
    struct canvas canvas = { .out = out,
                             .map = map,
                             .depth = screen->color ? picture_depth() : DEPTH_NONE,
                             .halves = screen->color && screen->utf8,
                             .side = legend_beside ? beside : above };

    buffer_printf(out, "Port numbers, %.*s as of %s, %s\n", (int)map->layer.size, map->layer.data,
                  map->date, map_transport_title(map));
    reset_colors(&canvas);
    for (unsigned line = 0; line < canvas.side / 2; line++) {
        for (unsigned x = 0; x < canvas.side; x++) {
            draw_character(&canvas, x, line);
        }
        reset_colors(&canvas);
        if (legend_beside && line < LEGEND_LINES - 1) {
            buffer_append_text(out, "  ");
            draw_legend(&canvas, line);
        }
        buffer_append_char(out, '\n');
    }
    for (unsigned line = 0; !legend_beside && line < LEGEND_LINES - 1; line++) {
        draw_legend(&canvas, line);
        buffer_append_char(out, '\n');
    }
}
