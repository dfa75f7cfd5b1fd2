/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/numbers.h>

#include "fixture.h"

#define BIT(transport) (1U << PORTREG_TRANSPORT_##transport)

static void sets_and_runs(void **state)
{
    static struct portreg_number_set set;
    uint16_t first;
    uint16_t last;

    (void)state;
    assert_false(portreg_number_set_next_run(&set, 0, &first, &last));
    set.word[0] = 0x8000000000000006;
    set.word[1] = UINT64_MAX;
    set.word[2] = 1;
    set.word[1023] = (uint64_t)1 << 63;
    assert_true(portreg_number_set_has(&set, 1) && portreg_number_set_has(&set, 65535));
    assert_false(portreg_number_set_has(&set, 0) || portreg_number_set_has(&set, 129));
    assert_true(portreg_number_set_next_run(&set, 0, &first, &last));
    assert_true(first == 1 && last == 2);
    assert_true(portreg_number_set_next_run(&set, 3, &first, &last));
    assert_true(first == 63 && last == 128);
    assert_true(portreg_number_set_next_run(&set, 129, &first, &last));
    assert_true(first == 65535 && last == 65535);
    assert_false(portreg_number_set_next_run(&set, 65536, &first, &last));
}

static bool free_has(struct portreg_view view, uint32_t transports, uint16_t port)
{
    const struct portreg_free_options options = { .first = 0,
                                                  .last = PORTREG_USER_LAST,
                                                  .transports = transports };
    struct portreg_number_set set;

    assert_int_equal(portreg_free_numbers(view, &options, &set, NULL), PORTREG_OK);
    return portreg_number_set_has(&set, port);
}

static void what_is_free_in_a_small_registry(void **state)
{
    struct fixture fixture;
    struct portreg_view view;

    (void)state;
    fixture_open_data(&fixture, "small.xml");
    view = portreg_view_now(fixture.snapshot);
    assert_true(free_has(view, 0, 4));                /* unassigned rows */
    assert_true(free_has(view, BIT(SCTP), 4));        /* no row */
    assert_true(free_has(view, 0, 2000));
    assert_false(free_has(view, 0, 80));              /* assigned */
    assert_false(free_has(view, BIT(SCTP), 80));      /* a sibling of assigned ones */
    assert_false(free_has(view, BIT(DCCP), 443));
    assert_false(free_has(view, 0, 359));             /* reserved */
    assert_false(free_has(view, 0, 0));               /* edges */
    assert_false(free_has(view, 0, 1023));
    assert_false(free_has(view, 0, 1024));
    assert_false(free_has(view, 0, 49151));
    assert_false(free_has(view, 0, 6000));            /* within a range */
    assert_false(free_has(view, 0, 6063));
    assert_true(free_has(view, 0, 6064));
    assert_false(free_has(view, BIT(TCP), 4046));     /* unauthorized use on udp */
    assert_false(free_has(view, BIT(SCTP), 7775));    /* assigned within an unassigned range */
    assert_true(free_has(view, BIT(SCTP), 7776));
    fixture_close(&fixture);
}

static void ranges_are_checked(void **state)
{
    struct fixture fixture;
    struct portreg_view view;
    struct portreg_error error;
    struct portreg_number_set set;
    struct portreg_free_options options = { .first = 50000, .last = 60000 };
    uint16_t first;
    uint16_t last;

    (void)state;
    fixture_open_data(&fixture, "small.xml");
    view = portreg_view_now(fixture.snapshot);
    assert_int_equal(portreg_free_numbers(view, &options, &set, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, "never assigned"));
    options.first = 9;
    options.last = 3;
    assert_int_equal(portreg_free_numbers(view, &options, &set, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, "reversed"));
    options.last = 20;
    assert_int_equal(portreg_free_numbers(view, &options, &set, NULL), PORTREG_OK);
    assert_true(portreg_number_set_next_run(&set, 0, &first, &last));
    assert_true(first == 10 && last == 20);
    assert_false(portreg_number_set_next_run(&set, 21, &first, &last));
    options = (struct portreg_free_options){ .first = 0 };
    assert_int_equal(portreg_free_numbers(view, &options, &set, NULL), PORTREG_OK);
    assert_true(portreg_number_set_next_run(&set, 0, &first, &last) && first == 1026);
    fixture_close(&fixture);
}

