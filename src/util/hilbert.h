/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_HILBERT_H
#define UTIL_HILBERT_H

#include <stdint.h>

/*
 * The Hilbert curve through a square whose side is a power of two. It starts
 * in the upper left corner and ends in the upper right one; x runs to the
 * right, y down. Neighbours on the curve are neighbours in the square.
 */
void hilbert_point(uint32_t side, uint32_t distance, uint32_t *ret_x, uint32_t *ret_y);

/* The inverse. */
uint32_t hilbert_distance(uint32_t side, uint32_t x, uint32_t y);

#endif
