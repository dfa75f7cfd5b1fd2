/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdalign.h>
#include <string.h>

#include <cmocka.h>

#include "util/arena.h"

static void pieces_are_aligned_and_keep_their_bytes(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    unsigned char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        pieces[i] = arena_alloc(&arena, i + 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), i + 1);
        assert_non_null(arena_copy(&arena, "x", 1)); /* unaligned ones in between */
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k <= i; k++) {
            assert_int_equal(pieces[i][k], i % 251);
        }
    }
    arena_free(&arena);
}

static void a_piece_may_be_larger_than_a_block(void **state)
{
    (void)state;
    const size_t size = (size_t)5 << 20;
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    char *small = arena_copy(&arena, "small", 5);
    char *large = arena_alloc(&arena, size);
    assert_non_null(large);
    memset(large, 1, size);
    assert_string_equal(small, "small");
    assert_string_equal(arena_copy(&arena, "behind", 6), "behind");
    arena_free(&arena);
}

static void the_limit_is_exact(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT(100);
    assert_non_null(arena_alloc(&arena, 60));
    assert_null(arena_alloc(&arena, 41));
    assert_non_null(arena_alloc(&arena, 40));
    assert_null(arena_alloc(&arena, 1));
    assert_null(arena_copy(&arena, "", 0));
    arena_free(&arena);
    assert_non_null(arena_alloc(&arena, 100)); /* empty again */
    arena_free(&arena);
}

static void products_that_overflow_are_refused(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT(SIZE_MAX);
    assert_null(arena_calloc(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_copy(&arena, "", SIZE_MAX));
    unsigned char *zeroed = arena_calloc(&arena, 7, 9);
    assert_non_null(zeroed);
    for (size_t i = 0; i < 63; i++) {
        assert_int_equal(zeroed[i], 0);
    }
    arena_free(&arena);
}

static void copies_hold_any_bytes_and_end_with_nul(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT(1000);
    const char *copy = arena_copy(&arena, "a\0b", 3);
    assert_memory_equal(copy, "a\0b", 4);
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_keep_their_bytes),
        cmocka_unit_test(a_piece_may_be_larger_than_a_block),
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(products_that_overflow_are_refused),
        cmocka_unit_test(copies_hold_any_bytes_and_end_with_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