/* Another layer's names and reservations take numbers away. */
static void layers_take_numbers(void **state)
{
    struct fixture old;
    struct fixture now;
    struct portreg_view layer;
    struct portreg_number_set alone;
    struct portreg_number_set beside;
    struct portreg_free_options options = { .first = 0 };
    struct portreg_row row;
    uint32_t cursor = 0;
    uint32_t id;

    (void)state;
    fixture_open_data(&old, "small-2015.xml");
    fixture_open_data(&now, "small.xml");
    layer = portreg_view_now(now.snapshot);
    options.last = PORTREG_USER_LAST;
    assert_int_equal(portreg_free_numbers(portreg_view_now(old.snapshot), &options, &alone, NULL),
                     PORTREG_OK);
    options.layers = &layer;
    options.layer_count = 1;
    assert_int_equal(portreg_free_numbers(portreg_view_now(old.snapshot), &options, &beside, NULL),
                     PORTREG_OK);
    while ((id = portreg_view_next_row(layer, &cursor)) != PORTREG_NONE) {
        assert_true(portreg_snapshot_row(now.snapshot, id, &row));
        if ((row.flags & PORTREG_ROW_HAS_NUMBER) != 0 && row.column[PORTREG_COLUMN_NAME].size > 0) {
            assert_false(portreg_number_set_has(&beside, row.first));
            assert_false(portreg_number_set_has(&beside, row.last));
        }
    }
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        assert_true(portreg_number_set_has(&alone, (uint16_t)port) ||
                    !portreg_number_set_has(&beside, (uint16_t)port));
    }
    fixture_close(&now);
    fixture_close(&old);
}

/* Whether a text names the number, alone or within "first-last". */
static bool text_names(const char *text, unsigned port)
{
    for (const char *at = text; (at = strpbrk(at, "0123456789")) != NULL;) {
        const bool is_word = at == text || strchr(" :,&\n(", at[-1]) != NULL;
        char *end;
        const unsigned long first = strtoul(at, &end, 10);
        const unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;

        if (is_word && port >= first && port <= last) {
            return true;
        }
        at = end;
    }
    return false;
}

static bool row_excludes(const struct portreg_row *row, unsigned port)
{
    const char *text = row->column[PORTREG_COLUMN_UNAUTHORIZED].data;

    if (text[0] == '\0' || port < row->first || port > row->last) {
        return false;
    }
    for (unsigned other = row->first; other <= row->last; other++) {
        if (text_names(text, other)) {
            return text_names(text, port);
        }
    }
    return true;
}

static bool naive_is_free(struct portreg_view view, uint16_t port, uint32_t transports,
                          const struct portreg_row *reported, size_t reported_count)
{
    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        const enum portreg_port_status status =
            portreg_port_status(view, port, (enum portreg_transport)t, NULL, NULL);

        if (status == PORTREG_PORT_ASSIGNED ||
            ((transports >> t & 1) != 0 && status != PORTREG_PORT_UNASSIGNED)) {
            return false;
        }
    }
    for (size_t i = 0; i < reported_count; i++) {
        if (row_excludes(&reported[i], port)) {
            return false;
        }
    }
    return port != 0 && port != 1023 && port != 1024 && port != 49151 && port < 49152;
}

/* Number by number, against the status and the texts on unauthorized use. */
static void free_numbers_of_the_registry(void **state)
{
    static const uint32_t transports[] = { BIT(TCP) | BIT(UDP), BIT(TCP), BIT(SCTP),
                                           BIT(TCP) | BIT(UDP) | BIT(SCTP) | BIT(DCCP) };
    struct portreg_row reported[512];
    size_t reported_count = 0;
    struct fixture fixture;
    struct portreg_view view;
    uint32_t cursor = 0;
    uint32_t id;

    (void)state;
    fixture_open_registry(&fixture);
    view = portreg_view_now(fixture.snapshot);
    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        assert_true(reported_count < sizeof(reported) / sizeof(reported[0]));
        assert_true(portreg_snapshot_row(fixture.snapshot, id, &reported[reported_count]));
        reported_count += reported[reported_count].column[PORTREG_COLUMN_UNAUTHORIZED].size > 0 &&
                          reported[reported_count].column[PORTREG_COLUMN_NUMBER].size > 0;
    }
    assert_true(reported_count > 50);
    for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
        const struct portreg_free_options options = { .last = PORTREG_USER_LAST,
                                                      .transports = transports[i] };
        struct portreg_number_set set;

        assert_int_equal(portreg_free_numbers(view, &options, &set, NULL), PORTREG_OK);
        for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
            if (portreg_number_set_has(&set, (uint16_t)port) !=
                naive_is_free(view, (uint16_t)port, transports[i], reported, reported_count)) {
                fail_msg("%u with transports %x", port, transports[i]);
            }
        }
    }
    fixture_close(&fixture);
}

