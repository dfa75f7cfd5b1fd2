/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/hash.h"

/* Snapshots hold these values: they may never change. */
static void values_are_those_of_xxh3(void **state)
{
    (void)state;
    assert_true(hash_bytes("", 0) == UINT64_C(0x2D06800538D394C2));
    unsigned char bytes[1000];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)(i * 7);
    }
    assert_true(hash_bytes(bytes, 3) == UINT64_C(0xC3489259E968AD9E));
    assert_true(hash_bytes(bytes, 100) == UINT64_C(0x6DBB812CF19D012E));
    assert_true(hash_bytes(bytes, sizeof(bytes)) == UINT64_C(0x10AD30264426C830));
}

static void every_bit_and_the_size_matter(void **state)
{
    (void)state;
    unsigned char bytes[300] = { 0 };
    const uint64_t whole = hash_bytes(bytes, sizeof(bytes));
    for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_true(hash_bytes(bytes, sizeof(bytes)) != whole);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (size_t size = 0; size < sizeof(bytes); size++) {
        assert_true(hash_bytes(bytes, size) != hash_bytes(bytes, size + 1));
    }
}

static void alignment_does_not_matter(void **state)
{
    (void)state;
    char room[64 + 40];
    const char text[] = "the same bytes at every place of memory";
    for (size_t i = 0; i < 64; i++) {
        memcpy(room + i, text, sizeof(text));
        assert_true(hash_bytes(room + i, sizeof(text)) == hash_bytes(text, sizeof(text)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_xxh3),
        cmocka_unit_test(every_bit_and_the_size_matter),
        cmocka_unit_test(alignment_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
