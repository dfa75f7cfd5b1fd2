/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_MAP_H
#define CLI_MAP_H

#include <portreg/numbers.h>

#include "util/buffer.h"

/*
 * The port space as a picture: a square of 256 times 256 cells, one for each
 * number, along a Hilbert curve, so that numbers that are near each other stay
 * so. map.c is the command, map_svg.c and map_terminal.c draw.
 */
#define MAP_SIDE 256

struct map {
    uint8_t status[MAP_SIDE][MAP_SIDE]; /* by row and column: enum portreg_port_status */
    uint32_t count[PORTREG_PORT_STATUS_COUNT];
    struct portreg_string layer;
    char date[11];
    enum portreg_transport transport; /* NONE: all together */
};

/* How a status looks. */
struct map_color {
    const char *light; /* of the SVG on a light and a dark ground */
    const char *dark;
    uint8_t red; /* of a terminal with as many colours as it wants */
    uint8_t green;
    uint8_t blue;
    uint8_t of_256;
    uint8_t of_16; /* 0 to 15 */
    char letter;   /* without colours */
};

const struct map_color *map_color(enum portreg_port_status status);

/* The statuses in the order of legends. */
extern const enum portreg_port_status map_legend[PORTREG_PORT_STATUS_COUNT];

/* "all transports" or "tcp". */
const char *map_transport_title(const struct map *map);

void map_append_svg(struct buffer *out, const struct map *map);

struct map_screen {
    unsigned width; /* in columns and lines */
    unsigned height;
    bool color;
    bool utf8;
};

void map_append_terminal(struct buffer *out, const struct map *map,
                         const struct map_screen *screen);

#endif
