/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/index.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#else
#include <endian.h>
#endif

#define BLOCK 64

/*
 * A bit for each byte of a block, then a number for each bit. That is done
 * eight at a time, needed or not, so that there is little to mispredict.
 */

struct found {
    uint64_t mask;
    size_t count;
};

#ifdef __SSE2__

static inline __m128i find_16(const char *data, const __m128i set[INDEX_SET_SIZE])
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);

    return _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, set[0]), _mm_cmpeq_epi8(bytes, set[1])),
        _mm_cmpeq_epi8(bytes, set[2]));
}

static inline uint64_t bits_of(__m128i found)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(found);
}

/* The found bytes are -1 each; not every processor has an instruction that counts bits. */
static inline size_t count_found(__m128i a, __m128i b, __m128i c, __m128i d)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i sums = _mm_sub_epi8(zero, _mm_add_epi8(_mm_add_epi8(a, b), _mm_add_epi8(c, d)));
    const __m128i halves = _mm_sad_epu8(sums, zero);

    return (size_t)(uint32_t)_mm_cvtsi128_si32(halves) +
           (size_t)(uint32_t)_mm_cvtsi128_si32(_mm_unpackhi_epi64(halves, halves));
}

static inline struct found find_block(const char *data, const char set[INDEX_SET_SIZE])
{
    const __m128i bytes[INDEX_SET_SIZE] = { _mm_set1_epi8(set[0]), _mm_set1_epi8(set[1]),
                                            _mm_set1_epi8(set[2]) };
    const __m128i a = find_16(data, bytes);
    const __m128i b = find_16(data + 16, bytes);
    const __m128i c = find_16(data + 32, bytes);
    const __m128i d = find_16(data + 48, bytes);

    return (struct found){ bits_of(a) | bits_of(b) << 16 | bits_of(c) << 32 | bits_of(d) << 48,
                           count_found(a, b, c, d) };
}

#else

#define LOW_BITS 0x0101010101010101u
#define HIGH_BITS 0x8080808080808080u

/* The high bit of each byte that is zero; exact, no carry crosses a byte. */
static inline uint64_t zero_bytes(uint64_t word)
{
    return ~(((word & ~HIGH_BITS) + ~HIGH_BITS) | word | ~HIGH_BITS);
}

static inline uint64_t mask_8(const char *data, const char set[INDEX_SET_SIZE])
{
    uint64_t word;
    uint64_t found = 0;

    memcpy(&word, data, sizeof(word));
    word = le64toh(word);
    for (unsigned i = 0; i < INDEX_SET_SIZE; i++) {
        found |= zero_bytes(word ^ LOW_BITS * (unsigned char)set[i]);
    }
    /* The eight high bits, gathered in the top byte. */
    return (found >> 7) * 0x0102040810204080u >> 56;
}

static inline struct found find_block(const char *data, const char set[INDEX_SET_SIZE])
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < BLOCK / 8; i++) {
        mask |= mask_8(data + (size_t)i * 8, set) << i * 8;
    }
    return (struct found){ mask, (size_t)__builtin_popcountll(mask) };
}

#endif

static inline uint32_t *write_eight(uint32_t *to, uint32_t base, uint64_t *mask)
{
    for (unsigned i = 0; i < 8; i++) {
        to[i] = base + (uint32_t)__builtin_ctzll(*mask | 1ull << 63);
        *mask &= *mask - 1;
    }
    return to + 8;
}

static inline uint32_t *write_found(uint32_t *to, uint32_t base, struct found found)
{
    uint32_t *const end = to + found.count;

    to = write_eight(to, base, &found.mask);
    while (__builtin_expect(found.mask != 0, 0)) {
        to = write_eight(to, base, &found.mask);
    }
    return end;
}

size_t index_bytes(const char *data, size_t size, const char set[INDEX_SET_SIZE], uint32_t base,
                   uint32_t *positions)
{
    uint32_t *to = positions;
    size_t at = 0;

    for (; at + BLOCK <= size; at += BLOCK) {
        to = write_found(to, base + (uint32_t)at, find_block(data + at, set));
    }
    if (at < size) {
        char rest[BLOCK];

        /* Filled with what is in no set that has a line end and a delimiter. */
        memset(rest, set[0] != 0 ? 0 : 1, sizeof(rest));
        memcpy(rest, data + at, size - at);
        to = write_found(to, base + (uint32_t)at, find_block(rest, set));
    }
    return (size_t)(to - positions);
}
