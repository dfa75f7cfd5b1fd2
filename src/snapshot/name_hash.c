/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "snapshot/snapshot.h"

/*
 * Names have 15 characters or fewer almost always, so these functions work on
 * two overlapping words and fold eight letters at once.
 */
#define SEED_LOW UINT64_C(0xA0761D6478BD642F)
#define SEED_HIGH UINT64_C(0xE7037ED1A0B428DB)

static uint64_t fold_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t seven = word & (ones * 0x7F);
    uint64_t from_a = seven + ones * (0x80 - 'A');
    uint64_t beyond_z = seven + ones * (0x7F - 'Z');
    uint64_t upper = (from_a ^ beyond_z) & ~word & (ones * 0x80);
    return word | upper >> 2;
}

static uint64_t word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

static uint64_t half_at(const char *text)
{
    uint32_t half;
    memcpy(&half, text, sizeof(half));
    return half;
}

/* The first and last bytes of at most 16, as two words that overlap. */
static void load_ends(const char *text, size_t size, uint64_t *ret_low, uint64_t *ret_high)
{
    if (size >= 8) {
        *ret_low = word_at(text);
        *ret_high = word_at(text + size - 8);
    } else if (size >= 4) {
        *ret_low = half_at(text);
        *ret_high = half_at(text + size - 4);
    } else if (size > 0) {
        const unsigned char *byte = (const unsigned char *)text;
        *ret_low = (uint64_t)byte[0] | (uint64_t)byte[size / 2] << 8 |
                   (uint64_t)byte[size - 1] << 16;
        *ret_high = 0;
    } else {
        *ret_low = 0;
        *ret_high = 0;
    }
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t snapshot_name_hash(const char *name, size_t size)
{
    uint64_t low;
    uint64_t high;
    uint64_t seed = SEED_HIGH ^ size;
    while (size > 16) {
        seed = mix(fold_word(word_at(name)) ^ SEED_LOW, fold_word(word_at(name + 8)) ^ seed);
        name += 16;
        size -= 16;
    }
    load_ends(name, size, &low, &high);
    return mix(fold_word(low) ^ SEED_LOW, fold_word(high) ^ seed);
}

bool snapshot_name_is_ascii(const char *name, size_t size)
{
    uint64_t low;
    uint64_t high;
    uint64_t any = 0;
    for (; size > 16; size -= 8, name += 8) {
        any |= word_at(name);
    }
    load_ends(name, size, &low, &high);
    return ((any | low | high) & UINT64_C(0x8080808080808080)) == 0;
}

bool snapshot_name_equal(const char *name, const char *folded, size_t size)
{
    uint64_t low;
    uint64_t high;
    uint64_t folded_low;
    uint64_t folded_high;
    for (; size > 16; size -= 8, name += 8, folded += 8) {
        if (fold_word(word_at(name)) != word_at(folded)) {
            return false;
        }
    }
    load_ends(name, size, &low, &high);
    load_ends(folded, size, &folded_low, &folded_high);
    return fold_word(low) == folded_low && fold_word(high) == folded_high;
}
