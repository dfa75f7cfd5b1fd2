/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_FIND_H
#define UTIL_FIND_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define FIND_BLOCK 16

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
    const char first_byte = needle[0];
    const char last_byte = needle[needle_size - 1];
#ifdef __SSE2__
    if (last - text >= FIND_BLOCK - 1) {
        const __m128i firsts = _mm_set1_epi8(first_byte);
        const __m128i lasts = _mm_set1_epi8(last_byte);
        /* The last block ends with the last place and may overlap the one before. */
        const char *last_block = last - (FIND_BLOCK - 1);
        for (const char *at = text;; at += FIND_BLOCK) {
            at = at < last_block ? at : last_block;
            __m128i front = _mm_loadu_si128((const __m128i *)(const void *)at);
            __m128i back = _mm_loadu_si128((const __m128i *)(const void *)(at + needle_size - 1));
            __m128i both =
                _mm_and_si128(_mm_cmpeq_epi8(front, firsts), _mm_cmpeq_epi8(back, lasts));
            for (unsigned places = (unsigned)_mm_movemask_epi8(both); places != 0;
                 places &= places - 1) {
                const char *place = at + __builtin_ctz(places);
                if (memcmp(place, needle, needle_size) == 0) {
                    return place;
                }
            }
            if (at == last_block) {
                return NULL;
            }
        }
    }
#endif
    /* What is left is short: four bytes at once, where the needle has as many. */
    if (needle_size >= sizeof(uint32_t)) {
        uint32_t head;
        memcpy(&head, needle, sizeof(head));
        for (; text <= last; text++) {
            uint32_t word;
            memcpy(&word, text, sizeof(word));
            if (word == head && memcmp(text + sizeof(head), needle + sizeof(head),
                                       needle_size - sizeof(head)) == 0) {
                return text;
            }
        }
        return NULL;
    }
    for (; text <= last; text++) {
        if (*text == first_byte && text[needle_size - 1] == last_byte &&
            memcmp(text, needle, needle_size) == 0) {
            return text;
        }
    }
    return NULL;
}

#endif
