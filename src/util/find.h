/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_FIND_H
#define UTIL_FIND_H

#include <stddef.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * Substring search, inline for those to whom the call counts; others take
 * string_find(). Made for short needles in short texts, where memmem() mostly
 * prepares: sixteen places at a time, and only where the needle's first and
 * last byte stand is the rest compared.
 */
static inline const char *find_bytes(const char *text, size_t size, const char *needle,
                                     size_t needle_size)
{
    if (needle_size == 0) {
        return text;
    }
    if (size < needle_size) {
        return NULL;
    }
    const char *last = text + (size - needle_size);
#ifdef __SSE2__
    const __m128i first_byte = _mm_set1_epi8(needle[0]);
    const __m128i last_byte = _mm_set1_epi8(needle[needle_size - 1]);
    for (; last - text >= 15; text += 16) {
        const char *behind = text + needle_size - 1;
        __m128i firsts = _mm_loadu_si128((const __m128i *)(const void *)text);
        __m128i lasts = _mm_loadu_si128((const __m128i *)(const void *)behind);
        __m128i both = _mm_and_si128(_mm_cmpeq_epi8(firsts, first_byte),
                                     _mm_cmpeq_epi8(lasts, last_byte));
        for (unsigned places = (unsigned)_mm_movemask_epi8(both); places != 0;
             places &= places - 1) {
            const char *place = text + __builtin_ctz(places);
            if (memcmp(place, needle, needle_size) == 0) {
                return place;
            }
        }
    }
#endif
    for (; text <= last; text++) {
        if (*text == needle[0] && memcmp(text, needle, needle_size) == 0) {
            return text;
        }
    }
    return NULL;
}

#endif
