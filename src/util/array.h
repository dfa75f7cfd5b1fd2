/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_ARRAY_H
#define UTIL_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/* What array_grow() does where there is no room yet. */
bool array_enlarge(void *items, size_t *capacity, size_t least, size_t limit, size_t size);

/*
 * Makes room for `least` elements of `size` bytes in an array that has it for
 * `*capacity` (NULL and 0 at first), so that a caller who adds one by one pays
 * O(1) for each. `items` is the address of the pointer to the first. The array
 * is never made for more than `limit`. false if `least` is more than that or
 * memory runs out; everything is as before then. The caller frees the array.
 */
static inline bool array_grow(void *items, size_t *capacity, size_t least, size_t limit,
                              size_t size)
{
    return least <= *capacity || array_enlarge(items, capacity, least, limit, size);
}

#endif
