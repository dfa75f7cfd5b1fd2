/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/compile.h>

#include "answer/process_match.h"
#include "util/string.h"

static const char list[] = "ssh 22/tcp # The Secure Shell (SSH) Protocol\n"
                           "nameserver 42/tcp name\n"
                           "domain 53/udp # Domain Name Server\n"
                           "http 80/tcp www\n"
                           "http-alt 8080/tcp\n"
                           "mysql 3306/tcp\n"
                           "postgresql 5432/tcp # PostgreSQL Database\n"
                           "x1 9000/tcp\n";

struct fixture {
    void *image;
    struct layers layers;
};

static int setup(void **state)
{
    const struct portreg_compile_options options = { .format = "services", .date = "2026-01-01" };
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct layer *layer = &fixture->layers.items[0];
    struct portreg_compiler *compiler;
    size_t size;

    if (portreg_compiler_create(&options, &compiler, NULL) != PORTREG_OK ||
        portreg_compiler_add_memory(compiler, "list", list, strlen(list), NULL) != PORTREG_OK ||
        portreg_compiler_finish(compiler, &fixture->image, &size, NULL) != PORTREG_OK ||
        portreg_snapshot_open_memory(fixture->image, size, PORTREG_OPEN_VERIFIED,
                                     &layer->snapshot, NULL) != PORTREG_OK) {
        return -1;
    }
    portreg_compiler_destroy(compiler);
    layer->view = portreg_view_now(layer->snapshot);
    fixture->layers.count = 1;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    portreg_snapshot_unref(fixture->layers.items[0].snapshot);
    free(fixture->image);
    free(fixture);
    return 0;
}

static enum process_match match(void **state, const char *process, uint16_t port,
                                enum portreg_transport transport)
{
    const struct fixture *fixture = *state;

    return process_match(string_of(process), &fixture->layers, port, transport);
}

#define TCP(process, port) match(state, process, port, PORTREG_TRANSPORT_TCP)

static void names_agree_without_their_ends(void **state)
{
    assert_int_equal(TCP("ssh", 22), PROCESS_AGREES);
    assert_int_equal(TCP("sshd", 22), PROCESS_AGREES);
    assert_int_equal(TCP("/usr/sbin/SSHD", 22), PROCESS_AGREES);
    assert_int_equal(TCP("in.sshd", 22), PROCESS_AGREES);
    assert_int_equal(TCP("mysqld", 3306), PROCESS_AGREES);
    assert_int_equal(TCP("mysql-server", 3306), PROCESS_AGREES);
    assert_int_equal(TCP("mysql8.0", 3306), PROCESS_AGREES);
}

static void parts_and_words_agree(void **state)
{
    assert_int_equal(TCP("postgres", 5432), PROCESS_AGREES);
    assert_int_equal(TCP("httpd", 8080), PROCESS_AGREES);
    assert_int_equal(TCP("www-data", 80), PROCESS_AGREES);
    assert_int_equal(match(state, "named", 53, PORTREG_TRANSPORT_UDP), PROCESS_AGREES);
}

static void names_of_other_services_disagree(void **state)
{
    assert_int_equal(TCP("sshd", 80), PROCESS_DISAGREES);
    assert_int_equal(TCP("mysqld", 5432), PROCESS_DISAGREES);
    assert_int_equal(TCP("named", 22), PROCESS_DISAGREES);
}

static void names_that_nobody_registered_say_nothing(void **state)
{
    assert_int_equal(TCP("nginx", 80), PROCESS_UNKNOWN);
    assert_int_equal(TCP("python3.11", 80), PROCESS_UNKNOWN);
    assert_int_equal(TCP("systemd", 22), PROCESS_UNKNOWN);
    assert_int_equal(TCP("docker-proxy", 80), PROCESS_UNKNOWN);
    assert_int_equal(TCP("", 80), PROCESS_UNKNOWN);
    assert_int_equal(TCP("x1", 80), PROCESS_UNKNOWN);
}

static void a_port_that_nobody_named_has_no_mismatch(void **state)
{
    assert_int_equal(TCP("sshd", 2222), PROCESS_UNKNOWN);
    assert_int_equal(match(state, "sshd", 22, PORTREG_TRANSPORT_UDP), PROCESS_UNKNOWN);
}

static void long_names_are_cut(void **state)
{
    char name[400];

    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    assert_int_equal(TCP(name, 80), PROCESS_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_agree_without_their_ends),
        cmocka_unit_test(parts_and_words_agree),
        cmocka_unit_test(names_of_other_services_disagree),
        cmocka_unit_test(names_that_nobody_registered_say_nothing),
        cmocka_unit_test(a_port_that_nobody_named_has_no_mismatch),
        cmocka_unit_test(long_names_are_cut),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
