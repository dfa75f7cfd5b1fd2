/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_MAP_H
#define ANSWER_MAP_H

#include <portreg/numbers.h>

#include "answer/layer.h"
#include "util/buffer.h"

/*
 * The port space as a picture: a square of 256 times 256 cells, one for each
 * number, along a Hilbert curve, so that numbers that are near each other stay
 * so.
 */
#define MAP_SIDE 256

struct map {
    uint8_t status[MAP_SIDE][MAP_SIDE]; /* by row and column: enum portreg_port_status */
    uint32_t count[PORTREG_PORT_STATUS_COUNT];
    struct portreg_string layer;
    char date[11];
    enum portreg_transport transport; /* NONE: all together */
};

/* The statuses of the layer's numbers on a transport (NONE: all). false if memory is short. */
bool map_fill(struct map *map, const struct layer *layer, enum portreg_transport transport);

/* The statuses in the order of legends. */
extern const enum portreg_port_status map_legend[PORTREG_PORT_STATUS_COUNT];

/* "all transports together" or "tcp". */
const char *map_transport_title(const struct map *map);

/* The map as a document of its own, for light and dark grounds. */
void map_append_svg(struct buffer *out, const struct map *map);

#endif
