/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/string.h"

static struct portreg_view view_of(const struct compiled *compiled, uint32_t version)
{
    return (struct portreg_view){ compiled->snapshot, version };
}

/* Rows, contacts and text of every version are those of a snapshot of it alone. */
static void every_version_is_as_if_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 31; seed <= 38; seed++) {
        struct lineage lineage = lineage_create(seed, 15, 8 * (seed - 30));
        struct compiled all = compile_texts(lineage.texts, lineage.count);
        for (uint32_t version = 0; version < lineage.count; version++) {
            struct compiled lone = compile_texts(&lineage.texts[version], 1);
            const struct portreg_view here = view_of(&all, version);
            const struct portreg_view there = portreg_view_now(lone.snapshot);
            uint32_t cursor = 0;
            uint32_t expected = 0;
            for (uint32_t row = portreg_view_next_row(here, &cursor); row != PORTREG_NONE;
                 row = portreg_view_next_row(here, &cursor)) {
                assert_same_row(all.snapshot, row, lone.snapshot, expected++);
            }
            assert_int_equal(expected, portreg_view_row_count(there));
            assert_written(here, "xml", lineage.texts[version]);
            struct portreg_string csv;
            csv.data = write_version(there, "csv", &csv.size);
            assert_written(here, "csv", csv);
            free((char *)(uintptr_t)csv.data);
            compiled_free(&lone);
        }
        compiled_free(&all);
        lineage_free(&lineage);
    }
}

static void contacts_are_found_by_id_at_every_version(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(41, 40, 5);
    struct compiled all = compile_texts(lineage.texts, lineage.count);
    for (uint32_t version = 0; version < lineage.count; version++) {
        struct compiled lone = compile_texts(&lineage.texts[version], 1);
        for (unsigned i = 0; i < 22; i++) {
            char id[8];
            int size = snprintf(id, sizeof(id), "P_%u", i);
            uint32_t here = portreg_view_find_contact(view_of(&all, version), id, (size_t)size);
            uint32_t there = portreg_view_find_contact(portreg_view_now(lone.snapshot), id,
                                                       (size_t)size);
            assert_int_equal(here == PORTREG_NONE, there == PORTREG_NONE);
            struct portreg_contact of_all;
            struct portreg_contact of_lone;
            assert_int_equal(portreg_snapshot_contact(all.snapshot, here, &of_all),
                             here != PORTREG_NONE);
            if (portreg_snapshot_contact(lone.snapshot, there, &of_lone)) {
                assert_string_equal(of_all.id.data, id);
                assert_string_equal(of_all.name.data, of_lone.name.data);
                assert_string_equal(of_all.org.data, of_lone.org.data);
                assert_string_equal(of_all.uri.data, of_lone.uri.data);
                assert_true(of_all.from <= version && version < of_all.until);
            }
        }
        compiled_free(&lone);
    }
    const struct portreg_view now = portreg_view_now(all.snapshot);
    assert_int_equal(portreg_view_find_contact(now, "p_1", 3), PORTREG_NONE);
    assert_int_equal(portreg_view_find_contact(now, "", 0), PORTREG_NONE);
    assert_int_equal(portreg_view_find_contact(now, "\xFF", 1), PORTREG_NONE);
    compiled_free(&all);
    lineage_free(&lineage);
}

/* Rows of the newest version come first, and intervals are what they say. */
static void rows_say_how_long_they_stood(void **state)
{
    (void)state;
    static const struct portreg_string texts[] = {
        STRING_LITERAL("<registry><updated>2001</updated><record><name>gone</name></record>"
                       "<record><name>stays</name></record></registry>"),
        STRING_LITERAL("<registry><updated>2002</updated><record><name>stays</name></record>"
                       "</registry>"),
        STRING_LITERAL("<registry><updated>2003</updated><record><name>new</name></record>"
                       "<record><name>stays</name></record></registry>"),
    };
    struct compiled compiled = compile_texts(texts, 3);
    static const struct {
        const char *name;
        uint32_t from;
        uint32_t until;
    } rows[] = { { "new", 2, PORTREG_NONE }, { "stays", 0, PORTREG_NONE }, { "gone", 0, 1 } };
    assert_int_equal(portreg_snapshot_row_count(compiled.snapshot), 3);
    assert_int_equal(portreg_snapshot_current_count(compiled.snapshot), 2);
    for (uint32_t id = 0; id < 3; id++) {
        struct portreg_row row;
        assert_true(portreg_snapshot_row(compiled.snapshot, id, &row));
        assert_string_equal(row.column[PORTREG_COLUMN_NAME].data, rows[id].name);
        assert_int_equal(row.id, id);
        assert_int_equal(row.from, rows[id].from);
        assert_int_equal(row.until, rows[id].until);
    }
    struct portreg_row row;
    assert_false(portreg_snapshot_row(compiled.snapshot, 3, &row));
    assert_false(portreg_snapshot_row(compiled.snapshot, PORTREG_NONE, &row));
    assert_int_equal(portreg_snapshot_cell(compiled.snapshot, 3, PORTREG_COLUMN_NAME).size, 0);
    assert_int_equal(portreg_snapshot_cell(compiled.snapshot, 0, PORTREG_COLUMN_COUNT).size, 0);
    assert_false(portreg_view_has_row(view_of(&compiled, 0), 0));
    assert_false(portreg_view_has_row(view_of(&compiled, 0), PORTREG_NONE));
    compiled_free(&compiled);
}

