/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/record.h"
#include "util/string.h"

static struct record_fields fields_of(const char *name, const char *number, const char *transport,
                                      const char *description)
{
    struct record_fields fields = { .position = { 7, 3 } };
    fields.column[PORTREG_COLUMN_NAME] = string_of(name);
    fields.column[PORTREG_COLUMN_NUMBER] = string_of(number);
    fields.column[PORTREG_COLUMN_TRANSPORT] = string_of(transport);
    fields.column[PORTREG_COLUMN_DESCRIPTION] = string_of(description);
    return fields;
}

static struct record_facts derive(const struct record_fields *fields)
{
    struct record_facts facts;
    struct portreg_error error;
    if (record_derive(fields, "file", &facts, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return facts;
}

static void nothing_at_all_is_a_record(void **state)
{
    (void)state;
    const struct record_fields fields = { .frequency = 0 };
    struct record_facts facts = derive(&fields);
    assert_int_equal(facts.flags, 0);
    assert_int_equal(facts.transport, PORTREG_TRANSPORT_NONE);
    assert_int_equal(facts.status, PORTREG_PORT_RESERVED);
    assert_int_equal(facts.replacement.size, 0);
}

static void numbers_and_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint16_t first;
        uint16_t last;
    } cases[] = { { "0", 0, 0 },         { "65535", 65535, 65535 }, { "0-65535", 0, 65535 },
                  { "6000-6063", 6000, 6063 }, { "80-80", 80, 80 },   { "0080", 80, 80 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct record_fields fields = fields_of("a", cases[i].text, "", "");
        struct record_facts facts = derive(&fields);
        assert_int_equal(facts.first, cases[i].first);
        assert_int_equal(facts.last, cases[i].last);
        assert_true(facts.flags & PORTREG_ROW_HAS_NUMBER);
    }
    struct record_fields none = fields_of("a", "", "tcp", "");
    assert_false(derive(&none).flags & PORTREG_ROW_HAS_NUMBER);
}

static void what_cannot_be_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        const char *transport;
        const char *code;
        const char *message;
    } cases[] = {
        { "65536", "", "", "port number \"65536\"" }, { "-1", "", "", "port number \"-1\"" },
        { "1-", "", "", "port number \"1-\"" },       { "-", "", "", "port number \"-\"" },
        { "1-2-3", "", "", "port number \"1-2-3\"" }, { "1 - 2", "", "", "port number" },
        { "0x50", "", "", "port number" },            { "80,81", "", "", "port number" },
        { "9-3", "", "", "port range \"9-3\" is reversed" },
        { "", "icmp", "", "unknown transport protocol \"icmp\"" },
        { "", "tcp/udp", "", "unknown transport" },   { "", " tcp", "", "unknown transport" },
        { "", "", "SC:DISC", "service code \"SC:DISC\"" },
        { "", "", "4294967296", "service code" },     { "", "", "-1", "service code" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct record_fields fields = fields_of("a", cases[i].number, cases[i].transport, "");
        struct record_facts facts = { .flags = 4711 };
        struct portreg_error error;
        fields.column[PORTREG_COLUMN_CODE] = string_of(cases[i].code);
        assert_int_equal(record_derive(&fields, "file", &facts, &error), PORTREG_SYNTAX);
        assert_string_equal(error.file, "file");
        assert_int_equal(error.line, 7);
        assert_int_equal(error.column, 3);
        assert_non_null(strstr(error.message, cases[i].message));
        assert_int_equal(facts.flags, 4711);
        assert_int_equal(record_derive(&fields, NULL, &facts, NULL), PORTREG_SYNTAX);
    }
}

