/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define REST RECORD("rest", "99", "tcp", "Rest")

/* A life in six versions; udp lives beside it. */
static const struct fixture_version life[] = {
    { "2015-01-01", UNNAMED("5-9", "tcp", "Unassigned") RECORD("u", "7", "udp", "U") REST, NULL },
    { "2016-01-01",
      UNNAMED("5-6", "tcp", "Unassigned") RECORD("old", "7", "tcp", "Text")
          RECORD("u", "7", "udp", "U") UNNAMED("8-9", "tcp", "Unassigned") REST,
      NULL },
    { "2017-01-01",
      UNNAMED("5-6", "tcp", "Unassigned") RECORD("old", "7", "tcp", "Text")
          RECORD("u", "7", "udp", "U2") UNNAMED("8-9", "tcp", "Unassigned") REST,
      NULL },
    { "2018-01-01",
      UNNAMED("5-6", "tcp", "Unassigned") RECORD("old", "7", "tcp", "Other text")
          RECORD("u", "7", "udp", "U2") UNNAMED("8-9", "tcp", "Unassigned") REST,
      NULL },
    { "2019-01-01",
      UNNAMED("5-6", "tcp", "Unassigned") RECORD("new", "7", "tcp", "Other text")
          RECORD("u", "7", "udp", "U2") UNNAMED("8-9", "tcp", "Unassigned") REST,
      NULL },
    { "2020-01-01",
      UNNAMED("5-6", "tcp", "Unassigned") UNNAMED("7", "tcp", "Reserved")
          RECORD("u", "7", "udp", "U2") UNNAMED("8-9", "tcp", "Unassigned") REST,
      NULL },
};

struct expectation {
    uint32_t version;
    enum portreg_event event;
    const char *before; /* description, NULL: no row */
    const char *after;
};

static int make_life(void **state)
{
    static struct fixture fixture;

    fixture_compile(&fixture, life, sizeof(life) / sizeof(life[0]));
    *state = &fixture;
    return 0;
}

static int free_life(void **state)
{
    fixture_free(*state);
    fixture_history_free();
    return 0;
}

static struct portreg_view now(void **state)
{
    const struct fixture *fixture = *state;

    return portreg_view_now(fixture->snapshot);
}

static struct portreg_log *log_of_port(struct portreg_view view, uint16_t port,
                                       enum portreg_transport transport)
{
    struct portreg_log *log = NULL;
    struct portreg_error error = { 0 };

