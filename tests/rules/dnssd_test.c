/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/rules.h>

static void assert_label(const char *name, enum portreg_transport transport,
                         enum portreg_srv_style style, const char *expected)
{
    char text[PORTREG_SRV_LABEL_SIZE] = "untouched";
    size_t size = portreg_srv_label(name, strlen(name), transport, style, text);
    if (expected == NULL) {
        assert_int_equal(size, 0);
        assert_string_equal(text, "untouched");
        return;
    }
    assert_int_equal(size, strlen(expected));
    assert_string_equal(text, expected);
}

static void writes_labels(void **state)
{
    (void)state;
    assert_label("http", PORTREG_TRANSPORT_TCP, PORTREG_SRV_PLAIN, "_http._tcp");
    assert_label("http", PORTREG_TRANSPORT_TCP, PORTREG_SRV_DNS_SD, "_http._tcp");
    assert_label("diameter", PORTREG_TRANSPORT_SCTP, PORTREG_SRV_PLAIN, "_diameter._sctp");
    assert_label("diameter", PORTREG_TRANSPORT_SCTP, PORTREG_SRV_DNS_SD, "_diameter._udp");
    assert_label("fifteen-letters", PORTREG_TRANSPORT_DCCP, PORTREG_SRV_PLAIN,
                 "_fifteen-letters._dccp");
    assert_label("http", PORTREG_TRANSPORT_NONE, PORTREG_SRV_PLAIN, NULL);
    assert_label("whois++", PORTREG_TRANSPORT_TCP, PORTREG_SRV_PLAIN, NULL);
    assert_label("", PORTREG_TRANSPORT_TCP, PORTREG_SRV_PLAIN, NULL);
}

static void takes_labels_apart(void **state)
{
    (void)state;
    static const char *const labels[] = { "_http._tcp", "_http._TCP.", "_http._tcp.example.com" };
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        struct portreg_string name;
        enum portreg_transport transport;
        assert_true(portreg_srv_label_parse(labels[i], strlen(labels[i]), &name, &transport));
        assert_int_equal(name.size, 4);
        assert_memory_equal(name.data, "http", 4);
        assert_int_equal(transport, PORTREG_TRANSPORT_TCP);
    }
}

static void refuses_other_labels(void **state)
{
    (void)state;
    static const char *const labels[] = { "",       "_",         "http._tcp", "_http",
                                          "_http.", "_http.tcp", "_http._",   "_http._icmp",
                                          "_._tcp", "_http_tcp" };
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        struct portreg_string name = { NULL, 7 };
        enum portreg_transport transport = PORTREG_TRANSPORT_DCCP;
        assert_false(portreg_srv_label_parse(labels[i], strlen(labels[i]), &name, &transport));
        assert_int_equal(name.size, 7);
        assert_int_equal(transport, PORTREG_TRANSPORT_DCCP);
    }
}

static void assert_key(const char *key, const char *expected)
{
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    size_t count = portreg_txt_key_check(key, strlen(key), findings);
    assert_int_equal(count, expected != NULL);
    if (expected != NULL) {
        assert_string_equal(findings[0].rule->id, expected);
    }
}

static void checks_txt_keys(void **state)
{
    (void)state;
    assert_key("path", NULL);
    assert_key("txtvers", NULL);
    assert_key("a b~", NULL);
    assert_key("ninechars", NULL);
    assert_key("tencharsss", "txt-key-length");
    assert_key("", "txt-key-empty");
    assert_key("a=b", "txt-key-characters");
    assert_key("a\x1f", "txt-key-characters");
    assert_key("\x7f", "txt-key-characters");
    assert_key("\xc3\xa9", "txt-key-characters");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_labels),
        cmocka_unit_test(takes_labels_apart),
        cmocka_unit_test(refuses_other_labels),
        cmocka_unit_test(checks_txt_keys),
    };
    return cmocka_run_group_tests_name("rules/dnssd", tests, NULL, NULL);
}
