/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_MAP_TERMINAL_H
#define CLI_MAP_TERMINAL_H

#include "answer/map.h"

struct map_screen {
    unsigned width; /* in columns and lines */
    unsigned height;
    bool color;
    bool utf8;
};

void map_append_terminal(struct buffer *out, const struct map *map,
                         const struct map_screen *screen);

#endif
