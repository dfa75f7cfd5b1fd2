/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/array.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 64

static size_t larger_capacity(size_t capacity, size_t least, size_t limit)
{
    size_t larger = capacity <= limit / 2 ? 2 * capacity : limit;

    larger = larger > CAPACITY_FIRST ? larger : CAPACITY_FIRST;
    larger = larger > least ? larger : least;
    return larger < limit ? larger : limit;
}

bool array_enlarge(void *items, size_t *capacity, size_t least, size_t limit, size_t size)
{
    const size_t larger = larger_capacity(*capacity, least, limit);
    void *array; /* copied: the caller's pointer is not to void */
    size_t bytes;

    if (least > limit || __builtin_mul_overflow(larger, size, &bytes)) {
        return false;
    }
    memcpy(&array, items, sizeof(array));
    array = realloc(array, bytes);
    if (array == NULL) {
        return false;
    }
    memcpy(items, &array, sizeof(array));
    *capacity = larger;
    return true;
}