    if (portreg_log_port(view, port, transport, &log, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return log;
}

static struct portreg_log *log_of_name(struct portreg_view view, const char *name,
                                       enum portreg_transport transport)
{
    struct portreg_log *log = NULL;
    struct portreg_error error = { 0 };

    if (portreg_log_name(view, name, strlen(name), transport, &log, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return log;
}

static void assert_description(struct portreg_view view, uint32_t row, const char *expected)
{
    if (!expected) {
        assert_int_equal(row, PORTREG_NONE);
    } else {
        assert_string_equal(
            portreg_snapshot_cell(view.snapshot, row, PORTREG_COLUMN_DESCRIPTION).data, expected);
    }
}

static void assert_log(struct portreg_view view, struct portreg_log *log,
                       const struct expectation *expected, size_t count)
{
    assert_int_equal(log->entry_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct portreg_log_entry *entry = &log->entries[i];

        assert_int_equal(entry->version, expected[i].version);
        assert_int_equal(entry->change.event, expected[i].event);
        assert_description(view, entry->change.before, expected[i].before);
        assert_description(view, entry->change.after, expected[i].after);
    }
    portreg_log_destroy(log);
}

static void port_lives_from_range_to_reservation(void **state)
{
    static const struct expectation expected[] = {
        { 5, PORTREG_EVENT_DEASSIGNED, "Other text", "Reserved" },
        { 4, PORTREG_EVENT_RENAMED, "Other text", "Other text" },
        { 3, PORTREG_EVENT_CHANGED, "Text", "Other text" },
        { 1, PORTREG_EVENT_ASSIGNED, "Unassigned", "Text" },
        { 0, PORTREG_EVENT_FIRST_SEEN, NULL, "Unassigned" },
    };

    assert_log(now(state), log_of_port(now(state), 7, PORTREG_TRANSPORT_TCP), expected, 5);
}

static void both_names_know_of_the_rename(void **state)
{
    static const struct expectation of_new[] = {
        { 5, PORTREG_EVENT_DEASSIGNED, "Other text", "Reserved" },
        { 4, PORTREG_EVENT_RENAMED, "Other text", "Other text" },
    };
    static const struct expectation of_old[] = {
        { 4, PORTREG_EVENT_RENAMED, "Other text", "Other text" },
        { 3, PORTREG_EVENT_CHANGED, "Text", "Other text" },
        { 1, PORTREG_EVENT_ASSIGNED, NULL, "Text" },
    };

    assert_log(now(state), log_of_name(now(state), "NEW", PORTREG_TRANSPORT_NONE), of_new, 2);
    assert_log(now(state), log_of_name(now(state), "old", PORTREG_TRANSPORT_TCP), of_old, 3);
}

static void view_ends_the_log(void **state)
{
    static const struct expectation expected[] = {
        { 1, PORTREG_EVENT_ASSIGNED, "Unassigned", "Text" },
        { 0, PORTREG_EVENT_FIRST_SEEN, NULL, "Unassigned" },
    };
    struct portreg_view view = now(state);

    view.version = 2;
    assert_log(view, log_of_port(view, 7, PORTREG_TRANSPORT_TCP), expected, 2);
}

static void transport_selects(void **state)
{
    static const struct expectation expected[] = {
        { 2, PORTREG_EVENT_CHANGED, "U", "U2" },
        { 0, PORTREG_EVENT_FIRST_SEEN, NULL, "U" },
    };
    struct portreg_log *all = log_of_port(now(state), 7, PORTREG_TRANSPORT_NONE);

    assert_int_equal(all->entry_count, 7);
    portreg_log_destroy(all);
    assert_log(now(state), log_of_port(now(state), 7, PORTREG_TRANSPORT_UDP), expected, 2);
    assert_log(now(state), log_of_name(now(state), "u", PORTREG_TRANSPORT_UDP), expected, 2);
    assert_log(now(state), log_of_name(now(state), "u", PORTREG_TRANSPORT_TCP), NULL, 0);
}

static void what_never_was_has_no_log(void **state)
{
    struct portreg_log *log = NULL;
    struct portreg_view future = now(state);
    struct portreg_error error = { 0 };

    assert_log(now(state), log_of_port(now(state), 4, PORTREG_TRANSPORT_TCP), NULL, 0);
    assert_log(now(state), log_of_name(now(state), "never", PORTREG_TRANSPORT_NONE), NULL, 0);
    assert_int_equal(portreg_log_name(now(state), "", 0, PORTREG_TRANSPORT_NONE, &log, &error),
                     PORTREG_INVALID_ARGUMENT);
    future.version++;
    assert_int_equal(portreg_log_port(future, 7, PORTREG_TRANSPORT_TCP, &log, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_null(log);
}

/* The events up to a version, done one after another, give what stands in it. */
static void assert_replays(struct portreg_view view, uint16_t port, const struct portreg_log *log)
{
    struct bag replayed = { 0 };
    struct bag expected = { 0 };
    uint32_t cursor = 0;
    uint32_t row;

    for (size_t i = log->entry_count; i-- > 0;) {
        const struct portreg_row_change *change = &log->entries[i].change;

        if (log->entries[i].version > view.version) {
            break;
        }
        if (change->before != PORTREG_NONE) {
            bag_remove(&replayed, view.snapshot, change->before);
        }
        if (change->after != PORTREG_NONE) {
            bag_add(&replayed, fixture_row_text(view.snapshot, change->after));
        }
    }
    while ((row = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        struct portreg_row read;

        assert_true(portreg_snapshot_row(view.snapshot, row, &read));
        if ((read.flags & PORTREG_ROW_HAS_NUMBER) && read.first <= port && read.last >= port) {
            bag_add(&expected, fixture_row_text(view.snapshot, row));
        }
    }
    bag_assert_equal(&replayed, &expected);
    bag_free(&replayed);
    bag_free(&expected);
}

static void history_replays(void **state)
{
    static const uint16_t ports[] = { 2, 80, 443, 512, 1023, 1109, 4790, 6000, 7775, 14001, 49150 };
    const struct fixture *history = fixture_history();
    struct portreg_view view;

    (void)state;
    if (!history) {
        skip();
    }
    view = portreg_view_now(history->snapshot);
    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        struct portreg_log *log = log_of_port(view, ports[i], PORTREG_TRANSPORT_NONE);

        assert_true(log->entry_count > 0);
        for (uint32_t version = 24; version <= view.version; version += 200) {
            assert_replays((struct portreg_view){ view.snapshot, version }, ports[i], log);
        }
        portreg_log_destroy(log);
    }
}

static void history_knows_that_compressnet_left(void **state)
{
    const struct fixture *history = fixture_history();
    struct portreg_log *log;
    struct portreg_version version;

    (void)state;
    if (!history) {
        skip();
    }
    log = log_of_name(portreg_view_now(history->snapshot), "compressnet", PORTREG_TRANSPORT_UDP);
    assert_true(log->entry_count >= 2);
    assert_true(portreg_snapshot_version(history->snapshot, log->entries[0].version, &version));
    assert_int_equal(version.date >> 5, portreg_date_parse("2025-02", 7) >> 5);
    log->entry_count--;
    assert_int_equal(log->entries[log->entry_count].change.event, PORTREG_EVENT_FIRST_SEEN);
    portreg_log_destroy(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(port_lives_from_range_to_reservation),
        cmocka_unit_test(both_names_know_of_the_rename),
        cmocka_unit_test(view_ends_the_log),
        cmocka_unit_test(transport_selects),
        cmocka_unit_test(what_never_was_has_no_log),
        cmocka_unit_test(history_replays),
        cmocka_unit_test(history_knows_that_compressnet_left),
    };

    return cmocka_run_group_tests(tests, make_life, free_life);
}
