/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "exercise.h"
#include "snapshot/layout.h"
#include "util/hash.h"

#include <sanitizer/asan_interface.h>
#include <xxhash.h>

/*
 * Flipped bits. A verified open refuses each of them; a quick open may miss
 * one, but what is then asked stays inside the image, which is a heap block of
 * exactly its size for the address sanitizer's sake.
 */

/*
 * The linker puts this in the place of hash_bytes(): the same function from
 * the system's library, which no sanitizer slows down.
 */
uint64_t __wrap_hash_bytes(const void *data, size_t size);

uint64_t __wrap_hash_bytes(const void *data, size_t size)
{
    return XXH3_64bits(data, size);
}

#define ARCHIVE "iana-history-2015-2026.tar.zst"
#define PATH_SIZE 4096
#define RANDOM_FLIPS 100000
#define HOSTILE_IMAGES 5000
#define SMALL_EVERYTHING_EVERY 401 /* coprime to 8: every bit of some byte */
#define VERIFIED_EVERY 20
#define EVERYTHING_EVERY 2500

struct image {
    unsigned char *bytes;
    size_t size;
};

static void compile(struct image *image, const char *const *paths, size_t count)
{
    struct portreg_compiler *compiler;
    struct portreg_error error = { 0 };
    void *bytes;

    assert_int_equal(portreg_compiler_create(NULL, &compiler, &error), PORTREG_OK);
    for (size_t i = 0; i < count; i++) {
        if (portreg_compiler_add_path(compiler, paths[i], &error) != PORTREG_OK) {
            fail_msg("%s: %s", paths[i], error.message);
        }
    }
    if (portreg_compiler_finish(compiler, &bytes, &image->size, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    portreg_compiler_destroy(compiler);
    image->bytes = malloc(image->size);
    assert_non_null(image->bytes);
    memcpy(image->bytes, bytes, image->size);
    free(bytes);
}

static void compile_small(struct image *image)
{
    const char *folder = getenv("PORTREG_TEST_DATA");
    char older[PATH_SIZE];
    char newer[PATH_SIZE];
    const char *paths[] = { older, newer };

    assert_non_null(folder);
    snprintf(older, sizeof(older), "%s/small-2015.xml", folder);
    snprintf(newer, sizeof(newer), "%s/small.xml", folder);
    compile(image, paths, 2);
}

static enum portreg_status open_image(const struct image *image, enum portreg_open_mode mode,
                                      struct portreg_snapshot **ret)
{
    return portreg_snapshot_open_memory(image->bytes, image->size, mode, ret, NULL);
}

static void assert_refused(const struct image *image, size_t bit)
{
    struct portreg_snapshot *snapshot = NULL;
    enum portreg_status status = open_image(image, PORTREG_OPEN_VERIFIED, &snapshot);

    if (status != PORTREG_DAMAGED && status != PORTREG_FOREIGN && status != PORTREG_NEWER) {
        fail_msg("bit %zu of byte %zu: %s", bit % 8, bit / 8, portreg_status_name(status));
    }
}

static void flip(struct image *image, size_t bit)
{
    image->bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
}

static void every_bit_of_a_small_snapshot(void **state)
{
    struct image image;
    struct portreg_snapshot *snapshot;
    size_t opened = 0;

    (void)state;
    compile_small(&image);
    assert_int_equal(open_image(&image, PORTREG_OPEN_VERIFIED, &snapshot), PORTREG_OK);
    exercise_all(snapshot);
    portreg_snapshot_unref(snapshot);
    for (size_t bit = 0; bit < image.size * 8; bit++) {
        flip(&image, bit);
        assert_refused(&image, bit);
        if (open_image(&image, PORTREG_OPEN_QUICK, &snapshot) == PORTREG_OK) {
            opened++;
            exercise_lookups(snapshot, bit * UINT64_C(0x9e3779b97f4a7c15));
            if (bit % SMALL_EVERYTHING_EVERY == 0) {
                exercise_all(snapshot);
            }
            portreg_snapshot_unref(snapshot);
        }
        flip(&image, bit);
    }
    assert_true(opened > image.size);
    free(image.bytes);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* The part of a verified open that looks at this byte, since the whole takes too long. */
static void assert_checksum_wrong(const struct image *image, size_t byte)
{
    const struct layout_section *table =
        (const void *)(image->bytes + sizeof(struct layout_header));

    for (unsigned i = 0; i < LAYOUT_SECTION_COUNT; i++) {
        size_t size = (size_t)(table[i].count * table[i].record_size);

        if (byte < table[i].offset || byte - table[i].offset >= size) {
            continue;
        }
        assert_true(hash_bytes(image->bytes + table[i].offset, size) != table[i].checksum);
        return;
    }
    assert_refused(image, byte * 8);
}

static void random_bits_of_the_full_history(void **state)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    char path[PATH_SIZE];
    const char *paths[] = { path };
    struct image image;
    struct portreg_snapshot *snapshot;
    uint64_t random = UINT64_C(0x706f727472656721);

    (void)state;
    if (!folder) {
        skip();
    }
    snprintf(path, sizeof(path), "%s/" ARCHIVE, folder);
    if (access(path, R_OK) != 0) {
        skip();
    }
    compile(&image, paths, 1);
    for (unsigned i = 0; i < RANDOM_FLIPS; i++) {
        size_t bit = next_random(&random) % (image.size * 8);

        flip(&image, bit);
        assert_checksum_wrong(&image, bit / 8);
        if (i % VERIFIED_EVERY == 0) {
            assert_refused(&image, bit);
        }
        if (open_image(&image, PORTREG_OPEN_QUICK, &snapshot) == PORTREG_OK) {
            exercise_lookups(snapshot, random);
            if (i % EVERYTHING_EVERY == 0) {
                exercise_all(snapshot);
            }
            portreg_snapshot_unref(snapshot);
        }
        flip(&image, bit);
    }
    assert_int_equal(open_image(&image, PORTREG_OPEN_VERIFIED, &snapshot), PORTREG_OK);
    portreg_snapshot_unref(snapshot);
    free(image.bytes);
}

/* Damage that a checksum does not show: what a hostile writer would make. */
static void wrong_bytes_under_right_checksums(void **state)
{
    struct image good;
    struct image image;
    struct portreg_snapshot *snapshot;
    uint64_t random = UINT64_C(0x686f7374696c6521);

    (void)state;
    compile_small(&good);
    image.size = good.size;
    image.bytes = malloc(image.size);
    assert_non_null(image.bytes);
    for (unsigned i = 0; i < HOSTILE_IMAGES; i++) {
        memcpy(image.bytes, good.bytes, good.size);
        for (unsigned k = 0; k <= i % 4; k++) {
            image.bytes[next_random(&random) % image.size] = (unsigned char)(random >> 32);
        }
        exercise_repair(image.bytes, image.size);
        if (open_image(&image, PORTREG_OPEN_QUICK, &snapshot) == PORTREG_OK) {
            exercise_all(snapshot);
            portreg_snapshot_unref(snapshot);
        }
        if (open_image(&image, PORTREG_OPEN_VERIFIED, &snapshot) == PORTREG_OK) {
            exercise_writers(snapshot);
            portreg_snapshot_unref(snapshot);
        }
    }
    free(image.bytes);
    free(good.bytes);
}

/* What is cut off is poisoned for the address sanitizer, not copied away. */
static void every_shorter_length(void **state)
{
    struct image image;
    struct portreg_snapshot *snapshot = NULL;

    (void)state;
    compile_small(&image);
    for (size_t size = image.size; size-- > 0;) {
        enum portreg_status status;

        ASAN_POISON_MEMORY_REGION(image.bytes + size, image.size - size);
        status =
            portreg_snapshot_open_memory(image.bytes, size, PORTREG_OPEN_QUICK, &snapshot, NULL);
        if (status != PORTREG_DAMAGED && status != PORTREG_FOREIGN) {
            fail_msg("%zu bytes: %s", size, portreg_status_name(status));
        }
    }
    ASAN_UNPOISON_MEMORY_REGION(image.bytes, image.size);
    free(image.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_of_a_small_snapshot),
        cmocka_unit_test(random_bits_of_the_full_history),
        cmocka_unit_test(wrong_bytes_under_right_checksums),
        cmocka_unit_test(every_shorter_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
