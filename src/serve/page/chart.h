/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_CHART_H
#define SERVE_PAGE_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"

/* Charts as SVG within a page; their colours are the style sheet's. */

/* A value that holds from a place on the axis to the next point's. */
struct chart_point {
    int64_t x;
    uint32_t y;
};

struct chart {
    const char *title;   /* of one line; escaped */
    const char *summary; /* what it shows, for those who do not see it; escaped */
    const char *id;      /* of the page's, one word */
    const struct chart_point *points;
    size_t count; /* 0: nothing is appended */
    int64_t end;  /* of the axis; behind the last point */
};

/* What stands below the axis at a place. */
struct chart_mark {
    int64_t x;
    char text[8];
};

/* A line of steps; the axis up begins near the smallest value. */
void chart_append_steps(struct buffer *out, const struct chart *chart,
                        const struct chart_mark *marks, size_t mark_count);

/* A bar for each point, one wide; the axis up begins at 0. Every tenth x is marked. */
void chart_append_bars(struct buffer *out, const struct chart *chart);

#endif
