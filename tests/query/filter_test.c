/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <portreg/filter.h>

#include "registry/record.h"
#include "util/string.h"

/* Rows are derived from columns as they are everywhere. */
static struct portreg_row make_row(const char *const columns[PORTREG_COLUMN_COUNT])
{
    struct record_fields fields = { .frequency = 0 };
    struct record_facts facts;
    struct portreg_row row = { .id = 0 };

    for (size_t i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        fields.column[i] = string_of(columns[i] != NULL ? columns[i] : "");
        row.column[i] = fields.column[i];
    }
    assert_int_equal(record_derive(&fields, "test", &facts, NULL), PORTREG_OK);
    row.flags = facts.flags;
    row.code = facts.code;
    row.first = facts.first;
    row.last = facts.last;
    row.transport = (enum portreg_transport)facts.transport;
    row.status = (enum portreg_port_status)facts.status;
    return row;
}

static const char *const coap[PORTREG_COLUMN_COUNT] = {
    [PORTREG_COLUMN_NAME] = "CoAP",
    [PORTREG_COLUMN_NUMBER] = "5683",
    [PORTREG_COLUMN_TRANSPORT] = "udp",
    [PORTREG_COLUMN_DESCRIPTION] = "Constrained Application Protocol\n\"core\" \\ part",
    [PORTREG_COLUMN_ASSIGNEE] = "[IESG]",
    [PORTREG_COLUMN_CONTACT] = "[IETF_Chair][Øyvind_Ås]",
    [PORTREG_COLUMN_REGISTERED] = "2010-07",
    [PORTREG_COLUMN_MODIFIED] = "2014-02-28",
    [PORTREG_COLUMN_REFERENCE] = "[RFC7252, Section 12.6][a [nested] label]",
    [PORTREG_COLUMN_NOTE] = "Also see http://example.com/coap",
};

static const char *const gap[PORTREG_COLUMN_COUNT] = {
    [PORTREG_COLUMN_NUMBER] = "788-799",
    [PORTREG_COLUMN_DESCRIPTION] = "Unassigned",
    [PORTREG_COLUMN_UNAUTHORIZED] = "Unauthorized Use Known on port 796",
};

static const char *const discard[PORTREG_COLUMN_COUNT] = {
    [PORTREG_COLUMN_NAME] = "discard",
    [PORTREG_COLUMN_NUMBER] = "9",
    [PORTREG_COLUMN_TRANSPORT] = "dccp",
    [PORTREG_COLUMN_DESCRIPTION] = "Discard",
    [PORTREG_COLUMN_REGISTERED] = "2005-12-31",
    [PORTREG_COLUMN_REFERENCE] = "[RFC72521]",
    [PORTREG_COLUMN_CODE] = "1145656131",
};

static const char *const alias[PORTREG_COLUMN_COUNT] = {
    [PORTREG_COLUMN_NAME] = "cl/1",
    [PORTREG_COLUMN_NUMBER] = "172",
    [PORTREG_COLUMN_TRANSPORT] = "tcp",
    [PORTREG_COLUMN_DESCRIPTION] = "Network Innovations CL/1",
    [PORTREG_COLUMN_NOTE] = "This entry is an alias to \"cl-1\".\nThis entry is now historic, not "
                            "usable for use with many\ncommon service discovery mechanisms.",
};

static const char *const early[PORTREG_COLUMN_COUNT] = {
    [PORTREG_COLUMN_NAME] = "early-bird",
    [PORTREG_COLUMN_DESCRIPTION] =
        "Early (TEMPORARY - registered 2024-08-01, expires 2025-08-01)",
    [PORTREG_COLUMN_REGISTERED] = "2024-08-01",
};

static struct portreg_filter *compile(const char *expression)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_filter *filter = NULL;

    if (portreg_filter_compile(expression, strlen(expression), &filter, &error) != PORTREG_OK) {
        fail_msg("%s: %u: %s", expression, error.column, error.message);
    }
    return filter;
}

static void check(const char *const columns[PORTREG_COLUMN_COUNT], const char *expression,
                  bool expected)
{
    const struct portreg_row row = make_row(columns);
    struct portreg_filter *filter = compile(expression);
    const enum portreg_status status = portreg_filter_match(filter, &row, NULL);

    if (status != (expected ? PORTREG_OK : PORTREG_NOT_FOUND)) {
        fail_msg("%s: %s", expression, portreg_status_name(status));
    }
    portreg_filter_destroy(filter);
}

