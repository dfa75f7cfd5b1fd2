/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lineage.h"
#include "query/service.h"

static void open_small(struct fixture *fixture)
{
    fixture_open_data(fixture, "small-2015.xml,small.xml");
}

static void entry_is(bool found, const struct service_entry *entry, const char *expected)
{
    char text[256] = "";
    size_t used = 0;
    if (found) {
        used = (size_t)snprintf(text, sizeof(text), "%u/%s", entry->port,
                                portreg_transport_name(entry->transport));
        for (uint32_t i = 0; i < entry->count; i++) {
            used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", entry->names[i].data);
        }
    }
    assert_string_equal(text, expected);
}

static void name_is(struct service_list list, const char *name, enum portreg_transport transport,
                    const char *expected)
{
    struct service_entry entry;
    bool found = service_find_name(&list, name, strlen(name), transport, &entry);
    entry_is(found, &entry, expected);
}

static void port_is(struct service_list list, uint16_t port, enum portreg_transport transport,
                    const char *expected)
{
    struct service_entry entry;
    bool found = service_find_port(&list, port, transport, &entry);
    entry_is(found, &entry, expected);
}

static void the_first_entry_that_fits_answers(void **state)
{
    struct fixture fixture;
    (void)state;
    open_small(&fixture);
    const struct service_list list = { portreg_view_now(fixture.snapshot), NULL };
    name_is(list, "http-alt", PORTREG_TRANSPORT_NONE, "591/tcp http-alt");
    name_is(list, "WWW", PORTREG_TRANSPORT_UDP, "80/udp http www");
    name_is(list, "boe-cms", PORTREG_TRANSPORT_NONE, "6400/tcp boe-cms");
    name_is(list, "boe-cms", PORTREG_TRANSPORT_SCTP, "6400/sctp boe-cms");
    name_is(list, "discard", PORTREG_TRANSPORT_SCTP, "");
    name_is(list, "nonesuch", PORTREG_TRANSPORT_NONE, "");
    port_is(list, 512, PORTREG_TRANSPORT_NONE, "512/tcp exec");
    port_is(list, 6010, PORTREG_TRANSPORT_DCCP, "6010/dccp x11");
    port_is(list, 4, PORTREG_TRANSPORT_TCP, "");
    port_is(list, 1, PORTREG_TRANSPORT_TCP, "");
    fixture_close(&fixture);
}

/*
 * What the snapshot holds ready for its names is what their rows say. All rows
 * chosen are the same list, for which nothing is held ready.
 */
static void names_are_ready(struct portreg_view view)
{
    const uint32_t count = portreg_snapshot_row_count(view.snapshot);
    unsigned char *all = malloc(count);
    assert_non_null(all);
    memset(all, 1, count);
    const struct service_list ready = { view, NULL };
    const struct service_list rows = { view, all };
    for (uint32_t id = 0; id < count; id++) {
        const struct portreg_string name =
            portreg_snapshot_cell(view.snapshot, id, PORTREG_COLUMN_NAME);
        for (int i = 0; i < PORTREG_TRANSPORT_COUNT; i++) {
            const enum portreg_transport transport = (enum portreg_transport)i;
            struct service_entry entry;
            struct service_entry expected;
            const bool found = service_find_name(&ready, name.data, name.size, transport, &entry);
            assert_int_equal(
                service_find_name(&rows, name.data, name.size, transport, &expected), found);
            if (!found) {
                continue;
            }
            assert_int_equal(entry.port, expected.port);
            assert_int_equal(entry.transport, expected.transport);
            assert_int_equal(entry.count, expected.count);
            for (uint32_t n = 0; n < entry.count; n++) {
                assert_string_equal(entry.names[n].data, expected.names[n].data);
            }
        }
    }
    free(all);
}

static void names_of_the_registry_are_ready(void **state)
{
    struct fixture fixture;
    (void)state;
    open_small(&fixture);
    names_are_ready(portreg_view_now(fixture.snapshot));
    fixture_close(&fixture);
    fixture_open_registry(&fixture);
    names_are_ready(portreg_view_now(fixture.snapshot));
    fixture_close(&fixture);
}

static void names_of_random_registries_are_ready(void **state)
{
    (void)state;
    for (uint64_t seed = 31; seed <= 40; seed++) {
        struct lineage lineage = lineage_create(seed, 4, 12 * (seed - 30));
        struct compiled all = compile_texts(lineage.texts, lineage.count);
        names_are_ready(portreg_view_now(all.snapshot));
        compiled_free(&all);
        lineage_free(&lineage);
    }
}

/* Each entry of the list is what its port gives; each of its names leads to one not behind it. */
static void walk(struct service_list list, unsigned *ret_entries)
{
    struct service_entry entry;
    uint32_t before = 0;
    uint32_t cursor = 0;
    *ret_entries = 0;
    for (; service_next(&list, &cursor, &entry); (*ret_entries)++) {
        struct service_entry found;
        const uint32_t place = (uint32_t)entry.port << 3 | entry.transport;
        assert_true(place > before);
        before = place;
        assert_true(service_find_port(&list, entry.port, entry.transport, &found));
        assert_int_equal(found.count, entry.count);
        for (uint32_t i = 0; i < entry.count; i++) {
            assert_string_equal(found.names[i].data, entry.names[i].data);
            assert_true(service_find_name(&list, entry.names[i].data, entry.names[i].size,
                                          entry.transport, &found));
            assert_true(((uint32_t)found.port << 3 | found.transport) <= place);
        }
    }
}

static void lists_what_lookups_answer(void **state)
{
    struct fixture fixture;
    unsigned entries;
    (void)state;
    open_small(&fixture);
    for (uint32_t version = 0; version < 2; version++) {
        walk((struct service_list){ { fixture.snapshot, version }, NULL }, &entries);
        assert_true(entries > 10);
    }
    fixture_close(&fixture);
}

static void lists_the_whole_registry(void **state)
{
    struct fixture fixture;
    unsigned entries;
    (void)state;
    fixture_open_registry(&fixture);
    walk((struct service_list){ portreg_view_now(fixture.snapshot), NULL }, &entries);
    assert_true(entries > 12000);
    fixture_close(&fixture);
}

/* Rows that were not chosen are not there, and lend no name to those that were. */
static void chosen_rows_alone_count(void **state)
{
    struct fixture fixture;
    unsigned entries;
    (void)state;
    open_small(&fixture);
    const struct portreg_view view = portreg_view_now(fixture.snapshot);
    unsigned char *chosen = calloc(portreg_snapshot_row_count(fixture.snapshot), 1);
    const struct service_list list = { view, chosen };
    uint32_t rows[16];
    assert_non_null(chosen);
    name_is(list, "www", PORTREG_TRANSPORT_NONE, "");
    const size_t count = portreg_lookup_name_rows(view, "www", 3, rows, 16);
    assert_in_range(count, 1, 16);
    for (size_t i = 0; i < count; i++) {
        chosen[rows[i]] = 1;
    }
    name_is(list, "www", PORTREG_TRANSPORT_NONE, "80/tcp www");
    name_is(list, "http", PORTREG_TRANSPORT_NONE, "");
    walk(list, &entries);
    assert_int_equal(entries, count);
    free(chosen);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_entry_that_fits_answers),
        cmocka_unit_test(names_of_the_registry_are_ready),
        cmocka_unit_test(names_of_random_registries_are_ready),
        cmocka_unit_test(lists_what_lookups_answer),
        cmocka_unit_test(lists_the_whole_registry),
        cmocka_unit_test(chosen_rows_alone_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
