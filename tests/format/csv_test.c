/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include <string.h>

#include "util/string.h"

#define HEADER                                                                              \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"             \
    "Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported," \
    "Assignment Notes\r\n"

static void reads_rows(void **state)
{
    (void)state;
    struct reading reading =
        reading_of_text(&format_csv, HEADER
                        "http,80,tcp,World Wide Web HTTP,,,,2021-10-01,[RFC9110],,,\"Defined "
                        "TXT keys: u=<username>, p=<password>\"\r\n"
                        "\r\n"
                        ",8000-8001,,\"two\r\nlines, \"\"quoted\"\"\",[a][b],[b],2007-09,,,,,\r\n"
                        "last,1,udp,,,,,,,,,");
    assert_int_equal(reading.status, PORTREG_OK);
    assert_int_equal(reading_count(&reading), 3);
    assert_cell(&reading, 0, PORTREG_COLUMN_NOTE, "Defined TXT keys: u=<username>, p=<password>");
    assert_cell(&reading, 1, PORTREG_COLUMN_DESCRIPTION, "two\nlines, \"quoted\"");
    assert_cell(&reading, 1, PORTREG_COLUMN_ASSIGNEE, "[a][b]");
    assert_int_equal(reading_record(&reading, 1)->last, 8001);
    assert_cell(&reading, 2, PORTREG_COLUMN_NAME, "last");
    reading_free(&reading);
}

static void reads_older_headers_in_any_order(void **state)
{
    (void)state;
    struct reading reading = reading_of_text(
        &format_csv, "\xef\xbb\xbf\"Port Number\",service name,Transport Protocol,Description,"
                     "Known Unauthorized Uses\n80,http,tcp,Web,somebody\n");
    assert_int_equal(reading.status, PORTREG_OK);
    assert_cell(&reading, 0, PORTREG_COLUMN_NAME, "http");
    assert_cell(&reading, 0, PORTREG_COLUMN_NUMBER, "80");
    assert_cell(&reading, 0, PORTREG_COLUMN_UNAUTHORIZED, "somebody");
    reading_free(&reading);
}

static const struct {
    const char *text;
    uint32_t line;
    uint32_t column;
} bad_inputs[] = {
    { "", 1, 1 },
    { "http,80,tcp,Web\r\n", 1, 1 },
    { "Service Name,Port Number,Transport Protocol\r\n", 1, 1 },
    { "Service Name,Port Number,Transport Protocol,Description,Service Name\r\n", 1, 1 },
    { HEADER "a,1,tcp,,,,,,,,,\r\nb,2,tcp,5\" disk,,,,,,,,\r\n", 3, 10 },
    { HEADER "a,1,tcp,\"x\"y,,,,,,,,\r\n", 2, 12 },
    { HEADER "a,1,tcp,,,,,,,,\r\n", 2, 1 },
    { HEADER "a,1,tcp,,,,,,,,,,\r\n", 2, 1 },
    { HEADER "a,1,tcp,,,,,,,,,\r\nb,2,tcp,\"open\r\nand open\r\n", 3, 1 },
    { HEADER "a,1,tcp,,,,,,,,,\r\n\r\nb,70000,tcp,,,,,,,,,\r\n", 4, 1 },
    { HEADER "a,9-3,tcp,,,,,,,,,\r\n", 2, 1 },
    { HEADER "a,9,quic,,,,,,,,,\r\n", 2, 1 },
    { HEADER "a,9,tcp,\xff,,,,,,,,\r\n", 2, 9 },
};

static void refuses_bad_input(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad_inputs) / sizeof(bad_inputs[0]); i++) {
        struct reading reading = reading_of_text(&format_csv, bad_inputs[i].text);
        assert_failed_at(&reading, PORTREG_SYNTAX, bad_inputs[i].line, bad_inputs[i].column);
        reading_free(&reading);
    }
}

static void refuses_nul(void **state)
{
    (void)state;
    struct reading reading =
        reading_of(&format_csv, STRING_LITERAL(HEADER "a,1,tcp,x\0y,,,,,,,,\r\n"));
    assert_failed_at(&reading, PORTREG_SYNTAX, 2, 10);
    reading_free(&reading);
}

static void limits_a_row(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT(16u << 20);
    buffer_append_text(&text, HEADER "a,1,tcp,\"");
    buffer_append_repeat(&text, 'x', RECORD_TEXT_MAX + 1);
    buffer_append_text(&text, "\",,,,,,,,\r\n");
    struct reading reading =
        reading_of(&format_csv, (struct portreg_string){ text.data, text.size });
    assert_failed_at(&reading, PORTREG_LIMIT, 2, 1);
    reading_free(&reading);
    buffer_free(&text);
}

static void limits_a_quote_that_is_not_closed(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT(16u << 20);
    buffer_append_text(&text, HEADER "a,1,tcp,\"");
    for (unsigned i = 0; i < RECORD_TEXT_MAX / 2; i++) {
        buffer_append_text(&text, "x,,,,\r\n");
    }
    struct reading reading =
        reading_of(&format_csv, (struct portreg_string){ text.data, text.size });
    assert_failed_at(&reading, PORTREG_LIMIT, 2, 1);
    reading_free(&reading);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),        cmocka_unit_test(reads_older_headers_in_any_order),
        cmocka_unit_test(refuses_bad_input), cmocka_unit_test(refuses_nul),
        cmocka_unit_test(limits_a_row),      cmocka_unit_test(limits_a_quote_that_is_not_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
