/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/rules.h>

static void ranges_cover_every_port_once(void **state)
{
    (void)state;
    uint32_t next = 0;
    for (size_t i = 0; portreg_range_at(i) != NULL; i++) {
        const struct portreg_range *range = portreg_range_at(i);
        assert_int_equal(range->first, next);
        assert_true(range->procedure[0] != '\0');
        for (uint32_t port = range->first; port <= range->last; port++) {
            assert_ptr_equal(portreg_range_of((uint16_t)port), range);
        }
        next = (uint32_t)range->last + 1;
    }
    assert_int_equal(next, 65536);
    assert_string_equal(portreg_range_of(1023)->name, "system");
    assert_string_equal(portreg_range_of(1024)->name, "user");
    assert_string_equal(portreg_range_of(49152)->name, "dynamic");
}

static void edges_are_six(void **state)
{
    (void)state;
    unsigned count = 0;
    for (uint32_t port = 0; port <= PORTREG_PORT_MAX; port++) {
        count += portreg_port_is_edge((uint16_t)port);
    }
    assert_int_equal(count, 6);
    static const uint16_t edges[] = { 0, 1023, 1024, 49151, 49152, 65535 };
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        assert_true(portreg_port_is_edge(edges[i]));
    }
}

static void assert_rules(uint16_t port, const char *first, const char *second)
{
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    size_t count = portreg_port_check(port, findings);
    assert_int_equal(count, (first != NULL) + (second != NULL));
    if (first != NULL) {
        assert_string_equal(findings[0].rule->id, first);
    }
    if (second != NULL) {
        assert_string_equal(findings[1].rule->id, second);
    }
}

static void checks_ports(void **state)
{
    (void)state;
    assert_rules(8080, NULL, NULL);
    assert_rules(80, "port-system", NULL);
    assert_rules(1023, "port-edge", "port-system");
    assert_rules(1024, "port-edge", NULL);
    assert_rules(49152, "port-edge", "port-dynamic");
    assert_rules(50000, "port-dynamic", NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_cover_every_port_once),
        cmocka_unit_test(edges_are_six),
        cmocka_unit_test(checks_ports),
    };
    return cmocka_run_group_tests_name("rules/port", tests, NULL, NULL);
}