static void holds(const char *const columns[PORTREG_COLUMN_COUNT], const char *expression)
{
    check(columns, expression, true);
}

static void fails(const char *const columns[PORTREG_COLUMN_COUNT], const char *expression)
{
    check(columns, expression, false);
}

static void test_text(void **state)
{
    (void)state;
    holds(coap, "coap");
    holds(coap, "APPLICATION PROTO");
    holds(coap, "5683");
    holds(coap, "UDP");
    holds(coap, "øYVIND");
    holds(coap, "rfc7252, section");
    holds(coap, "");
    fails(coap, "2010-07");
    fails(coap, "coap udp");
    holds(coap, "coap \"udp\"");
    fails(coap, "coap \"tcp\"");
    fails(coap, "\"coap\" Application_Protocol");
    holds(coap, "\"\\\"core\\\"\"");
    holds(coap, "\"core\\\" \\\\ part\"");
    holds(coap, "http://example.com");
    holds(coap, "-tcp -\"constrained protocol\"");
    fails(coap, "-coap \"udp\"");
}

static void test_text_fields(void **state)
{
    (void)state;
    holds(coap, "name:oap");
    fails(coap, "name:udp");
    holds(coap, "NAME:COAP desc:application");
    holds(coap, "description:\"application protocol\"");
    holds(coap, "assignee:iesg");
    fails(coap, "assignee:chair");
    holds(coap, "contact:\"ietf chair\" contact:ietf_chair contact:\"ØYVIND Ås\"");
    holds(coap, "note:http://example.com");
    holds(coap, "-note:missing");
    fails(coap, "-note:also");
    holds(gap, "name:none");
    fails(gap, "name:\"none\"");
    fails(coap, "name:none");
    holds(coap, "-name:none");
}

static void test_labels(void **state)
{
    (void)state;
    holds(coap, "ref:rfc7252");
    holds(coap, "ref:[RFC7252]");
    holds(coap, "ref:\"RFC7252, section 12.6\"");
    holds(coap, "ref:\"a [nested] label\"");
    fails(coap, "ref:nested");
    fails(coap, "ref:rfc725");
    fails(coap, "ref:rfc72521");
    fails(discard, "ref:rfc7252");
    holds(discard, "ref:rfc72521");
    holds(gap, "ref:none");
    fails(coap, "reference:none");
}

static void test_ports(void **state)
{
    (void)state;
    holds(coap, "port:5683");
    fails(coap, "port:5684");
    holds(coap, "port:5000-5683");
    holds(coap, "port:80,443,5600-5700");
    fails(coap, "port:80,443");
    holds(coap, "port:>=5683 port:<=5683 port:=5683 port:>5682 port:<5684");
    fails(coap, "port:>5683");
    fails(coap, "port:<5683");
    holds(gap, "port:790");
    holds(gap, "port:799-900");
    holds(gap, "port:700-788");
    fails(gap, "port:800-65535");
    holds(gap, "port:system");
    holds(coap, "port:user");
    fails(coap, "port:dynamic");
    fails(early, "port:0-65535");
    holds(early, "port:none");
    fails(coap, "port:none");
}

static void test_sets(void **state)
{
    (void)state;
    holds(coap, "proto:udp");
    holds(coap, "transport:tcp,UDP");
    fails(coap, "proto:tcp,sctp,dccp");
    holds(gap, "proto:none");
    holds(coap, "-proto:none");
    holds(gap, "proto:tcp,none");
    holds(coap, "status:assigned");
    holds(gap, "status:unassigned,reserved");
    fails(gap, "status:assigned");
}

static void test_dates(void **state)
{
    (void)state;
    holds(discard, "date:2005-12-31 date:2005-12 date:2005 date:=2005");
    holds(discard, "date:>=2005 date:<=2005 date:<2006 date:>2005-12-30 date:>2005-11");
    fails(discard, "date:>2005");
    fails(discard, "date:<2005");
    fails(discard, "date:<2005-12-31");
    holds(discard, "date:2004..2006 date:2005-12-31..2005-12-31 date:2005.. date:..2005");
    fails(discard, "date:2006..");
    fails(discard, "date:..2005-12-30");
    /* A month is after a day of it only if all its days are. */
    holds(coap, "date:2010-07");
    fails(coap, "date:2010-07-15");
    fails(coap, "date:>=2010-07-02");
    holds(coap, "date:>=2010-07-01 date:<=2010-07-31 date:>2010-06-30 date:<2010-08");
    fails(coap, "date:<2010-07-31");
    holds(coap, "updated:2014-02 modified:<2014-03 updated:>2014-01");
    holds(gap, "date:none updated:none");
    fails(gap, "date:>=1900");
    fails(gap, "date:<2100");
    holds(gap, "-date:<2100");
    fails(coap, "date:none");
}

