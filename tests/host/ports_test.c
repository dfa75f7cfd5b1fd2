/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "host/ports.h"
#include "network.h"
#include "util/string.h"

static void lists_of_ports_are_read(void **state)
{
    struct host_ports ports = { .ephemeral_first = 1 };

    (void)state;
    host_ports_reserve(&ports, STRING_LITERAL("22,8080,9148-9150,65535"));
    assert_true(host_ports_is_reserved(&ports, 22));
    assert_true(host_ports_is_reserved(&ports, 9149));
    assert_true(host_ports_is_reserved(&ports, 65535));
    assert_false(host_ports_is_reserved(&ports, 9151));
    assert_false(host_ports_is_reserved(&ports, 0));
    assert_false(host_ports_is_ephemeral(&ports, 22));
}

static void a_list_counts_up_to_what_is_no_port(void **state)
{
    struct host_ports ports = { .ephemeral_first = 1 };

    (void)state;
    host_ports_reserve(&ports, STRING_LITERAL(""));
    host_ports_reserve(&ports, STRING_LITERAL("1,x,2"));
    host_ports_reserve(&ports, STRING_LITERAL("3-70000"));
    host_ports_reserve(&ports, STRING_LITERAL("9-4"));
    host_ports_reserve(&ports, STRING_LITERAL("6-"));
    host_ports_reserve(&ports, STRING_LITERAL(",7"));
    assert_true(host_ports_is_reserved(&ports, 1));
    assert_false(host_ports_is_reserved(&ports, 2));
    assert_false(host_ports_is_reserved(&ports, 3));
    assert_false(host_ports_is_reserved(&ports, 5));
    assert_false(host_ports_is_reserved(&ports, 6));
    assert_false(host_ports_is_reserved(&ports, 7));
}

static void write_setting(const char *name, const char *value)
{
    char path[100];
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/sys/net/ipv4/%s", name);
    file = fopen(path, "we");
    if (file == NULL) {
        skip();
    }
    assert_true(fputs(value, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void the_kernels_settings_are_read(void **state)
{
    struct host_ports ports;

    (void)state;
    network_need();
    write_setting("ip_local_port_range", "20000 20999");
    write_setting("ip_local_reserved_ports", "20005,20010-20012");
    host_ports_read(&ports);
    assert_false(host_ports_is_ephemeral(&ports, 19999));
    assert_true(host_ports_is_ephemeral(&ports, 20000));
    assert_true(host_ports_is_ephemeral(&ports, 20999));
    assert_false(host_ports_is_ephemeral(&ports, 21000));
    assert_true(host_ports_is_reserved(&ports, 20011));
    assert_false(host_ports_is_reserved(&ports, 20013));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_of_ports_are_read),
        cmocka_unit_test(a_list_counts_up_to_what_is_no_port),
        cmocka_unit_test(the_kernels_settings_are_read),
    };

    return cmocka_run_group_tests(tests, network_setup, NULL);
}
