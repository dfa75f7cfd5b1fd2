/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/types.h>

static portreg_date parse(const char *text)
{
    return portreg_date_parse(text, strlen(text));
}

/* Every date there is comes back as it was written, and dates compare as time does. */
static void dates_come_back_and_are_in_order(void **state)
{
    (void)state;
    static const unsigned days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    char text[16];
    char back[11];
    portreg_date last = 0;
    for (unsigned year = 1996; year <= 2004; year++) {
        for (unsigned month = 0; month <= 12; month++) {
            unsigned most = month == 0 ? 0 : days[month - 1];
            if (month == 2 && year % 4 != 0) {
                most = 28;
            }
            for (unsigned day = 0; day <= most; day++) {
                (void)snprintf(text, sizeof(text), "%04u-%02u-%02u", year, month, day);
                text[month == 0 ? 4 : day == 0 ? 7 : 10] = '\0';
                portreg_date date = parse(text);
                assert_int_equal(date, year * 512 + month * 32 + day);
                assert_true(date > last);
                assert_int_equal(portreg_date_format(date, back), strlen(text));
                assert_string_equal(back, text);
                last = date;
            }
        }
    }
}

static void texts_that_are_no_dates_give_none(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "2", "202", "20200", "0000", "0000-01-01", "2020-", "2020-1", "2020-00", "2020-13",
        "2020-1-1", "2020-01-", "2020-01-0", "2020-01-00", "2020-01-32", "2020-04-31",
        "2021-02-29", "1900-02-29", "2020-02-30", "2020/01/01", "2020-01-01 ", " 2020-01-01",
        "2020-01-011", "2020-01-01T00:00", "20200101", "-020-01-01", "+020", "2020-+1", "2020--1",
        "20a0", "soon", ("2020-01\xE2\x88\x92" "01")
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (parse(bad[i]) != 0) {
            fail_msg("\"%s\" is taken for a date", bad[i]);
        }
    }
    assert_int_not_equal(parse("2000-02-29"), 0);
    assert_int_not_equal(parse("9999-12-31"), 0);
    assert_int_not_equal(parse("0001"), 0);
    assert_int_equal(portreg_date_parse(NULL, 0), 0);
    assert_int_equal(portreg_date_parse("2020-01-01", 9), 0);
    assert_int_equal(portreg_date_parse("2020-01-01", 7), 2020 * 512 + 32);
}

static void no_date_is_the_empty_text(void **state)
{
    (void)state;
    char text[11] = "xxxxxxxxxx";
    assert_int_equal(portreg_date_format(0, text), 0);
    assert_string_equal(text, "");
    /* A snapshot may hold any number: it never gives more than 10 characters. */
    assert_true(portreg_date_format(UINT32_MAX, text) <= 10);
    assert_true(strlen(text) <= 10);
}

static void columns_have_keys_and_titles(void **state)
{
    (void)state;
    assert_string_equal(portreg_column_key(PORTREG_COLUMN_NAME), "name");
    assert_string_equal(portreg_column_title(PORTREG_COLUMN_NOTE), "Assignment Notes");
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        assert_non_null(portreg_column_key((enum portreg_column)i));
        for (unsigned k = 0; k < i; k++) {
            assert_string_not_equal(portreg_column_key((enum portreg_column)i),
                                    portreg_column_key((enum portreg_column)k));
        }
    }
    assert_null(portreg_column_key(PORTREG_COLUMN_COUNT));
    assert_null(portreg_column_title((enum portreg_column)-1));
}

static void transports_have_names(void **state)
{
    (void)state;
    enum portreg_transport transport = PORTREG_TRANSPORT_COUNT;
    assert_true(portreg_transport_parse("SCTP", 4, &transport));
    assert_int_equal(transport, PORTREG_TRANSPORT_SCTP);
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        const char *name = portreg_transport_name((enum portreg_transport)i);
        assert_true(portreg_transport_parse(name, strlen(name), &transport));
        assert_int_equal(transport, i);
    }
    transport = PORTREG_TRANSPORT_UDP;
    assert_false(portreg_transport_parse("", 0, &transport));
    assert_false(portreg_transport_parse("tcp ", 4, &transport));
    assert_false(portreg_transport_parse("tcpx", 4, &transport));
    assert_false(portreg_transport_parse("tc", 2, &transport));
    assert_false(portreg_transport_parse("icmp", 4, &transport));
    assert_int_equal(transport, PORTREG_TRANSPORT_UDP);
    assert_string_equal(portreg_transport_name(PORTREG_TRANSPORT_NONE), "");
    assert_string_equal(portreg_transport_name(PORTREG_TRANSPORT_COUNT), "");
}

static void statuses_of_ports_have_names(void **state)
{
    (void)state;
    assert_string_equal(portreg_port_status_name(PORTREG_PORT_UNASSIGNED), "unassigned");
    assert_string_equal(portreg_port_status_name(PORTREG_PORT_DYNAMIC), "dynamic");
    assert_string_equal(portreg_port_status_name(PORTREG_PORT_STATUS_COUNT), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_come_back_and_are_in_order),
        cmocka_unit_test(texts_that_are_no_dates_give_none),
        cmocka_unit_test(no_date_is_the_empty_text),
        cmocka_unit_test(columns_have_keys_and_titles),
        cmocka_unit_test(transports_have_names),
        cmocka_unit_test(statuses_of_ports_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