static void test_codes(void **state)
{
    (void)state;
    holds(discard, "code:1145656131");
    holds(discard, "code:SC:DISC");
    fails(discard, "code:SC:disc");
    holds(discard, "code:SC=1145656131");
    holds(discard, "code:x44495343");
    holds(discard, "code:SC=x44495343");
    holds(discard, "code:yes -code:no -code:none");
    holds(coap, "code:no code:none -code:yes");
    fails(coap, "code:1145656131");
}

static void test_flags(void **state)
{
    (void)state;
    holds(gap, "unauthorized:yes unauthorized:796 -unauthorized:no");
    fails(gap, "unauthorized:no");
    fails(gap, "unauthorized:\"yes\"");
    holds(coap, "unauthorized:no unauthorized:none");
    fails(coap, "unauthorized:yes");
    holds(alias, "alias:yes historic:YES irregular:yes -temporary:yes");
    holds(coap, "alias:no historic:no irregular:no temporary:no");
    holds(early, "temporary:yes");
    fails(early, "-temporary:yes");
}

static void test_patterns(void **state)
{
    (void)state;
    holds(coap, "/^constrained\\s/");
    fails(coap, "/^application/");
    holds(coap, "name:/^co.p$/");
    fails(coap, "name:/^cop$/");
    holds(coap, "-name:/^cop$/");
    holds(coap, "note:/http:\\/\\/[a-z.]+\\/coap$/");
    holds(coap, "contact:/øyvind_å/");
    holds(coap, "date:/^2010-\\d\\d$/");
    fails(coap, "/^2010-\\d\\d$/");
    holds(coap, "/constrained application/ proto:udp");
    holds(gap, "name:/^$/");
}

static void test_plain(void **state)
{
    static const char *const plain[] = { "",     "tls",          "a b",  "24\" tape", "-",
                                         " a ",  "http://x",     "USE:", "cl/1",      "a -",
                                         "12:30", "a-b:c" };
    static const char *const terms[] = { "name:x", "a -b", "\"a\"", "/a/", "nosuch:x", "x port:1",
                                         "PROTO:tcp", "name:" };

    (void)state;
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        assert_true(portreg_filter_is_plain(plain[i], strlen(plain[i])));
    }
    for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
        assert_false(portreg_filter_is_plain(terms[i], strlen(terms[i])));
    }
}

static void refuse(const char *expression, enum portreg_status status, unsigned column,
                   const char *part)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_filter *filter = NULL;

    assert_int_equal(portreg_filter_compile(expression, strlen(expression), &filter, &error),
                     status);
    assert_null(filter);
    assert_int_equal(error.status, status);
    if (error.column != column || strstr(error.message, part) == NULL) {
        fail_msg("%s: %u: %s", expression, error.column, error.message);
    }
}

