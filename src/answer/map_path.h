/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_MAP_PATH_H
#define ANSWER_MAP_PATH_H

#include "answer/map.h"

/* Outlines on the map as SVG path data. */

/* A value for each cell, by row and column. */
typedef const uint8_t map_cells[MAP_SIDE][MAP_SIDE];

/*
 * One path for all cells of a value, a unit wide each: they are cut into
 * rectangles, each of which starts relative to the one before.
 */
void map_path_append(struct buffer *out, map_cells cells, uint8_t value);

/* Lines between the ranges of RFC 6335 on a map at that place whose cells are that wide. */
void map_path_append_borders(struct buffer *out, unsigned x, unsigned y, unsigned side);

#endif
