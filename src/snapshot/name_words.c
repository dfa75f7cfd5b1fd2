/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/name_words.h"

/* A front is taken in whole words, the last of which reach into what follows it. */

uint64_t name_front_hash(const char *name, size_t size, uint64_t seed)
{
    for (size_t at = 0; at + NAME_WORDS_SIZE < size; at += NAME_WORDS_SIZE) {
        seed = name_mix(name_fold_word(name_word_at(name + at)) ^ NAME_SEED_LOW,
                        name_fold_word(name_word_at(name + at + 8)) ^ seed);
    }
    return seed;
}

bool name_front_is_ascii(const char *name, size_t size)
{
    uint64_t any = 0;
    for (size_t at = 0; at + NAME_WORDS_SIZE < size; at += 8) {
        any |= name_word_at(name + at);
    }
    return (any & UINT64_C(0x8080808080808080)) == 0;
}

bool name_words_equal_folded(struct name_words a, struct name_words b)
{
    return name_fold_word(a.low) == name_fold_word(b.low) &&
           name_fold_word(a.high) == name_fold_word(b.high);
}

bool name_fronts_equal(const char *a, const char *b, size_t size)
{
    for (size_t at = 0; at + NAME_WORDS_SIZE < size; at += 8) {
        if (name_fold_word(name_word_at(a + at)) != name_fold_word(name_word_at(b + at))) {
            return false;
        }
    }
    return true;
}
