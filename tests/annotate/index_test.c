/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "annotate/index.h"

#define SIZE 300

/* Compares with looking at each byte. The copy makes a read past the end seen. */
static void assert_index(const char *data, size_t size, const char *set)
{
    char *copy = malloc(size + 1);
    uint32_t positions[SIZE + INDEX_SLACK];
    size_t expected = 0;
    size_t count;

    assert_non_null(copy);
    memcpy(copy, data, size);
    count = index_bytes(copy, size, set, 7, positions);
    for (size_t i = 0; i < size; i++) {
        if (memchr(set, data[i], INDEX_SET_SIZE) != NULL) {
            assert_true(expected < count);
            assert_int_equal(positions[expected], i + 7);
            expected++;
        }
    }
    assert_int_equal(count, expected);
    free(copy);
}

static void every_byte_is_found(void **state)
{
    char data[SIZE];

    (void)state;
    for (size_t i = 0; i < SIZE; i++) {
        data[i] = (char)(unsigned char)(i * 31);
    }
    for (unsigned c = 0; c < 256; c++) {
        assert_index(data, SIZE, (const char[]){ (char)c, '\n', '"' });
    }
}

static void any_density_and_size(void **state)
{
    uint64_t random = 88172645463325252u;
    char data[SIZE];

    (void)state;
    for (size_t size = 0; size <= SIZE; size++) {
        for (unsigned one_in = 1; one_in < 40; one_in += 6) {
            for (size_t i = 0; i < size; i++) {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                data[i] = random % one_in == 0 ? ",\n\""[random / 64 % 3] : (char)(random >> 32);
            }
            assert_index(data, size, ",\n\"");
            assert_index(data, size, "\0\n\n");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_found),
        cmocka_unit_test(any_density_and_size),
    };

    return cmocka_run_group_tests_name("annotate/index", tests, NULL, NULL);
}
