/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_MAP_VIEW_H
#define SERVE_PAGE_MAP_VIEW_H

#include "answer/map.h"
#include "serve/page/survey.h"

/* The map within a page: coloured by status, or by the first layer that assigns a number. */

#define MAP_COLORS_MAX (LAYERS_MAX + 1)

struct map_color {
    char class[16]; /* of its cells */
    struct portreg_string title;
    uint32_t count; /* numbers that have it */
};

struct map_view {
    uint8_t cells[MAP_SIDE][MAP_SIDE]; /* by row and column: index of a colour */
    uint8_t numbers[PORTREG_PORT_COUNT];
    struct map_color colors[MAP_COLORS_MAX];
    unsigned color_count;
    unsigned legend[MAP_COLORS_MAX]; /* the colours in the order in which they are explained */
    unsigned ground; /* the colour that lies below the others */
};

/* false if memory is short. */
bool map_view_fill_statuses(struct map_view *view, const struct layer *layer,
                            enum portreg_transport transport);
bool map_view_fill_layers(struct map_view *view, const struct layers *layers,
                          enum portreg_transport transport);

/* Appends the picture; each block of 256 numbers is a link to its range. */
void map_view_append(const struct request *request, struct buffer *out,
                     const struct map_view *view);

/* Appends the colours with their counts. */
void map_view_append_legend(struct buffer *out, const struct map_view *view);

#endif
