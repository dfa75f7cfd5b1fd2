/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include <unistd.h>

#include "registry/lint.h"
#include "util/string.h"

static void reads_services(void **state)
{
    (void)state;
    struct reading reading =
        reading_of_text(&format_services, "# a comment\n\n"
                                          "http\t80/tcp\twww www-http\t# WorldWideWeb HTTP\n"
                                          "domain 53/UDP # Domain # names\r\n"
                                          "rtmp\t1/ddp\t# AppleTalk\n"
                                          "last 65535/sctp");
    assert_int_equal(reading.status, PORTREG_OK);
    assert_int_equal(reading_count(&reading), 5);
    uint32_t http = reading_find(&reading, "http", "80", "tcp");
    assert_cell(&reading, http, PORTREG_COLUMN_DESCRIPTION, "WorldWideWeb HTTP");
    uint32_t alias = reading_find(&reading, "www-http", "80", "tcp");
    assert_true((reading_record(&reading, alias)->flags & PORTREG_ROW_ALIAS) != 0);
    assert_true(
        string_is(reading_string(&reading, reading_record(&reading, alias)->replacement), "http"));
    uint32_t domain = reading_find(&reading, "domain", "53", "udp");
    assert_cell(&reading, domain, PORTREG_COLUMN_DESCRIPTION, "Domain # names");
    reading_find(&reading, "last", "65535", "sctp");
    reading_free(&reading);
}

static void reads_wireshark(void **state)
{
    (void)state;
    struct reading reading =
        reading_of_text(&format_wireshark, "tcpmux 1/tcp/udp # TCP Port Service Multiplexer\n"
                                           "x11 6000-6063/tcp # X Window System\n");
    assert_int_equal(reading.status, PORTREG_OK);
    assert_int_equal(reading_count(&reading), 3);
    assert_cell(&reading, reading_find(&reading, "tcpmux", "1", "udp"), PORTREG_COLUMN_DESCRIPTION,
                "TCP Port Service Multiplexer");
    const struct builder_record *range =
        reading_record(&reading, reading_find(&reading, "x11", "6000-6063", "tcp"));
    assert_int_equal(range->first, 6000);
    assert_int_equal(range->last, 6063);
    reading_free(&reading);
}

static void reads_nmap(void **state)
{
    (void)state;
    struct reading reading = reading_of_text(&format_nmap, "http\t80/tcp\t0.484143\t# World Wide\n"
                                                           "unknown\t4/tcp\t0.000477\n"
                                                           "old 7/udp 3/12\n"
                                                           "always 8/tcp 1.0000004\n"
                                                           "never 9/tcp\n");
    assert_int_equal(reading.status, PORTREG_OK);
    const struct builder_record *http =
        reading_record(&reading, reading_find(&reading, "http", "80", "tcp"));
    assert_int_equal(http->frequency, 484143);
    assert_true((http->flags & PORTREG_ROW_HAS_FREQUENCY) != 0);
    assert_int_equal(reading_record(&reading, reading_find(&reading, "", "4", "tcp"))->frequency,
                     477);
    assert_int_equal(reading_record(&reading, reading_find(&reading, "old", "7", "udp"))->frequency,
                     250000);
    uint32_t never = reading_find(&reading, "never", "9", "tcp");
    assert_int_equal(reading_record(&reading, never)->flags & PORTREG_ROW_HAS_FREQUENCY, 0);
    reading_free(&reading);
}

