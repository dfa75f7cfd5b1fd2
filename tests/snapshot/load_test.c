/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "util/string.h"

/* Adding to a snapshot gives what compiling all at once gives. */
static void appending_is_compiling_all_at_once(void **state)
{
    (void)state;
    for (uint64_t seed = 51; seed <= 53; seed++) {
        struct lineage lineage = lineage_create(seed, 9, 10 * (seed - 50));
        struct compiled all = compile_texts(lineage.texts, lineage.count);
        for (size_t split = 1; split < lineage.count; split++) {
            struct compiled start = compile_texts(lineage.texts, split);
            struct portreg_compiler *compiler = compile_begin();
            assert_int_equal(portreg_compiler_load(compiler, start.snapshot, NULL), PORTREG_OK);
            for (size_t i = split; i < lineage.count; i++) {
                compile_add(compiler, "later", lineage.texts[i]);
            }
            struct compiled appended = compile_end(compiler);
            assert_same_snapshots(all.snapshot, appended.snapshot);
            compiled_free(&appended);
            compiled_free(&start);
        }
        compiled_free(&all);
        lineage_free(&lineage);
    }
}

static void appending_one_by_one_is_the_same(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(54, 30, 20);
    struct compiled all = compile_texts(lineage.texts, lineage.count);
    struct compiled grown = compile_texts(lineage.texts, 1);
    for (size_t i = 1; i < lineage.count; i++) {
        struct portreg_compiler *compiler = compile_begin();
        assert_int_equal(portreg_compiler_load(compiler, grown.snapshot, NULL), PORTREG_OK);
        compile_add(compiler, "later", lineage.texts[i]);
        struct compiled next = compile_end(compiler);
        compiled_free(&grown);
        grown = next;
    }
    assert_same_snapshots(all.snapshot, grown.snapshot);
    compiled_free(&grown);
    compiled_free(&all);
    lineage_free(&lineage);
}

static void loading_and_writing_changes_no_byte(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(55, 10, 200);
    struct compiled first = compile_texts(lineage.texts, lineage.count);
    struct portreg_compiler *compiler = compile_begin();
    assert_int_equal(portreg_compiler_load(compiler, first.snapshot, NULL), PORTREG_OK);
    struct compiled second = compile_end(compiler);
    assert_same_snapshots(first.snapshot, second.snapshot);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.image, second.image, first.size);
    compiled_free(&second);
    compiled_free(&first);
    lineage_free(&lineage);
}

/* Texts of several blocks: those that are full are taken over as they are. */
static void large_texts_are_taken_over(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(56, 3, 3000);
    struct compiled all = compile_texts(lineage.texts, lineage.count);
    struct compiled start = compile_texts(lineage.texts, 2);
    struct portreg_compiler *compiler = compile_begin();
    assert_int_equal(portreg_compiler_load(compiler, start.snapshot, NULL), PORTREG_OK);
    compile_add(compiler, "later", lineage.texts[2]);
    struct compiled appended = compile_end(compiler);
    assert_same_snapshots(all.snapshot, appended.snapshot);
    compiled_free(&appended);
    compiled_free(&start);
    compiled_free(&all);
    lineage_free(&lineage);
}

#define CSV                                                                                     \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                 \
    "Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,"     \
    "Assignment Notes\r\n"

static void versions_of_other_formats_are_kept(void **state)
{
    (void)state;
    const struct portreg_string first = STRING_LITERAL(CSV "a,1,tcp,,,,,,,,,\r\n");
    const struct portreg_string second =
        STRING_LITERAL(CSV "a,1,tcp,,,,,,,,,\r\na,1,tcp,,,,,,,,,\r\nb,2,udp,,,,,,,,,\r\n");
    const struct portreg_string third = STRING_LITERAL("http 80/tcp www # web\n");
    struct portreg_compiler *compiler = compile_begin();
    compile_add(compiler, "2020-01-01.csv", first);
    struct compiled start = compile_end(compiler);
    compiler = compile_begin();
    assert_int_equal(portreg_compiler_load(compiler, start.snapshot, NULL), PORTREG_OK);
    compile_add(compiler, "2020-01-02.csv", second);
    compile_add(compiler, "2020-01-03.services", third);
    struct compiled all = compile_end(compiler);
    assert_written((struct portreg_view){ all.snapshot, 0 }, "csv", first);
    assert_written((struct portreg_view){ all.snapshot, 1 }, "csv", second);
    struct portreg_row row;
    uint32_t alias = portreg_lookup_name(portreg_view_now(all.snapshot), "www", 3);
    assert_true(portreg_snapshot_row(all.snapshot, alias, &row));
    assert_string_equal(row.replacement.data, "http");
    compiled_free(&all);
    compiled_free(&start);
}

static void the_layer_is_kept_unless_another_is_given(void **state)
{
    (void)state;
    const struct portreg_compile_options ours = { .layer = "ours", .jobs = 1 };
    struct compiled compiled;
    const char text[] = "<registry><updated>2020</updated><record/></registry>";
    for (unsigned i = 0; i < 3; i++) {
        struct portreg_compiler *compiler;
        const char *layer = i == 2 ? "other" : NULL;
        const struct portreg_compile_options other = { .layer = layer, .jobs = 1 };
        assert_int_equal(portreg_compiler_create(i == 0 ? &ours : &other, &compiler, NULL),
                         PORTREG_OK);
        if (i == 0) {
            compile_add(compiler, "x", string_of(text));
        } else {
            assert_int_equal(portreg_compiler_load(compiler, compiled.snapshot, NULL),
                             PORTREG_OK);
        }
        struct compiled next = compile_end(compiler);
        if (i > 0) {
            compiled_free(&compiled);
        }
        compiled = next;
        assert_string_equal(portreg_snapshot_layer(compiled.snapshot).data,
                            i == 2 ? "other" : "ours");
    }
    compiled_free(&compiled);
}

static void what_is_not_younger_is_merged_or_refused(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(57, 6, 10);
    struct compiled all = compile_texts(lineage.texts, lineage.count);
    const struct portreg_string some[] = { lineage.texts[0], lineage.texts[2], lineage.texts[5] };
    struct compiled start = compile_texts(some, 3);
    struct portreg_compiler *compiler = compile_begin();
    assert_int_equal(portreg_compiler_load(compiler, start.snapshot, NULL), PORTREG_OK);
    struct portreg_error error;
    assert_int_equal(portreg_compiler_load(compiler, start.snapshot, &error),
                     PORTREG_INVALID_ARGUMENT);
    for (size_t i = lineage.count; i > 0; i--) {
        compile_add(compiler, "any", lineage.texts[i - 1]);
    }
    struct compiled merged = compile_end(compiler);
    assert_same_snapshots(all.snapshot, merged.snapshot);
    compiled_free(&merged);
    compiled_free(&start);
    compiled_free(&all);
    lineage_free(&lineage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appending_is_compiling_all_at_once),
        cmocka_unit_test(appending_one_by_one_is_the_same),
        cmocka_unit_test(loading_and_writing_changes_no_byte),
        cmocka_unit_test(large_texts_are_taken_over),
        cmocka_unit_test(versions_of_other_formats_are_kept),
        cmocka_unit_test(the_layer_is_kept_unless_another_is_given),
        cmocka_unit_test(what_is_not_younger_is_merged_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
