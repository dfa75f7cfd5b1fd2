/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/details.h"
#include "util/string.h"

static void expect_link(const char *label, const char *link)
{
    struct buffer out = BUFFER_INIT(1000);

    buffer_append_text(&out, "");
    details_reference_link(&out, string_of(label));
    assert_int_equal(out.size, strlen(link));
    assert_memory_equal(out.data, link, out.size);
    buffer_free(&out);
}

static void references_become_links(void **state)
{
    (void)state;
    expect_link("RFC6335", "https://www.rfc-editor.org/rfc/rfc6335");
    expect_link("RFC6335, Section 5.1", "https://www.rfc-editor.org/rfc/rfc6335#section-5.1");
    expect_link("draft-herbert-gue-03", "https://datatracker.ietf.org/doc/draft-herbert-gue/");
    expect_link("draft-herbert-gue", "https://datatracker.ietf.org/doc/draft-herbert-gue/");
    expect_link("RFC-ietf-emailcore-rfc5321bis-42",
                "https://datatracker.ietf.org/doc/draft-ietf-emailcore-rfc5321bis/");
    expect_link("https://snif.host/relay-proto#snif-srv",
                "https://snif.host/relay-proto#snif-srv");
    expect_link("Private correspondence", "");
    expect_link("RFC", "");
    expect_link("RFCs of old", "");
    expect_link("", "");
}

static void expect_address(const char *uri, const char *address)
{
    struct buffer out = BUFFER_INIT(1000);

    details_address(&out, string_of(uri));
    assert_non_null(out.data);
    assert_string_equal(out.data, address);
    buffer_free(&out);
}

static void addresses_become_readable(void **state)
{
    (void)state;
    expect_address("mailto:iesg&ietf.org", "iesg@ietf.org");
    expect_address("mailto:kohler@example.com>", "kohler@example.com");
    expect_address("mailto:a&b@example.com", "a&b@example.com");
    expect_address("tel:+1-555-0100", "+1-555-0100");
    expect_address("http://www.example.org/", "http://www.example.org/");
}

/* "key=value;key;" */
static void expect_keys(const char *note, const char *expected)
{
    struct buffer out = BUFFER_INIT(1000);
    struct portreg_string key;
    struct portreg_string value;
    struct txt_keys keys;

    buffer_append_text(&out, "");
    txt_keys_start(&keys, string_of(note));
    while (txt_keys_next(&keys, &key, &value)) {
        buffer_append_string(&out, key);
        if (value.size > 0) {
            buffer_append_char(&out, '=');
            buffer_append_string(&out, value);
        }
        buffer_append_char(&out, ';');
    }
    assert_int_equal(out.size, strlen(expected));
    assert_memory_equal(out.data, expected, out.size);
    buffer_free(&out);
}

static void txt_keys_are_read_from_notes(void **state)
{
    (void)state;
    expect_keys("Defined TXT keys: u=<username> p=<password> path=<path to document>",
                "u=<username>;p=<password>;path=<path to document>;");
    expect_keys("Subtypes: _x\nDefined TXT keys: txtvers, macaddress", "txtvers;macaddress;");
    expect_keys("Defined TXT Keys: txtvers=1 protovers=x", "txtvers=1;protovers=x;");
    expect_keys("Defined TXT keys: MAC=, GW-MAC", "MAC;GW-MAC;");
    expect_keys("Defined TXT keys: guid", "guid;");
    expect_keys("Defined TXT keys: sys, dkX\nSee elsewhere.", "sys;dkX;");
}

static void prose_gives_no_keys(void **state)
{
    (void)state;
    expect_keys("Defined TXT keys: None", "");
    expect_keys("Defined TXT keys: Proprietary", "");
    expect_keys("Defined TXT keys: see www.example.org/assignments", "");
    expect_keys("Defined TXT keys: txtvers and proprietary keys", "");
    expect_keys("Defined TXT keys: https://example.com/x", "");
    expect_keys("Defined TXT keys:", "");
    expect_keys("Defined TXT keys: =x", "");
    expect_keys("A note", "");
    expect_keys("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_become_links),
        cmocka_unit_test(addresses_become_readable),
        cmocka_unit_test(txt_keys_are_read_from_notes),
        cmocka_unit_test(prose_gives_no_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
