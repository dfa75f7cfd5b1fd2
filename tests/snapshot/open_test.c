/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "exercise.h"
#include "snapshot/layout.h"
#include "util/hash.h"

/* A copy of an image whose table can be changed, in memory of its exact size. */
struct forged {
    unsigned char *bytes;
    size_t size;
};

static struct forged forge(const struct compiled *compiled)
{
    struct forged forged = { aligned_alloc(LAYOUT_ALIGNMENT, compiled->size), compiled->size };
    assert_non_null(forged.bytes);
    memcpy(forged.bytes, compiled->image, compiled->size);
    return forged;
}

static struct layout_header *header_of(struct forged *forged)
{
    return (struct layout_header *)(void *)forged->bytes;
}

static struct layout_section *table_of(struct forged *forged)
{
    return (struct layout_section *)(void *)(forged->bytes + sizeof(struct layout_header));
}

static void sign(struct forged *forged)
{
    header_of(forged)->checksum = 0;
    header_of(forged)->checksum =
        hash_bytes(forged->bytes, sizeof(struct layout_header) +
                                      LAYOUT_SECTION_COUNT * sizeof(struct layout_section));
}

/* Opens both ways; what quick mode lets through must answer without harm. */
static void try_forged(struct forged *forged)
{
    struct portreg_snapshot *snapshot;
    struct portreg_error error;
    sign(forged);
    enum portreg_status status = portreg_snapshot_open_memory(
        forged->bytes, forged->size, PORTREG_OPEN_QUICK, &snapshot, &error);
    if (status == PORTREG_OK) {
        exercise_lookups(snapshot, 7);
        exercise_all(snapshot);
        portreg_snapshot_unref(snapshot);
    } else {
        assert_int_equal(status, PORTREG_DAMAGED);
        assert_non_null(strstr(error.message, "compile it again"));
    }
    assert_int_equal(portreg_snapshot_open_memory(forged->bytes, forged->size,
                                                  PORTREG_OPEN_VERIFIED, &snapshot, NULL),
                     PORTREG_DAMAGED);
}

static void tables_that_lie_do_no_harm(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(71, 5, 30);
    struct compiled compiled = compile_texts(lineage.texts, lineage.count);
    struct forged forged = forge(&compiled);
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        struct layout_section *section = &table_of(&forged)[id];
        const struct layout_section sound = *section;
        const uint64_t counts[] = { 0,
                                    1,
                                    sound.count / 2,
                                    sound.count - 1,
                                    sound.count + 1,
                                    UINT32_MAX,
                                    (uint64_t)UINT32_MAX + 2,
                                    UINT64_MAX / sound.record_size,
                                    UINT64_MAX / sound.record_size + 1,
                                    UINT64_MAX };
        const uint64_t offsets[] = { 0,
                                     LAYOUT_ALIGNMENT,
                                     sound.offset + LAYOUT_ALIGNMENT,
                                     sound.offset + 1,
                                     compiled.size / LAYOUT_ALIGNMENT * LAYOUT_ALIGNMENT,
                                     UINT64_MAX - (LAYOUT_ALIGNMENT - 1),
                                     UINT64_C(1) << 63 };
        for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
            section->count = counts[i];
            if (counts[i] != sound.count) {
                try_forged(&forged);
            }
        }
        section->count = sound.count;
        for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
            section->offset = offsets[i];
            if (offsets[i] != sound.offset) {
                try_forged(&forged);
            }
        }
        *section = sound;
        section->record_size = 0;
        try_forged(&forged);
        section->record_size = sound.record_size + 4;
        try_forged(&forged);
        *section = sound;
        section->id++;
        try_forged(&forged);
        *section = sound;
    }
    free(forged.bytes);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

static void meta_counts_that_lie_do_no_harm(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(72, 5, 30);
    struct compiled compiled = compile_texts(lineage.texts, lineage.count);
    struct forged forged = forge(&compiled);
    const struct layout_section *section = &table_of(&forged)[LAYOUT_META];
    uint32_t *meta = (uint32_t *)(void *)(forged.bytes + section->offset);
    for (size_t field = 0; field < sizeof(struct layout_meta) / sizeof(*meta) - 1; field++) {
        const uint32_t sound = meta[field];
        const uint32_t lies[] = { 0, sound - 1, sound + 1, sound * 2 + 1, UINT32_MAX - 1,
                                  UINT32_MAX };
        for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
            meta[field] = lies[i];
            if (lies[i] != sound) {
                try_forged(&forged);
            }
        }
        meta[field] = sound;
    }
    free(forged.bytes);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

/* The same with right checksums: orders and references are checked as well. */
static void right_checksums_alone_do_not_make_it_sound(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(73, 4, 12);
    struct compiled compiled = compile_texts(lineage.texts, lineage.count);
    struct chance chance = { 73 };
    unsigned refused = 0;
    for (unsigned round = 0; round < 300; round++) {
        struct forged forged = forge(&compiled);
        struct portreg_snapshot *snapshot;
        size_t start = table_of(&forged)[0].offset;
        for (uint32_t i = chance_below(&chance, 4); i != UINT32_MAX; i--) {
            size_t at = start + chance_below(&chance, (uint32_t)(forged.size - start));
            forged.bytes[at] ^= (unsigned char)(1u << chance_below(&chance, 8));
        }
        exercise_repair(forged.bytes, forged.size);
        assert_int_equal(portreg_snapshot_open_memory(forged.bytes, forged.size,
                                                      PORTREG_OPEN_QUICK, &snapshot, NULL),
                         PORTREG_OK);
        exercise_lookups(snapshot, round);
        portreg_snapshot_unref(snapshot);
        if (portreg_snapshot_open_memory(forged.bytes, forged.size, PORTREG_OPEN_VERIFIED,
                                         &snapshot, NULL) == PORTREG_OK) {
            exercise_all(snapshot);
            exercise_writers(snapshot);
            portreg_snapshot_unref(snapshot);
        } else {
            refused++;
        }
        free(forged.bytes);
    }
    assert_true(refused > 0);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

static void references_keep_it_open(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(74, 1, 5);
    struct compiled compiled = compile_texts(lineage.texts, 1);
    struct portreg_snapshot *second = portreg_snapshot_ref(compiled.snapshot);
    assert_ptr_equal(second, compiled.snapshot);
    portreg_snapshot_unref(second);
    assert_int_equal(portreg_snapshot_version_count(compiled.snapshot), 1);
    assert_int_equal(portreg_snapshot_size(compiled.snapshot), compiled.size);
    portreg_snapshot_unref(NULL);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_that_lie_do_no_harm),
        cmocka_unit_test(meta_counts_that_lie_do_no_harm),
        cmocka_unit_test(right_checksums_alone_do_not_make_it_sound),
        cmocka_unit_test(references_keep_it_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