static void a_row_is_read_by_the_columns_that_are_asked_for(void **state)
{
    (void)state;
    struct compiled compiled = compile_text(
        "<registry><updated>2020-01-01</updated><record date=\"1999-12-31\"><name>http</name>"
        "<protocol>tcp</protocol><number>80</number></record></registry>");
    const unsigned asked = 1u << PORTREG_COLUMN_NAME | 1u << PORTREG_COLUMN_REGISTERED;
    struct portreg_row row;
    struct portreg_row whole;
    assert_true(portreg_snapshot_row(compiled.snapshot, 0, &whole));
    assert_true(portreg_snapshot_row_columns(compiled.snapshot, 0, asked, &row));
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        assert_non_null(row.column[i].data);
        assert_int_equal(row.column[i].size, asked & 1u << i ? whole.column[i].size : 0);
    }
    assert_string_equal(row.column[PORTREG_COLUMN_NAME].data, "http");
    assert_string_equal(row.column[PORTREG_COLUMN_REGISTERED].data, "1999-12-31");
    assert_int_equal(row.first, 80);
    assert_int_equal(row.transport, PORTREG_TRANSPORT_TCP);
    assert_false(portreg_snapshot_row_columns(compiled.snapshot, 1, asked, &row));
    compiled_free(&compiled);
}

static void a_date_finds_the_last_version_up_to_it(void **state)
{
    (void)state;
    static const struct portreg_string texts[] = {
        STRING_LITERAL("<registry><updated>2019-12-31</updated><record/></registry>"),
        STRING_LITERAL("<registry><updated>2020-02</updated><record/></registry>"),
        STRING_LITERAL("<registry><updated>2020-02-29</updated><record/></registry>"),
        STRING_LITERAL("<registry><updated>2021-01-01</updated><record/></registry>"),
    };
    static const struct {
        const char *date;
        int version; /* -1: none */
    } cases[] = {
        { "2018", -1 },    { "2019-11", -1 },   { "2019-12-30", -1 }, { "2019-12-31", 0 },
        { "2019-12", 0 },  { "2019", 0 },       { "2020-01", 0 },     { "2020-02-01", 1 },
        { "2020-02-28", 1 }, { "2020-02", 2 },  { "2020-03-01", 2 },  { "2020", 2 },
        { "2021-01-01", 3 }, { "2021", 3 },     { "9999-12-31", 3 },
    };
    struct compiled compiled = compile_texts(texts, 4);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct portreg_view view = { NULL, 99 };
        portreg_date date = portreg_date_parse(cases[i].date, strlen(cases[i].date));
        bool found = portreg_view_at(compiled.snapshot, date, &view);
        if (found != (cases[i].version >= 0) ||
            view.version != (uint32_t)(found ? cases[i].version : 99)) {
            fail_msg("%s gives version %u", cases[i].date, view.version);
        }
    }
    struct portreg_view view;
    assert_false(portreg_view_at(compiled.snapshot, 0, &view));
    struct portreg_version version;
    assert_true(portreg_snapshot_version(compiled.snapshot, 1, &version));
    assert_string_equal(version.updated.data, "2020-02");
    assert_string_equal(version.source.data, "1");
    assert_string_equal(version.format.data, "xml");
    assert_false(portreg_snapshot_version(compiled.snapshot, 4, &version));
    compiled_free(&compiled);
}

/* Nothing of the making shows in the bytes: neither threads nor the hour. */
static void the_same_versions_give_the_same_bytes(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(42, 10, 50);
    struct compiled first = compile_texts(lineage.texts, lineage.count);
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        const struct portreg_compile_options options = { .jobs = jobs };
        struct portreg_compiler *compiler;
        assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
        for (size_t i = 0; i < lineage.count; i++) {
            char name[] = { (char)('0' + i % 10), '\0' };
            compile_add(compiler, name, lineage.texts[i]);
        }
        struct compiled again = compile_end(compiler);
        assert_int_equal(again.size, first.size);
        assert_memory_equal(again.image, first.image, first.size);
        assert_true(portreg_snapshot_checksum(again.snapshot) ==
                    portreg_snapshot_checksum(first.snapshot));
        compiled_free(&again);
    }
    compiled_free(&first);
    lineage_free(&lineage);
}

static void endless_rows_and_texts_fit(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT((size_t)64 << 20);
    buffer_append_text(&text, "<registry><updated>2020</updated>");
    for (unsigned i = 0; i < 70000; i++) {
        buffer_printf(&text, "<record><name>n%u</name><number>%u</number></record>", i, i & 0xFFFF);
    }
    buffer_append_text(&text, "<record><note>");
    buffer_append_repeat(&text, 'x', 262144);
    buffer_append_text(&text, "</note></record></registry>");
    const struct portreg_string string = { text.data, text.size };
    struct compiled compiled = compile_texts(&string, 1);
    assert_int_equal(portreg_snapshot_row_count(compiled.snapshot), 70001);
    assert_int_equal(portreg_snapshot_cell(compiled.snapshot, 70000, PORTREG_COLUMN_NOTE).size,
                     262144);
    assert_int_equal(portreg_lookup_name(portreg_view_now(compiled.snapshot), "N69999", 6), 69999);
    assert_written(portreg_view_now(compiled.snapshot), "xml", string);
    compiled_free(&compiled);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_is_as_if_alone),
        cmocka_unit_test(contacts_are_found_by_id_at_every_version),
        cmocka_unit_test(rows_say_how_long_they_stood),
        cmocka_unit_test(a_row_is_read_by_the_columns_that_are_asked_for),
        cmocka_unit_test(a_date_finds_the_last_version_up_to_it),
        cmocka_unit_test(the_same_versions_give_the_same_bytes),
        cmocka_unit_test(endless_rows_and_texts_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
