/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve/media.h"
#include "util/string.h"

#define BROWSER "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#define RECORDS (MEDIA_BIT(JSON) | MEDIA_BIT(NDJSON) | MEDIA_BIT(CSV))

static enum media choose(const char *accept, unsigned offered)
{
    return media_negotiate(string_of(accept), offered);
}

static void without_a_header_the_first_is_chosen(void **state)
{
    (void)state;
    assert_int_equal(choose("", RECORDS), MEDIA_JSON);
    assert_int_equal(choose("  ", RECORDS | MEDIA_BIT(HTML)), MEDIA_HTML);
    assert_int_equal(choose("*/*", RECORDS), MEDIA_JSON);
}

static void the_highest_weight_wins(void **state)
{
    (void)state;
    assert_int_equal(choose("text/csv", RECORDS), MEDIA_CSV);
    assert_int_equal(choose("application/json;q=0.5, text/csv;q=0.8", RECORDS), MEDIA_CSV);
    assert_int_equal(choose("application/json;q=0.123,text/csv;q=0.124", RECORDS), MEDIA_CSV);
    assert_int_equal(choose("text/*;q=0.9, application/*", RECORDS), MEDIA_JSON);
    assert_int_equal(choose("TEXT/CSV", RECORDS), MEDIA_CSV);
}

static void the_closest_range_gives_the_weight(void **state)
{
    (void)state;
    assert_int_equal(choose("*/*;q=0.1, application/json;q=0", RECORDS), MEDIA_NDJSON);
    assert_int_equal(choose("application/*, application/json;q=0.2", RECORDS), MEDIA_NDJSON);
    assert_int_equal(choose("text/csv;q=0, */*", MEDIA_BIT(CSV)), MEDIA_COUNT);
}

static void a_browser_gets_a_page(void **state)
{
    (void)state;
    assert_int_equal(choose(BROWSER, RECORDS | MEDIA_BIT(HTML)), MEDIA_HTML);
}

/* Who asks for XML has it; who takes it before "anything", as browsers do, reads on in JSON. */
static void xml_is_for_those_who_ask_for_it(void **state)
{
    unsigned offered = RECORDS | MEDIA_BIT(XML);

    (void)state;
    assert_int_equal(choose("application/xml", offered), MEDIA_XML);
    assert_int_equal(choose("application/xml, */*;q=0.5", offered), MEDIA_XML);
    assert_int_equal(choose("application/xml, application/json;q=0.8", offered), MEDIA_XML);
    assert_int_equal(choose("application/xml;q=0.1", offered), MEDIA_XML);
    assert_int_equal(choose("application/xml;q=0", offered), MEDIA_COUNT);
    assert_int_equal(choose(BROWSER, offered), MEDIA_JSON);
    assert_int_equal(choose(BROWSER, offered | MEDIA_BIT(HTML)), MEDIA_HTML);
    assert_int_equal(choose("*/*", offered), MEDIA_JSON);
}

static void what_cannot_be_given_is_told(void **state)
{
    (void)state;
    assert_int_equal(choose("image/png", RECORDS), MEDIA_COUNT);
    assert_int_equal(choose("application/json;q=0", RECORDS), MEDIA_COUNT);
    assert_int_equal(choose("text", RECORDS), MEDIA_COUNT);
}

static void parameters_and_quotes_are_passed_over(void **state)
{
    (void)state;
    assert_int_equal(choose("text/csv;a=\"x,y;q=0\";q=0.7, application/json;q=0.3", RECORDS),
                     MEDIA_CSV);
    assert_int_equal(choose("a/b;x=\"\\\",text/csv\", text/csv", RECORDS), MEDIA_CSV);
}

static void suffixes_name_media(void **state)
{
    (void)state;
    assert_int_equal(media_of_suffix(STRING_LITERAL("ndjson")), MEDIA_NDJSON);
    assert_int_equal(media_of_suffix(STRING_LITERAL("CSV")), MEDIA_CSV);
    assert_int_equal(media_of_suffix(STRING_LITERAL("")), MEDIA_COUNT);
    assert_int_equal(media_of_suffix(STRING_LITERAL("exe")), MEDIA_COUNT);
}

static void gzip_is_taken_where_it_is_named(void **state)
{
    static const struct {
        const char *header;
        bool takes;
    } cases[] = {
        { "", false },           { "gzip", true },         { "GZIP", true },
        { "x-gzip", true },      { "deflate", false },     { "*", true },
        { "*;q=0", false },      { "gzip;q=0", false },    { "gzip;q=0.000, *", false },
        { "br, gzip;q=0.5", true }, { "identity", false }, { "notgzip", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (media_accepts_gzip(string_of(cases[i].header)) != cases[i].takes) {
            fail_msg("Accept-Encoding: %s", cases[i].header);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_header_the_first_is_chosen),
        cmocka_unit_test(the_highest_weight_wins),
        cmocka_unit_test(the_closest_range_gives_the_weight),
        cmocka_unit_test(a_browser_gets_a_page),
        cmocka_unit_test(xml_is_for_those_who_ask_for_it),
        cmocka_unit_test(what_cannot_be_given_is_told),
        cmocka_unit_test(parameters_and_quotes_are_passed_over),
        cmocka_unit_test(suffixes_name_media),
        cmocka_unit_test(gzip_is_taken_where_it_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
