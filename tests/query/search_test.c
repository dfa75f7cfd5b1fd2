/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "util/string.h"

/* Search, compared with a sweep over a snapshot of each version alone. */

static bool cell_has(struct portreg_string cell, struct portreg_string needle)
{
    struct portreg_string folded = { malloc(cell.size + 1), cell.size };
    assert_non_null(folded.data);
    string_fold((char *)(uintptr_t)folded.data, cell.data, cell.size);
    bool has = string_find(folded, needle) != NULL;
    free((char *)(uintptr_t)folded.data);
    return has;
}

static bool row_has(const struct portreg_snapshot *snapshot, uint32_t id,
                    struct portreg_string needle)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (i != PORTREG_COLUMN_REGISTERED && i != PORTREG_COLUMN_MODIFIED &&
            cell_has(portreg_snapshot_cell(snapshot, id, (enum portreg_column)i), needle)) {
            return true;
        }
    }
    return false;
}

static void compare_search(struct portreg_search *search, struct portreg_view view,
                           const struct compiled *lone, const char *text, size_t size)
{
    char folded[64];
    const uint32_t *rows;
    size_t count = portreg_search_run(search, view.version, text, size, &rows);
    size_t expected = 0;
    string_fold(folded, text, size);
    for (uint32_t id = 0; id < portreg_snapshot_row_count(lone->snapshot); id++) {
        if (row_has(lone->snapshot, id, (struct portreg_string){ folded, size })) {
            if (expected == count) {
                fail_msg("\"%.*s\" is not found in row %u", (int)size, text, id);
            }
            assert_same_row(view.snapshot, rows[expected], lone->snapshot, id);
            expected++;
        }
    }
    if (count != expected) {
        fail_msg("\"%.*s\": %zu rows instead of %zu", (int)size, text, count, expected);
    }
}

static void every_needle_finds_what_a_sweep_finds(void **state)
{
    (void)state;
    for (uint64_t seed = 21; seed <= 25; seed++) {
        struct chance chance = { seed };
        struct lineage lineage = lineage_create(seed, 10, 6 * (seed - 20));
        struct compiled all = compile_texts(lineage.texts, lineage.count);
        struct portreg_search *search;
        assert_int_equal(portreg_search_create(all.snapshot, &search, NULL), PORTREG_OK);
        for (uint32_t version = 0; version < lineage.count; version++) {
            struct compiled lone = compile_texts(&lineage.texts[version], 1);
            for (unsigned round = 0; round < 60; round++) {
                char needle[8];
                size_t size = lineage_needle(&chance, &lineage, needle, sizeof(needle));
                compare_search(search, (struct portreg_view){ all.snapshot, version }, &lone,
                               needle, size);
            }
            compare_search(search, (struct portreg_view){ all.snapshot, version }, &lone, "", 0);
            compiled_free(&lone);
        }
        portreg_search_destroy(search);
        compiled_free(&all);
        lineage_free(&lineage);
    }
}

static const char *const row_texts[] = { "aaaaaaaa", "ababab", "caf\xC3\xA9", "x&lt;y&gt;z",
                                         "two\nlines" };

static struct compiled compile_rows(void)
{
    struct buffer text = BUFFER_INIT(1 << 20);
    buffer_append_text(&text, "<registry><updated>2020-01-01</updated>");
    for (size_t i = 0; i < sizeof(row_texts) / sizeof(row_texts[0]); i++) {
        buffer_printf(&text,
                      "<record date=\"1999-12-31\"><name>n%zu</name>"
                      "<description>%s</description></record>",
                      i, row_texts[i]);
    }
    buffer_append_text(&text, "</registry>");
    struct compiled compiled = compile_text(text.data);
    buffer_free(&text);
    return compiled;
}