static void test_errors(void **state)
{
    (void)state;
    refuse("tls nosuch:x", PORTREG_SYNTAX, 5, "no field \"nosuch\"");
    refuse("name:", PORTREG_SYNTAX, 6, "takes a value");
    refuse("port:70000", PORTREG_SYNTAX, 6, "443, 8000-8100");
    refuse("port:9-3", PORTREG_SYNTAX, 6, "port");
    refuse("port:80,x", PORTREG_SYNTAX, 9, "port");
    refuse("port:80,", PORTREG_SYNTAX, 9, "port");
    refuse("port:>65535", PORTREG_SYNTAX, 6, "port");
    refuse("port:<0", PORTREG_SYNTAX, 6, "port");
    refuse("proto:icmp", PORTREG_SYNTAX, 7, "tcp, udp");
    refuse("proto:\"\"", PORTREG_SYNTAX, 7, "nothing stands");
    refuse("status:dynamic", PORTREG_SYNTAX, 8, "reserved");
    refuse("date:2024-13", PORTREG_SYNTAX, 6, "a date");
    refuse("date:2021..2019", PORTREG_SYNTAX, 6, "a date");
    refuse("date:..", PORTREG_SYNTAX, 6, "a date");
    refuse("code:x123456789", PORTREG_SYNTAX, 6, "SC:abcd");
    refuse("alias:maybe", PORTREG_SYNTAX, 7, "yes or no");
    refuse("alias:/y/", PORTREG_SYNTAX, 8, "no regular expression");
    refuse("status:/y/", PORTREG_SYNTAX, 9, "no regular expression");
    refuse("åå name:\"x", PORTREG_SYNTAX, 9, "closing \"");
    refuse("/abc", PORTREG_SYNTAX, 1, "closing /");
    refuse("\"a\"b", PORTREG_SYNTAX, 4, "space");
    refuse("//", PORTREG_SYNTAX, 1, "nothing stands");
    refuse("name:/a(b/", PORTREG_SYNTAX, 10, "parenthes");
    refuse("x /a[b/", PORTREG_SYNTAX, 7, "character class");
    refuse("/\\C/", PORTREG_SYNTAX, 4, "\\C");
    refuse("tls \xff", PORTREG_SYNTAX, 5, "UTF-8");
}

static void refuse_long(size_t size, enum portreg_status status)
{
    struct portreg_filter *filter = NULL;
    char *text = malloc(size);

    assert_non_null(text);
    memset(text, 'a', size);
    assert_int_equal(portreg_filter_compile(text, size, &filter, NULL), status);
    portreg_filter_destroy(filter);
    free(text);
}

static void test_limits(void **state)
{
    char terms[3 * (PORTREG_FILTER_TERM_MAX + 1)];
    struct portreg_filter *filter = NULL;

    (void)state;
    refuse_long(PORTREG_FILTER_TEXT_MAX, PORTREG_OK);
    refuse_long(PORTREG_FILTER_TEXT_MAX + 1, PORTREG_LIMIT);
    for (size_t i = 0; i <= PORTREG_FILTER_TERM_MAX; i++) {
        memcpy(terms + 3 * i, "-a ", 3);
    }
    assert_int_equal(portreg_filter_compile(terms, sizeof(terms) - 3, &filter, NULL), PORTREG_OK);
    portreg_filter_destroy(filter);
    assert_int_equal(portreg_filter_compile(terms, sizeof(terms), &filter, NULL), PORTREG_LIMIT);
    refuse("port:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", PORTREG_LIMIT, 45, "more than 16");
}

/* Patterns that backtrack without end are given up, those that are only slow are not. */
static void test_hostile_pattern(void **state)
{
    const char *columns[PORTREG_COLUMN_COUNT] = { [PORTREG_COLUMN_DESCRIPTION] =
                                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" };
    struct portreg_filter *filter = compile("/^(a+)+$/");
    const struct portreg_row row = make_row(columns);
    struct portreg_error error = { .status = PORTREG_OK };

    (void)state;
    assert_int_equal(portreg_filter_match(filter, &row, &error), PORTREG_LIMIT);
    assert_non_null(strstr(error.message, "backtracks"));
    portreg_filter_destroy(filter);
    columns[PORTREG_COLUMN_DESCRIPTION] = "aaaaaaaaaaaa!";
    fails(columns, "/^(a+)+$/");
    columns[PORTREG_COLUMN_DESCRIPTION] = "\xff\xfe not UTF-8 at all";
    holds(columns, "/not utf-8/");
}

static void test_fields(void **state)
{
    struct portreg_filter_field field;
    size_t count = 0;

    (void)state;
    while (portreg_filter_field(count, &field)) {
        assert_true(strlen(field.name) > 0 && strlen(field.values) > 0 &&
                    strlen(field.summary) > 0);
        count++;
    }
    assert_true(count >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),     cmocka_unit_test(test_text_fields),
        cmocka_unit_test(test_labels),   cmocka_unit_test(test_ports),
        cmocka_unit_test(test_sets),     cmocka_unit_test(test_dates),
        cmocka_unit_test(test_codes),    cmocka_unit_test(test_flags),
        cmocka_unit_test(test_patterns), cmocka_unit_test(test_plain),
        cmocka_unit_test(test_errors),   cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_pattern), cmocka_unit_test(test_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
