/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include <portreg/rules.h>

/*
 * Every port on every transport at every version, compared with a scan over
 * the rows of a snapshot of that version alone.
 */
#define ROWS_MAX 4096

static bool answers(const struct portreg_row *row, uint32_t port, enum portreg_transport transport)
{
    return (row->flags & PORTREG_ROW_HAS_NUMBER) != 0 && row->first <= port &&
           port <= row->last &&
           (transport == PORTREG_TRANSPORT_NONE || row->transport == PORTREG_TRANSPORT_NONE ||
            row->transport == transport);
}

/* Which rows come first, as query.h says it. */
static unsigned rank_of(const struct portreg_row *row)
{
    unsigned range = row->first != row->last;
    unsigned old = (row->flags & (PORTREG_ROW_ALIAS | PORTREG_ROW_HISTORIC)) != 0;
    unsigned transport = row->transport == PORTREG_TRANSPORT_NONE ? PORTREG_TRANSPORT_COUNT
                                                                  : row->transport;
    return range * 100 + old * 50 + transport;
}

static size_t scan(const struct portreg_row *rows, size_t count, uint32_t port,
                   enum portreg_transport transport, uint32_t *found)
{
    size_t size = 0;
    for (unsigned rank = 0; rank < 200; rank++) {
        for (size_t i = 0; i < count; i++) {
            if (answers(&rows[i], port, transport) && rank_of(&rows[i]) == rank) {
                found[size++] = rows[i].id;
            }
        }
    }
    return size;
}

static enum portreg_port_status expected_status(const struct portreg_row *rows, size_t count,
                                                uint32_t port, enum portreg_transport transport,
                                                enum portreg_status_reason *reason)
{
    uint32_t found[ROWS_MAX];
    *reason = PORTREG_REASON_ROW;
    if (scan(rows, count, port, transport, found) > 0) {
        return rows[found[0]].status;
    }
    if (port == 0 || port == 1023 || port == 1024 || port == 49151 || port == 49152 ||
        port == 65535) {
        *reason = PORTREG_REASON_EDGE;
        return PORTREG_PORT_RESERVED;
    }
    if (port > 49151) {
        *reason = PORTREG_REASON_DYNAMIC_RANGE;
        return PORTREG_PORT_DYNAMIC;
    }
    for (size_t i = 0; i < count; i++) {
        if (answers(&rows[i], port, PORTREG_TRANSPORT_NONE) &&
            rows[i].status == PORTREG_PORT_ASSIGNED) {
            *reason = PORTREG_REASON_SIBLING;
            return PORTREG_PORT_RESERVED;
        }
    }
    *reason = PORTREG_REASON_NO_ROW;
    return PORTREG_PORT_UNASSIGNED;
}

static void compare_at(struct portreg_view view, const struct compiled *lone,
                       const struct portreg_row *rows, size_t count, uint16_t port,
                       enum portreg_transport transport)
{
    uint32_t expected[ROWS_MAX];
    uint32_t found[ROWS_MAX];
    size_t size = scan(rows, count, port, transport, expected);
    assert_int_equal(portreg_lookup_port_rows(view, port, transport, found, ROWS_MAX), size);
    for (size_t i = 0; i < size; i++) {
        assert_same_row(view.snapshot, found[i], lone->snapshot, expected[i]);
    }
    uint32_t primary = portreg_lookup_port(view, port, transport);
    assert_int_equal(primary, size > 0 ? found[0] : PORTREG_NONE);
    enum portreg_status_reason expected_reason;
    enum portreg_status_reason reason;
    uint32_t row;
    assert_int_equal(portreg_port_status(view, port, transport, &row, &reason),
                     expected_status(rows, count, port, transport, &expected_reason));
    assert_int_equal(reason, expected_reason);
    assert_int_equal(row, primary);
}