static void needles_at_every_edge(void **state)
{
    (void)state;
    static const struct {
        const char *needle;
        size_t count;
        uint32_t row;
    } cases[] = {
        { "aaaaaaaa", 1, 0 }, { "aaaaaaaaa", 0, 0 }, { "AAAA", 1, 0 }, { "abab", 1, 1 },
        { "babab", 1, 1 },    { "bababa", 0, 0 },    { "ababab", 1, 1 }, { "AF\xC3\x89", 1, 2 },
        { "\xC3\xA9", 1, 2 }, { "<y>z", 1, 3 },      { "x<", 1, 3 },   { "o\nl", 1, 4 },
        { "1999", 0, 0 },     { "12-31", 0, 0 },     { "n0a", 0, 0 },  { "n4", 1, 4 },
        { "zzzz", 0, 0 },     { "q", 0, 0 },         { "qq", 0, 0 },   { "abac", 0, 0 },
    };
    struct compiled compiled = compile_rows();
    struct portreg_search *search;
    assert_int_equal(portreg_search_create(compiled.snapshot, &search, NULL), PORTREG_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const uint32_t *rows;
        size_t count =
            portreg_search_run(search, 0, cases[i].needle, strlen(cases[i].needle), &rows);
        if (count != cases[i].count || (count == 1 && rows[0] != cases[i].row)) {
            fail_msg("\"%s\": %zu rows", cases[i].needle, count);
        }
    }
    portreg_search_destroy(search);
    compiled_free(&compiled);
}

static void nul_and_endless_needles_find_nothing(void **state)
{
    (void)state;
    struct compiled compiled = compile_rows();
    struct portreg_search *search;
    const uint32_t *rows;
    assert_int_equal(portreg_search_create(compiled.snapshot, &search, NULL), PORTREG_OK);
    assert_int_equal(portreg_search_run(search, 0, "\0", 1, &rows), 0);
    assert_int_equal(portreg_search_run(search, 0, "n0\0", 3, &rows), 0);
    assert_int_equal(portreg_search_run(search, 0, "a\0\0", 3, &rows), 0);
    assert_int_equal(portreg_search_run(search, 0, "aaaaaaaa\0", 9, &rows), 0);
    assert_int_equal(portreg_search_run(search, 1, "a", 1, &rows), 0);
    assert_int_equal(portreg_search_run(search, UINT32_MAX, "", 0, &rows), 0);
    char *endless = calloc(1, (size_t)1 << 20);
    assert_non_null(endless);
    memset(endless, 'a', (size_t)1 << 20);
    assert_int_equal(portreg_search_run(search, 0, endless, (size_t)1 << 20, &rows), 0);
    assert_int_equal(portreg_search_run(search, 0, endless, 4096, &rows), 0);
    free(endless);
    assert_int_equal(portreg_search_run(search, 0, "aaaa", 4, &rows), 1); /* still works */
    portreg_search_destroy(search);
    portreg_search_destroy(NULL);
    compiled_free(&compiled);
}

static void a_search_keeps_its_snapshot_open(void **state)
{
    (void)state;
    struct compiled compiled = compile_rows();
    struct portreg_search *search;
    const uint32_t *rows;
    assert_int_equal(portreg_search_create(compiled.snapshot, &search, NULL), PORTREG_OK);
    portreg_snapshot_unref(compiled.snapshot);
    assert_int_equal(portreg_search_run(search, 0, "aaaa", 4, &rows), 1);
    portreg_search_destroy(search);
    free(compiled.image);
}

static void a_registry_without_text_can_be_searched(void **state)
{
    (void)state;
    struct compiled compiled =
        compile_text("<registry><updated>2020-01-01</updated><record/></registry>");
    struct portreg_search *search;
    const uint32_t *rows;
    assert_int_equal(portreg_search_create(compiled.snapshot, &search, NULL), PORTREG_OK);
    assert_int_equal(portreg_search_run(search, 0, "", 0, &rows), 1);
    assert_int_equal(portreg_search_run(search, 0, "a", 1, &rows), 0);
    assert_int_equal(portreg_search_run(search, 0, "aaaaa", 5, &rows), 0);
    portreg_search_destroy(search);
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_needle_finds_what_a_sweep_finds),
        cmocka_unit_test(needles_at_every_edge),
        cmocka_unit_test(nul_and_endless_needles_find_nothing),
        cmocka_unit_test(a_search_keeps_its_snapshot_open),
        cmocka_unit_test(a_registry_without_text_can_be_searched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
