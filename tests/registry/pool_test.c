/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/builder_data.h"
#include "util/string.h"

static void each_run_of_bytes_is_kept_once(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct pool pool = { .count = 0 };
    char text[32];
    uint32_t id;
    assert_int_equal(pool_find(&pool, STRING_LITERAL("x")), BUILDER_NONE);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < COUNT; i++) {
            (void)snprintf(text, sizeof(text), "%u", i);
            assert_int_equal(pool_add(&pool, string_of(text), &id, NULL), PORTREG_OK);
            assert_int_equal(id, i);
        }
    }
    assert_int_equal(pool.count, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        (void)snprintf(text, sizeof(text), "%u", i);
        assert_true(string_is(pool_get(&pool, i), text));
        assert_int_equal(pool_find(&pool, string_of(text)), i);
    }
    assert_int_equal(pool_find(&pool, STRING_LITERAL("20000")), BUILDER_NONE);
    pool_free(&pool);
}

static void any_bytes_and_none_can_be_kept(void **state)
{
    (void)state;
    struct pool pool = { .count = 0 };
    uint32_t ids[4];
    assert_int_equal(pool_add(&pool, (struct portreg_string){ NULL, 0 }, &ids[0], NULL),
                     PORTREG_OK);
    assert_int_equal(pool_add(&pool, STRING_LITERAL("a\0b"), &ids[1], NULL), PORTREG_OK);
    assert_int_equal(pool_add(&pool, STRING_LITERAL("a"), &ids[2], NULL), PORTREG_OK);
    assert_int_equal(pool_add(&pool, STRING_LITERAL(""), &ids[3], NULL), PORTREG_OK);
    assert_int_equal(ids[0], ids[3]);
    assert_int_not_equal(ids[1], ids[2]);
    assert_true(string_equal(pool_get(&pool, ids[1]), STRING_LITERAL("a\0b")));
    assert_true(string_equal(pool_get(&pool, ids[0]), STRING_LITERAL("")));
    pool_free(&pool);
}

/* Ids are given in order and are right whatever the strings are. */
static void random_strings_against_a_list(void **state)
{
    (void)state;
    enum { COUNT = 1500 };
    static char kept[COUNT][8];
    static size_t sizes[COUNT];
    uint32_t count = 0;
    struct chance chance = { 99 };
    struct pool pool = { .count = 0 };
    for (unsigned i = 0; i < COUNT; i++) {
        char text[8];
        size_t size = chance_below(&chance, 8);
        for (size_t k = 0; k < size; k++) {
            text[k] = (char)('a' + chance_below(&chance, 2));
        }
        uint32_t expected = 0;
        while (expected < count &&
               (sizes[expected] != size || memcmp(kept[expected], text, size) != 0)) {
            expected++;
        }
        if (expected == count) {
            memcpy(kept[count], text, size);
            sizes[count++] = size;
        }
        uint32_t id;
        assert_int_equal(pool_add(&pool, (struct portreg_string){ text, size }, &id, NULL),
                         PORTREG_OK);
        assert_int_equal(id, expected);
    }
    pool_free(&pool);
}

static void arrays_grow_and_refuse_to_wrap(void **state)
{
    (void)state;
    uint64_t *array = NULL;
    uint32_t capacity = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        assert_true(array_reserve(&array, &capacity, i + 1, sizeof(*array)));
        array[i] = i;
    }
    uint32_t before = capacity;
    assert_false(array_reserve(&array, &capacity, UINT32_MAX, sizeof(*array)));
    assert_int_equal(capacity, before);
    assert_int_equal(array[99999], 99999);
    free(array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_run_of_bytes_is_kept_once),
        cmocka_unit_test(any_bytes_and_none_can_be_kept),
        cmocka_unit_test(random_strings_against_a_list),
        cmocka_unit_test(arrays_grow_and_refuse_to_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
