/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "query/sweep.h"

/* A sweep over strings, compared with a look at each of them. */

#define SIZE_MAX_HERE 400

/* Strings of few letters, so that there are matches; as many bytes as asked. */
static void fill_strings(struct chance *chance, char *strings, size_t size)
{
    static const char letters[] = "ab\xFF";
    for (size_t i = 0; i < size; i++) {
        uint32_t letter = chance_below(chance, 12);
        strings[i] = i + 1 == size || letter == 0 ? '\0' : letter == 1 ? 'x' : letters[letter % 3];
    }
}

static void compare_sweep(const char *strings, size_t size, struct portreg_string needle)
{
    uint64_t ends[SWEEP_WORDS(SIZE_MAX_HERE)];
    char *tight = malloc(size); /* a byte read behind it is noticed */
    assert_non_null(tight);
    memcpy(tight, strings, size);
    memset(ends, 0xA5, sizeof(ends));
    sweep_strings((struct portreg_string){ tight, size }, needle, ends);
    for (size_t start = 0; start < size;) {
        size_t end = start + strlen(tight + start);
        bool has = memmem(tight + start, end - start, needle.data, needle.size) != NULL;
        for (size_t i = start; i <= end; i++) {
            bool is_set = (ends[i / 64] >> i % 64 & 1) != 0;
            if (is_set != (has && i == end)) {
                fail_msg("byte %zu of %zu, needle of %zu bytes", i, size, needle.size);
            }
        }
        start = end + 1;
    }
    for (size_t i = size; i < SWEEP_WORDS(size) * 64; i++) {
        assert_false(ends[i / 64] >> i % 64 & 1);
    }
    free(tight);
}

static void each_string_with_the_needle_is_found(void **state)
{
    (void)state;
    static const char *const needles[] = { "a", "x", "q", "\xFF", "ab", "xx", "bx", "\xFF\xFF" };
    struct chance chance = { 7 };
    char strings[SIZE_MAX_HERE];
    for (size_t size = 1; size <= SIZE_MAX_HERE; size++) {
        fill_strings(&chance, strings, size);
        for (size_t i = 0; i < sizeof(needles) / sizeof(needles[0]); i++) {
            compare_sweep(strings, size,
                          (struct portreg_string){ needles[i], strlen(needles[i]) });
        }
    }
}

static void a_string_longer_than_blocks_is_found_by_its_first_byte(void **state)
{
    (void)state;
    char strings[SIZE_MAX_HERE];
    for (size_t at = 0; at + 2 < SIZE_MAX_HERE; at++) {
        memset(strings, 'b', sizeof(strings));
        strings[SIZE_MAX_HERE - 1] = '\0';
        strings[at] = 'a';
        compare_sweep(strings, sizeof(strings), (struct portreg_string){ "a", 1 });
        compare_sweep(strings, sizeof(strings), (struct portreg_string){ "ab", 2 });
        compare_sweep(strings, sizeof(strings), (struct portreg_string){ "aa", 2 });
    }
}

static void no_strings_are_no_work(void **state)
{
    (void)state;
    uint64_t end = 42;
    sweep_strings((struct portreg_string){ "", 0 }, (struct portreg_string){ "a", 1 }, &end);
    assert_int_equal(end, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_string_with_the_needle_is_found),
        cmocka_unit_test(a_string_longer_than_blocks_is_found_by_its_first_byte),
        cmocka_unit_test(no_strings_are_no_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