/* The reported uses of 2026 whose texts name a part of a range only. */
static void unauthorized_use_takes_the_named_numbers(void **state)
{
    static const uint16_t taken[] = { 796, 4490, 4491, 28017, 28018, 28019, 33436, 33500, 33534 };
    static const uint16_t left[] = { 795, 797, 4489, 4492, 28020, 33535, 33655 };
    struct fixture fixture;
    struct portreg_view view;

    (void)state;
    fixture_open_registry(&fixture);
    view = portreg_view_now(fixture.snapshot);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        assert_false(free_has(view, 0, taken[i]));
    }
    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
        assert_true(free_has(view, 0, left[i]));
    }
    fixture_close(&fixture);
}

static void statuses_of_all_numbers(void **state)
{
    static uint8_t one[PORTREG_TRANSPORT_COUNT][PORTREG_PORT_COUNT];
    struct fixture fixture;
    struct portreg_view view;

    (void)state;
    fixture_open_data(&fixture, "small.xml");
    view = portreg_view_now(fixture.snapshot);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        portreg_port_statuses(view, (enum portreg_transport)t, one[t]);
    }
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        bool has[PORTREG_PORT_STATUS_COUNT] = { false };

        for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
            assert_int_equal(one[t][port], portreg_port_status(view, (uint16_t)port,
                                                               (enum portreg_transport)t, NULL,
                                                               NULL));
            has[one[t][port]] = true;
        }
        if (has[PORTREG_PORT_ASSIGNED]) {
            assert_int_equal(one[PORTREG_TRANSPORT_NONE][port], PORTREG_PORT_ASSIGNED);
        } else if (has[PORTREG_PORT_RESERVED]) {
            assert_int_equal(one[PORTREG_TRANSPORT_NONE][port], PORTREG_PORT_RESERVED);
        } else {
            assert_int_equal(one[PORTREG_TRANSPORT_NONE][port], one[PORTREG_TRANSPORT_TCP][port]);
        }
    }
    fixture_close(&fixture);
}

/* Counts of a version, taken again from its rows and statuses. */
static void check_stats(struct portreg_view view)
{
    static struct portreg_stats stats;
    uint32_t rows_by_status[PORTREG_PORT_STATUS_COUNT] = { 0 };
    uint32_t of_2015 = 0;
    uint32_t undated = 0;
    uint32_t sum = 0;
    uint32_t cursor = 0;
    uint32_t id;
    struct portreg_row row;

    portreg_stats_count(view, &stats);
    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        assert_true(portreg_snapshot_row(view.snapshot, id, &row));
        rows_by_status[row.status]++;
        of_2015 += strncmp(row.column[PORTREG_COLUMN_REGISTERED].data, "2015", 4) == 0;
        undated += row.column[PORTREG_COLUMN_REGISTERED].size == 0;
    }
    assert_memory_equal(stats.rows_by_status, rows_by_status, sizeof(rows_by_status));
    assert_int_equal(stats.registered[2015 - PORTREG_STATS_YEAR_FIRST], of_2015);
    assert_int_equal(stats.undated, undated);
    assert_int_equal(stats.rows, portreg_view_row_count(view));
    for (size_t i = 0; i < PORTREG_STATS_YEARS; i++) {
        sum += stats.registered[i];
    }
    assert_int_equal(sum + undated, stats.rows);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        sum = 0;
        for (unsigned i = 0; i < PORTREG_RANGE_COUNT * PORTREG_PORT_STATUS_COUNT; i++) {
            sum += stats.numbers[t][i / PORTREG_PORT_STATUS_COUNT][i % PORTREG_PORT_STATUS_COUNT];
        }
        assert_int_equal(sum, PORTREG_PORT_COUNT);
    }
}

static void counts_of_a_small_registry(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_open_data(&fixture, "small.xml");
    check_stats(portreg_view_now(fixture.snapshot));
    fixture_close(&fixture);
}

static void counts_of_the_registry(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_open_registry(&fixture);
    check_stats((struct portreg_view){ fixture.snapshot, 0 });
    check_stats((struct portreg_view){ fixture.snapshot, 1 });
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_and_runs),
        cmocka_unit_test(what_is_free_in_a_small_registry),
        cmocka_unit_test(ranges_are_checked),
        cmocka_unit_test(layers_take_numbers),
        cmocka_unit_test(free_numbers_of_the_registry),
        cmocka_unit_test(unauthorized_use_takes_the_named_numbers),
        cmocka_unit_test(statuses_of_all_numbers),
        cmocka_unit_test(counts_of_a_small_registry),
        cmocka_unit_test(counts_of_the_registry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
