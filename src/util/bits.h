/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_BITS_H
#define UTIL_BITS_H

#include <stdint.h>

/* Bits set in a byte; the processor's instruction for it is not everywhere. */
static inline uint32_t bits_in_byte(uint8_t byte)
{
#define BITS_2(n) (n), (n) + 1, (n) + 1, (n) + 2
#define BITS_4(n) BITS_2(n), BITS_2((n) + 1), BITS_2((n) + 1), BITS_2((n) + 2)
#define BITS_6(n) BITS_4(n), BITS_4((n) + 1), BITS_4((n) + 1), BITS_4((n) + 2)
    static const uint8_t bits[256] = { BITS_6(0), BITS_6(1), BITS_6(1), BITS_6(2) };
#undef BITS_2
#undef BITS_4
#undef BITS_6
    return bits[byte];
}

#endif
