/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/string.h"

/* Lookup by name, compared with a scan over a snapshot of each version alone. */
#define ROWS_MAX 4096

static bool same_name(struct portreg_string a, struct portreg_string b)
{
    char of_a[256];
    char of_b[256];
    if (a.size != b.size || a.size > sizeof(of_a)) {
        return false;
    }
    string_fold(of_a, a.data, a.size);
    string_fold(of_b, b.data, b.size);
    return memcmp(of_a, of_b, a.size) == 0;
}

static void compare_name(struct portreg_view view, const struct compiled *lone,
                         struct portreg_string name)
{
    uint32_t found[ROWS_MAX];
    size_t size = portreg_lookup_name_rows(view, name.data, name.size, found, ROWS_MAX);
    size_t expected = 0;
    for (uint32_t id = 0; id < portreg_snapshot_row_count(lone->snapshot); id++) {
        struct portreg_string other =
            portreg_snapshot_cell(lone->snapshot, id, PORTREG_COLUMN_NAME);
        if (other.size > 0 && same_name(name, other)) {
            assert_true(expected < size);
            assert_same_row(view.snapshot, found[expected], lone->snapshot, id);
            expected++;
        }
    }
    assert_int_equal(size, expected);
    assert_int_equal(portreg_lookup_name(view, name.data, name.size),
                     size > 0 ? found[0] : PORTREG_NONE);
}

static void every_name_answers_as_its_version_alone(void **state)
{
    (void)state;
    static const char *const names[] = {
        "http", "HTTP", "hTTp", "httpx", "htt", "", "www", "x11", "cl/1", "CL-1", "whois++", "a",
        "A", "b", "aa", "\xC3\x89T\xC3\x89", "\xC3\xA9t\xC3\xA9", "\xC3\xA9t", "\xC3",
        "a-very-long-service-name-of-32-b", "A-VERY-LONG-SERVICE-NAME-OF-32-B",
        "a-very-long-service-name-of-32-", "a-very-long-service-name-of-32-bb",
        "SIXTEEN-letters-", "seventeen-LETTERS", "seventeen-letterz", "teventeen-letters",
        "@", "`", "HTTP\xC0"
    };
    for (uint64_t seed = 11; seed <= 16; seed++) {
        struct lineage lineage = lineage_create(seed, 12, 10 * (seed - 10));
        struct compiled all = compile_texts(lineage.texts, lineage.count);
        for (uint32_t version = 0; version < lineage.count; version++) {
            struct compiled lone = compile_texts(&lineage.texts[version], 1);
            for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                /* A copy of the exact size, so that reading past it is seen. */
                struct portreg_string name = { strndup(names[i], strlen(names[i])),
                                               strlen(names[i]) };
                compare_name((struct portreg_view){ all.snapshot, version }, &lone, name);
                free((char *)(uintptr_t)name.data);
            }
            compiled_free(&lone);
        }
        compiled_free(&all);
        lineage_free(&lineage);
    }
}

static void names_of_every_length_and_case_are_found(void **state)
{
    (void)state;
    enum { LONGEST = 100 };
    struct buffer text = BUFFER_INIT(1 << 20);
    buffer_append_text(&text, "<registry><updated>2020-01-01</updated>");
    for (unsigned size = 1; size <= LONGEST; size++) {
        buffer_append_text(&text, "<record><name>");
        for (unsigned i = 0; i < size; i++) {
            buffer_append_char(&text, (char)((i % 2 ? 'a' : 'A') + (i * 7 + size) % 26));
        }
        buffer_printf(&text, "</name><number>%u</number></record>", size);
    }
    buffer_append_text(&text, "</registry>");
    struct compiled compiled = compile_text(text.data);
    const struct portreg_view view = portreg_view_now(compiled.snapshot);
    for (unsigned size = 1; size <= LONGEST; size++) {
        char *name = malloc(size);
        assert_non_null(name);
        for (unsigned i = 0; i < size; i++) {
            name[i] = (char)((i % 3 ? 'A' : 'a') + (i * 7 + size) % 26);
        }
        assert_int_equal(portreg_lookup_name(view, name, size), size - 1);
        for (unsigned i = 0; i < size; i++) {
            name[i] ^= 0x40; /* another byte of the same low bits */
            assert_int_equal(portreg_lookup_name(view, name, size), PORTREG_NONE);
            name[i] ^= 0x40;
        }
        free(name);
    }
    compiled_free(&compiled);
    buffer_free(&text);
}

static void endless_names_are_not_found(void **state)
{
    (void)state;
    struct compiled compiled = compile_text("<registry><updated>2020-01-01</updated><record>"
                                            "<name>a</name></record></registry>");
    const size_t size = (size_t)1 << 20;
    char *name = malloc(size);
    assert_non_null(name);
    memset(name, 'a', size);
    const struct portreg_view view = portreg_view_now(compiled.snapshot);
    assert_int_equal(portreg_lookup_name(view, name, size), PORTREG_NONE);
    assert_int_equal(portreg_lookup_name_rows(view, name, size, NULL, 0), 0);
    assert_int_equal(portreg_lookup_name(view, NULL, 0), PORTREG_NONE);
    free(name);
    compiled_free(&compiled);
}

/* As ASCII a name of any length, with other letters one of at most 1024 bytes. */
static void long_names_are_found(void **state)
{
    (void)state;
    static const char letters[] = "\xC3\xA9";
    struct buffer ascii = BUFFER_INIT(SIZE_MAX);
    struct buffer folded = BUFFER_INIT(SIZE_MAX);
    struct buffer text = BUFFER_INIT(SIZE_MAX);
    buffer_append_repeat(&ascii, 'a', 3000);
    for (unsigned i = 0; i < 512; i++) {
        buffer_append_text(&folded, letters);
    }
    buffer_printf(&text,
                  "<registry><updated>2020-01-01</updated><record><name>%s</name></record>"
                  "<record><name>%s</name></record><record><name>%s%s</name></record></registry>",
                  ascii.data, folded.data, folded.data, letters);
    struct compiled compiled = compile_text(text.data);
    const struct portreg_view view = portreg_view_now(compiled.snapshot);
    assert_int_equal(portreg_lookup_name(view, ascii.data, ascii.size), 0);
    assert_int_equal(portreg_lookup_name(view, folded.data, folded.size), 1);
    buffer_append_text(&folded, letters);
    assert_int_equal(portreg_lookup_name(view, folded.data, folded.size), PORTREG_NONE);
    compiled_free(&compiled);
    buffer_free(&text);
    buffer_free(&folded);
    buffer_free(&ascii);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_answers_as_its_version_alone),
        cmocka_unit_test(names_of_every_length_and_case_are_found),
        cmocka_unit_test(endless_names_are_not_found),
        cmocka_unit_test(long_names_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
