/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_NAME_WORDS_H
#define SNAPSHOT_NAME_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Service names without case, for hashing and comparing. They have 15 bytes or
 * fewer almost always: the last 16 bytes at most are two words that overlap,
 * and eight letters are folded at once (ASCII alone). What stands before them
 * in a longer name is its front.
 */
struct name_words {
    uint64_t low;
    uint64_t high;
};

#define NAME_WORDS_SIZE 16

static inline uint64_t name_fold_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t seven = word & (ones * 0x7F);
    const uint64_t from_a = seven + ones * (0x80 - 'A');
    const uint64_t beyond_z = seven + ones * (0x7F - 'Z');
    const uint64_t upper = (from_a ^ beyond_z) & ~word & (ones * 0x80);
    return word | upper >> 2;
}

static inline uint64_t name_word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

static inline uint64_t name_half_at(const char *text)
{
    uint32_t half;
    memcpy(&half, text, sizeof(half));
    return half;
}

static inline struct name_words name_words_of(const char *name, size_t size)
{
    struct name_words words = { 0, 0 };
    if (size >= 8) {
        const size_t start = size > NAME_WORDS_SIZE ? size - NAME_WORDS_SIZE : 0;
        words.low = name_word_at(name + start);
        words.high = name_word_at(name + size - 8);
    } else if (size >= 4) {
        words.low = name_half_at(name);
        words.high = name_half_at(name + size - 4);
    } else if (size > 0) {
        const unsigned char *byte = (const unsigned char *)name;
        words.low =
            (uint64_t)byte[0] | (uint64_t)byte[size / 2] << 8 | (uint64_t)byte[size - 1] << 16;
    }
    return words;
}

static inline uint64_t name_mix(uint64_t a, uint64_t b)
{
    const unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define NAME_SEED_LOW UINT64_C(0xA0761D6478BD642F)
#define NAME_SEED_HIGH UINT64_C(0xE7037ED1A0B428DB)

/* What names of more than NAME_WORDS_SIZE bytes need for their front, kept out of the way. */
__attribute__((cold)) uint64_t name_front_hash(const char *name, size_t size, uint64_t seed);
__attribute__((cold)) bool name_front_is_ascii(const char *name, size_t size);
__attribute__((cold)) bool name_fronts_equal(const char *a, const char *b, size_t size);

/* Whether words that are not the same are so without case. */
__attribute__((cold)) bool name_words_equal_folded(struct name_words a, struct name_words b);

/* The hash that NAME_SLOTS is made with. */
static inline uint64_t name_words_hash(struct name_words words, const char *name, size_t size)
{
    uint64_t seed = NAME_SEED_HIGH ^ size;
    if (__builtin_expect(size > NAME_WORDS_SIZE, false)) {
        seed = name_front_hash(name, size, seed);
    }
    return name_mix(name_fold_word(words.low) ^ NAME_SEED_LOW, name_fold_word(words.high) ^ seed);
}

static inline uint64_t name_hash(const char *name, size_t size)
{
    return name_words_hash(name_words_of(name, size), name, size);
}

static inline bool name_words_are_ascii(struct name_words words, const char *name, size_t size)
{
    return ((words.low | words.high) & UINT64_C(0x8080808080808080)) == 0 &&
           (size <= NAME_WORDS_SIZE || name_front_is_ascii(name, size));
}

/* Whether a text of as many bytes is the name. */
static inline bool name_words_equal(struct name_words words, const char *name, const char *text,
                                    size_t size)
{
    const struct name_words of = name_words_of(text, size);
    const bool same = words.low == of.low && words.high == of.high;
    return (same || name_words_equal_folded(words, of)) &&
           (size <= NAME_WORDS_SIZE || name_fronts_equal(name, text, size));
}

#endif
