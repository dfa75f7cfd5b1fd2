/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/map.h"
#include "fixture.h"
#include "util/hilbert.h"
#include "util/string.h"

static enum portreg_port_status status_of(const struct map *map, uint16_t port)
{
    uint32_t x;
    uint32_t y;

    hilbert_point(MAP_SIDE, port, &x, &y);
    return (enum portreg_port_status)map->status[y][x];
}

static void every_number_has_its_cell(void **state)
{
    const struct fixture *fixture = *state;
    const struct layer *iana = &fixture->layers.items[FIXTURE_IANA];
    static struct map map;
    uint32_t sum = 0;

    assert_true(map_fill(&map, iana, PORTREG_TRANSPORT_SCTP));
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        assert_int_equal(status_of(&map, (uint16_t)port),
                         portreg_port_status(iana->view, (uint16_t)port, PORTREG_TRANSPORT_SCTP,
                                             NULL, NULL));
    }
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        sum += map.count[i];
    }
    assert_int_equal(sum, PORTREG_PORT_COUNT);
    assert_string_equal(map.date, "2026-02-13");
    assert_string_equal(map_transport_title(&map), "sctp");
}

static void all_transports_together(void **state)
{
    const struct fixture *fixture = *state;
    static struct map map;

    assert_true(map_fill(&map, &fixture->layers.items[FIXTURE_LOCAL], PORTREG_TRANSPORT_NONE));
    assert_int_equal(status_of(&map, 8443), PORTREG_PORT_ASSIGNED);
    assert_int_equal(status_of(&map, 60000), PORTREG_PORT_DYNAMIC);
    assert_int_equal(map.count[PORTREG_PORT_ASSIGNED], 3);
    assert_string_equal(map_transport_title(&map), "all transports together");
}

/* The layer's name comes from a snapshot, which may hold anything. */
static void a_picture_holds_no_foreign_markup(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = BUFFER_INIT(1u << 22);
    static struct map map;

    assert_true(map_fill(&map, &fixture->layers.items[FIXTURE_LOCAL], PORTREG_TRANSPORT_NONE));
    map.layer = STRING_LITERAL("<script>&");
    map_append_svg(&text, &map);
    assert_false(buffer_failed(&text));
    assert_null(strstr(text.data, "<script>"));
    assert_non_null(strstr(text.data, "&lt;script&gt;&amp; as of 2020-05-01"));
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_its_cell),
        cmocka_unit_test(all_transports_together),
        cmocka_unit_test(a_picture_holds_no_foreign_markup),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