static const struct {
    const struct format *format;
    const char *text;
    uint32_t line;
    uint32_t column;
} bad_inputs[] = {
    { &format_services, "http 80/tcp\nx 70000/tcp\n", 2, 1 },
    { &format_services, "http 80/tcp\n  y 81/quic # no\n", 2, 8 },
    { &format_services, "x 9-3/tcp\n", 1, 3 },
    { &format_services, "x 9/tcp/udp\n", 1, 5 },
    { &format_services, "a 1/tcp\n  alone\n", 2, 3 },
    { &format_services, "a 1\n", 1, 1 },
    { &format_services, "a 1/\n", 1, 1 },
    { &format_services, "a 1/tcp # caf\xe9\n", 1, 14 },
    { &format_services, "a /tcp\n", 1, 1 },
    { &format_wireshark, "x 9-3/tcp\n", 1, 1 },
    { &format_wireshark, "x 9/tcp//udp\n", 1, 9 },
    { &format_nmap, "x 9/tcp 1.5x\n", 1, 9 },
    { &format_nmap, "x 9/tcp 7.0\n", 1, 9 },
    { &format_nmap, "x 9/tcp 0.5 alias\n", 1, 13 },
    { &format_nmap, "x 9/tcp 1/0\n", 1, 9 },
};

static void refuses_bad_input(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad_inputs) / sizeof(bad_inputs[0]); i++) {
        struct reading reading = reading_of_text(bad_inputs[i].format, bad_inputs[i].text);
        assert_failed_at(&reading, PORTREG_SYNTAX, bad_inputs[i].line, bad_inputs[i].column);
        assert_string_equal(reading.error.file, "input");
        reading_free(&reading);
    }
}

static void refuses_nul(void **state)
{
    (void)state;
    struct reading reading = reading_of(&format_services, STRING_LITERAL("a 1/tcp\nb\0 2/tcp\n"));
    assert_failed_at(&reading, PORTREG_SYNTAX, 2, 2);
    reading_free(&reading);
}

static void reports_what_it_leaves_out(void **state)
{
    (void)state;
    struct diagnostics diagnostics;
    struct lint *lint;
    struct builder *builder;
    struct portreg_error error;
    diagnostics_init(&diagnostics);
    assert_int_equal(lint_create(&diagnostics, 0, &lint, &error), PORTREG_OK);
    assert_int_equal(builder_create(&builder, &error), PORTREG_OK);
    assert_int_equal(builder_begin(builder, &error), PORTREG_OK);
    const struct format_input input = {
        .name = "input",
        .bytes = STRING_LITERAL("a 1/tcp\nrtmp\t1/DDP # AppleTalk\n"),
        .jobs = 1,
        .lint = lint,
    };
    assert_int_equal(format_services.read(builder, &input, &error), PORTREG_OK);
    assert_int_equal(diagnostics.count, 1);
    assert_int_equal(diagnostics.items[0].id, DIAGNOSTIC_TRANSPORT_FOREIGN);
    assert_int_equal(diagnostics.items[0].position.line, 2);
    assert_int_equal(diagnostics.items[0].position.column, 8);
    builder_destroy(builder);
    lint_destroy(lint);
    diagnostics_free(&diagnostics);
}

static void reads_installed(const struct format *format, const char *path, uint32_t at_least)
{
    if (access(path, R_OK) != 0) {
        skip();
    }
    struct reading reading = reading_of_file(format, path);
    assert_int_equal(reading.status, PORTREG_OK);
    assert_true(reading_count(&reading) >= at_least);
    reading_find(&reading, "ssh", "22", "tcp");
    reading_free(&reading);
}

static void reads_installed_services(void **state)
{
    (void)state;
    reads_installed(&format_services, "/etc/services", 200);
}

static void reads_installed_wireshark(void **state)
{
    (void)state;
    reads_installed(&format_wireshark, "/usr/share/wireshark/services", 5000);
}

static void reads_installed_nmap(void **state)
{
    (void)state;
    reads_installed(&format_nmap, "/usr/share/nmap/nmap-services", 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_services),
        cmocka_unit_test(reads_wireshark),
        cmocka_unit_test(reads_nmap),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(refuses_nul),
        cmocka_unit_test(reports_what_it_leaves_out),
        cmocka_unit_test(reads_installed_services),
        cmocka_unit_test(reads_installed_wireshark),
        cmocka_unit_test(reads_installed_nmap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
