/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "snapshot/text.h"
#include "util/string.h"

static void every_text_is_read_in_any_order(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(61, 2, 3000);
    struct compiled compiled = compile_texts(lineage.texts, lineage.count);
    const struct portreg_snapshot *snapshot = compiled.snapshot;
    struct text_reader reader;
    struct chance chance = { 5 };
    assert_true(snapshot->text_block_count > 1);
    assert_int_equal(text_reader_open(&reader, snapshot, NULL), PORTREG_OK);
    for (unsigned i = 0; i < 5000; i++) {
        uint32_t text = chance_below(&chance, snapshot->text_count);
        struct portreg_string string;
        assert_int_equal(text_reader_get(&reader, text, &string, NULL), PORTREG_OK);
        assert_int_equal(string.size,
                         snapshot->text_starts[text + 1] - snapshot->text_starts[text]);
        bool found = false;
        for (size_t k = 0; k < lineage.count; k++) {
            found = found || string_find(lineage.texts[k], string) != NULL;
        }
        assert_true(found);
    }
    text_reader_close(&reader);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

static void texts_that_are_not_there_are_damage(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(62, 1, 5);
    struct compiled compiled = compile_texts(lineage.texts, 1);
    struct text_reader reader;
    struct portreg_string string;
    struct portreg_error error;
    assert_int_equal(text_reader_open(&reader, compiled.snapshot, NULL), PORTREG_OK);
    assert_int_equal(text_reader_get(&reader, compiled.snapshot->text_count, &string, &error),
                     PORTREG_DAMAGED);
    assert_int_equal(text_reader_get(&reader, PORTREG_NONE, &string, &error), PORTREG_DAMAGED);
    text_reader_close(&reader);
    text_reader_close(&reader);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

/* Blocks that lie are refused, and nothing beyond them is read. */
static void blocks_that_lie_are_damage(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(63, 1, 5);
    struct compiled compiled = compile_texts(lineage.texts, 1);
    const struct layout_text_block sound = compiled.snapshot->text_blocks[0];
    struct layout_text_block *block =
        (struct layout_text_block *)(uintptr_t)compiled.snapshot->text_blocks;
    const struct layout_text_block lies[] = {
        { UINT32_MAX, 1, sound.raw_size, 0, sound.size },
        { 1, sound.text_count, sound.raw_size, 0, sound.size },
        { 0, sound.text_count, sound.raw_size + 1, 0, sound.size },
        { 0, sound.text_count, sound.raw_size - 1, 0, sound.size },
        { 0, sound.text_count, UINT32_MAX, 0, sound.size },
        { 0, sound.text_count, sound.raw_size, 1, sound.size },
        { 0, sound.text_count, sound.raw_size, UINT32_MAX, sound.size },
        { 0, sound.text_count, sound.raw_size, 0, sound.size - 1 },
        { 0, sound.text_count, sound.raw_size, 0, UINT32_MAX },
        { 0, sound.text_count, 0, 0, 0 },
    };
    for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
        char *text = NULL;
        size_t size = 0;
        struct portreg_error error;
        *block = lies[i];
        assert_int_equal(portreg_format_write("xml", portreg_view_now(compiled.snapshot), NULL, 0,
                                              &text, &size, &error),
                         PORTREG_DAMAGED);
        assert_null(text);
    }
    *block = sound;
    uint32_t *starts = (uint32_t *)(uintptr_t)compiled.snapshot->text_starts;
    for (uint32_t i = 1; i <= compiled.snapshot->text_count; i++) {
        const uint32_t kept = starts[i];
        char *text = NULL;
        size_t size = 0;
        starts[i] = UINT32_MAX;
        assert_int_equal(portreg_format_write("xml", portreg_view_now(compiled.snapshot), NULL, 0,
                                              &text, &size, NULL),
                         PORTREG_DAMAGED);
        starts[i] = kept;
    }
    assert_written(portreg_view_now(compiled.snapshot), "xml", lineage.texts[0]);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_read_in_any_order),
        cmocka_unit_test(texts_that_are_not_there_are_damage),
        cmocka_unit_test(blocks_that_lie_are_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
