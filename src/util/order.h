/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_ORDER_H
#define UTIL_ORDER_H

#include <stdint.h>

/* Compares numbers as qsort() wants it: < 0, 0, > 0. */
static inline int order_unsigned(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

#endif