static void endless_cells_are_cut_in_messages(void **state)
{
    (void)state;
    char text[5000];
    memset(text, '9', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct record_fields fields = fields_of("", text, "", "");
    struct record_facts facts;
    struct portreg_error error;
    assert_int_equal(record_derive(&fields, "file", &facts, &error), PORTREG_SYNTAX);
    assert_non_null(strstr(error.message, "neither a number"));
}

static void transports_in_any_case(void **state)
{
    (void)state;
    struct record_fields fields = fields_of("a", "", "UdP", "");
    assert_int_equal(derive(&fields).transport, PORTREG_TRANSPORT_UDP);
    fields = fields_of("a", "", "dccp", "");
    fields.column[PORTREG_COLUMN_CODE] = string_of("4294967295");
    struct record_facts facts = derive(&fields);
    assert_int_equal(facts.transport, PORTREG_TRANSPORT_DCCP);
    assert_true(facts.flags & PORTREG_ROW_HAS_CODE);
    assert_true(facts.code == UINT32_MAX);
}

static void statuses_stand_in_descriptions(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *description;
        enum portreg_port_status status;
    } cases[] = {
        { "", "Unassigned", PORTREG_PORT_UNASSIGNED },
        { "", "unassigned", PORTREG_PORT_UNASSIGNED },
        { "", "UNASSIGNED (Removed 2002-05-16)", PORTREG_PORT_UNASSIGNED },
        { "", "Reserved", PORTREG_PORT_RESERVED },
        { "", "reserved for future use", PORTREG_PORT_RESERVED },
        { "", "De-registered", PORTREG_PORT_RESERVED },
        { "", "Removed 2001", PORTREG_PORT_RESERVED },
        { "", "Decomissioned Port 04/14/00, ms", PORTREG_PORT_RESERVED },
        { "", "", PORTREG_PORT_RESERVED },
        { "", "any private dial out service", PORTREG_PORT_ASSIGNED },
        { "sua", "De-Registered", PORTREG_PORT_RESERVED },
        { "x", "Reserved", PORTREG_PORT_RESERVED },
        { "x", " unassigned ", PORTREG_PORT_UNASSIGNED },
        { "x", "Reserved for Sun RPC", PORTREG_PORT_ASSIGNED },
        { "x", "", PORTREG_PORT_ASSIGNED },
        { "ident", "", PORTREG_PORT_ASSIGNED },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct record_fields fields = fields_of(cases[i].name, "1", "", cases[i].description);
        if (derive(&fields).status != cases[i].status) {
            fail_msg("\"%s\", \"%s\"", cases[i].name, cases[i].description);
        }
    }
}

static void notes_name_replacements(void **state)
{
    (void)state;
    struct record_fields fields = fields_of("cl/1", "172", "tcp", "Network Innovations CL/1");
    fields.column[PORTREG_COLUMN_NOTE] =
        string_of("This entry is an alias to \"cl-1\".\nThis entry is now historic, not usable "
                  "for use with many\ncommon service discovery mechanisms.");
    struct record_facts facts = derive(&fields);
    assert_true(string_is(facts.replacement, "cl-1"));
    assert_int_equal(facts.flags, PORTREG_ROW_HAS_NUMBER | PORTREG_ROW_ALIAS |
                                      PORTREG_ROW_HISTORIC | PORTREG_ROW_IRREGULAR_NAME);
    fields = fields_of("www", "80", "tcp", "World Wide Web HTTP");
    fields.column[PORTREG_COLUMN_NOTE] =
        string_of("This is a duplicate of the \"http\" service and should not be used.");
    facts = derive(&fields);
    assert_true(string_is(facts.replacement, "http"));
    assert_int_equal(facts.flags, PORTREG_ROW_HAS_NUMBER | PORTREG_ROW_ALIAS);
    fields.column[PORTREG_COLUMN_NOTE] = string_of("This entry is an alias to \"never closed");
    facts = derive(&fields);
    assert_int_equal(facts.replacement.size, 0);
    assert_false(facts.flags & PORTREG_ROW_ALIAS);
    fields.column[PORTREG_COLUMN_NOTE] = string_of("This entry is an alias to \"\"");
    assert_false(derive(&fields).flags & PORTREG_ROW_ALIAS);
    fields.alias_of = string_of("known to the reader");
    assert_true(string_is(derive(&fields).replacement, "known to the reader"));
}

static void the_other_flags(void **state)
{
    (void)state;
    struct record_fields fields =
        fields_of("name", "", "", "x (TEMPORARY - registered 2024-08-01, expires 2025-08-01)");
    fields.column[PORTREG_COLUMN_UNAUTHORIZED] = string_of("Known");
    fields.has_frequency = true;
    assert_int_equal(derive(&fields).flags, PORTREG_ROW_TEMPORARY | PORTREG_ROW_UNAUTHORIZED |
                                                PORTREG_ROW_HAS_FREQUENCY);
    static const char *const irregular[] = { "whois++", "914c/g", "a_b", "a.b", "*", "-a", "a-",
                                             "a--b", "123", "sixteen-letters-", "\xC3\xA9" };
    for (size_t i = 0; i < sizeof(irregular) / sizeof(irregular[0]); i++) {
        fields = fields_of(irregular[i], "", "", "");
        assert_int_equal(derive(&fields).flags, PORTREG_ROW_IRREGULAR_NAME);
    }
    fields = fields_of("", "", "", "");
    assert_int_equal(derive(&fields).flags, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_at_all_is_a_record),
        cmocka_unit_test(numbers_and_ranges),
        cmocka_unit_test(what_cannot_be_is_refused_with_its_place),
        cmocka_unit_test(endless_cells_are_cut_in_messages),
        cmocka_unit_test(transports_in_any_case),
        cmocka_unit_test(statuses_stand_in_descriptions),
        cmocka_unit_test(notes_name_replacements),
        cmocka_unit_test(the_other_flags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
