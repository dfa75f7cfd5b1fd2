/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/sweep.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes that one step looks at: a bit each in a word. */
#define BLOCK_SIZE 64

/* A needle by value: what is written to the bitmap cannot change it. */
struct bytes {
    char first;
    char second;
    bool has_second;
};

/* Which of BLOCK_SIZE bytes are `byte`. */
static inline uint64_t places_of(const char *text, char byte)
{
    uint64_t places = 0;
#ifdef __SSE2__
    const __m128i bytes = _mm_set1_epi8(byte);
    for (unsigned i = 0; i < BLOCK_SIZE; i += 16) {
        const __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        places |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part, bytes)) << i;
    }
#else
    for (unsigned i = 0; i < BLOCK_SIZE; i++) {
        places |= (uint64_t)(text[i] == byte) << i;
    }
#endif
    return places;
}

/*
 * The NULs of a block behind a match. Between two NULs all bits of `inside`
 * are set, so adding even one match there carries into the NUL's bit, which is
 * clear, and no further. `*carry` is what the block before carries into this
 * one.
 */
static inline uint64_t ends_of_block(const char *text, struct bytes bytes, unsigned *carry)
{
    const uint64_t nuls = places_of(text, '\0');
    const uint64_t inside = ~nuls;
    uint64_t matches = places_of(text, bytes.first);
    if (bytes.has_second) {
        matches &= places_of(text + 1, bytes.second);
    }
    uint64_t sum;
    const bool over = __builtin_add_overflow(inside, matches, &sum);
    *carry = (unsigned)__builtin_add_overflow(sum, (uint64_t)*carry, &sum) | over;
    return sum & nuls;
}

void sweep_strings(struct portreg_string strings, struct portreg_string needle, uint64_t *ends)
{
    const bool has_second = needle.size > 1;
    const struct bytes bytes = { needle.data[0], needle.data[needle.size - 1], has_second };
    unsigned carry = 0;
    /* A block reads one byte more, for the second byte of a needle. */
    while (strings.size > BLOCK_SIZE) {
        *ends++ = ends_of_block(strings.data, bytes, &carry);
        strings.data += BLOCK_SIZE;
        strings.size -= BLOCK_SIZE;
    }
    if (strings.size > 0) {
        char last[BLOCK_SIZE + 1] = { 0 };
        memcpy(last, strings.data, strings.size);
        *ends = ends_of_block(last, bytes, &carry);
        if (strings.size < BLOCK_SIZE) {
            *ends &= (UINT64_C(1) << strings.size) - 1;
        }
    }
}
