/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/hilbert.h"

/* Turns a quadrant of `side` so that the curve enters and leaves it where it must. */
static void turn(uint32_t side, uint32_t *x, uint32_t *y, uint32_t right, uint32_t lower)
{
    uint32_t swap;

    if (lower != 0) {
        return;
    }
    if (right != 0) {
        *x = side - 1 - *x;
        *y = side - 1 - *y;
    }
    swap = *x;
    *x = *y;
    *y = swap;
}

void hilbert_point(uint32_t side, uint32_t distance, uint32_t *ret_x, uint32_t *ret_y)
{
    uint32_t x = 0;
    uint32_t y = 0;

    for (uint32_t part = 1; part < side; part *= 2) {
        const uint32_t right = distance / 2 & 1;
        const uint32_t lower = (distance ^ right) & 1;

        turn(part, &x, &y, right, lower);
        x += part * right;
        y += part * lower;
        distance /= 4;
    }
    *ret_x = x;
    *ret_y = y;
}

uint32_t hilbert_distance(uint32_t side, uint32_t x, uint32_t y)
{
    uint32_t distance = 0;

    for (uint32_t part = side / 2; part > 0; part /= 2) {
        const uint32_t right = (x & part) != 0;
        const uint32_t lower = (y & part) != 0;

        distance += part * part * (3 * right ^ lower);
        x &= part - 1;
        y &= part - 1;
        turn(part, &x, &y, right, lower);
    }
    return distance;
}