/* Marks the ports at which an answer may change. */
static void mark_changes(const struct portreg_row *rows, size_t count, bool *changes)
{
    static const uint32_t edges[] = { 0, 1, 1023, 1024, 1025, 49151, 49152, 49153, 65535 };
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        changes[edges[i]] = true;
    }
    for (size_t i = 0; i < count; i++) {
        changes[rows[i].first] = true;
        changes[(rows[i].last + 1) & 0xFFFF] = true;
    }
}

static void compare_version(struct portreg_view view, const struct portreg_string *text)
{
    static bool changes[PORTREG_PORT_MAX + 1];
    struct compiled lone = compile_texts(text, 1);
    size_t count = portreg_snapshot_row_count(lone.snapshot);
    struct portreg_row *rows = calloc(count + 1, sizeof(*rows));
    assert_non_null(rows);
    assert_true(count <= ROWS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        assert_true(portreg_snapshot_row(lone.snapshot, i, &rows[i]));
    }
    memset(changes, 0, sizeof(changes));
    mark_changes(rows, count, changes);
    for (unsigned transport = 0; transport < PORTREG_TRANSPORT_COUNT; transport++) {
        uint32_t last = PORTREG_NONE;
        for (uint32_t port = 0; port <= PORTREG_PORT_MAX; port++) {
            enum portreg_transport of = (enum portreg_transport)transport;
            if (changes[port]) {
                compare_at(view, &lone, rows, count, (uint16_t)port, of);
                last = portreg_lookup_port(view, (uint16_t)port, of);
            } else if (portreg_lookup_port(view, (uint16_t)port, of) != last) {
                fail_msg("port %u differs from the one before", port);
            }
        }
    }
    free(rows);
    compiled_free(&lone);
}

static void every_port_answers_as_its_version_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct lineage lineage = lineage_create(seed, 9, 10 * seed);
        struct compiled all = compile_texts(lineage.texts, lineage.count);
        for (uint32_t version = 0; version < lineage.count; version++) {
            compare_version((struct portreg_view){ all.snapshot, version },
                            &lineage.texts[version]);
        }
        compiled_free(&all);
        lineage_free(&lineage);
    }
}

static void few_rows_fit_where_there_is_little_room(void **state)
{
    (void)state;
    struct compiled compiled = compile_text(
        "<registry><updated>2020-01-01</updated>"
        "<record><name>a</name><protocol>udp</protocol><number>7</number></record>"
        "<record><name>b</name><protocol>tcp</protocol><number>7</number></record>"
        "<record><name>c</name><protocol>tcp</protocol><number>7-8</number></record></registry>");
    const struct portreg_view view = portreg_view_now(compiled.snapshot);
    uint32_t rows[3] = { 99, 99, 99 };
    assert_int_equal(portreg_lookup_port_rows(view, 7, PORTREG_TRANSPORT_NONE, rows, 0), 3);
    assert_int_equal(rows[0], 99);
    assert_int_equal(portreg_lookup_port_rows(view, 7, PORTREG_TRANSPORT_NONE, rows, 2), 3);
    assert_int_equal(rows[0], 1);
    assert_int_equal(rows[1], 0);
    assert_int_equal(rows[2], 99);
    assert_int_equal(portreg_lookup_port_rows(view, 7, PORTREG_TRANSPORT_NONE, NULL, 0), 3);
    assert_int_equal(portreg_port_status(view, 7, PORTREG_TRANSPORT_SCTP, NULL, NULL),
                     PORTREG_PORT_RESERVED);
    compiled_free(&compiled);
}

static void a_view_of_no_version_has_no_rows(void **state)
{
    (void)state;
    struct compiled compiled = compile_text("<registry><updated>2020-01-01</updated><record>"
                                            "<number>7</number></record></registry>");
    const struct portreg_view view = { compiled.snapshot, 7 };
    uint32_t cursor = 0;
    (void)portreg_lookup_port(view, 7, PORTREG_TRANSPORT_TCP);
    (void)portreg_view_next_row(view, &cursor);
    assert_int_equal(portreg_view_row_count(view), 0);
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_port_answers_as_its_version_alone),
        cmocka_unit_test(few_rows_fit_where_there_is_little_room),
        cmocka_unit_test(a_view_of_no_version_has_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
