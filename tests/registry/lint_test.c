/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/lint.h"
#include "util/string.h"

/*
 * Registries are written as lines: the twelve columns separated by `|`, later
 * ones may be left out, `\` stands for a newline inside one, `<>` for XML's
 * empty name. A line with `@` is a contact: id, name, org, uri, updated. Line
 * n stands at column n + 2, so that both are seen to be passed on.
 */
#define FIELDS_MAX PORTREG_COLUMN_COUNT

#define TODAY "2024-06-15"

struct run {
    struct diagnostics list;
    struct lint *lint;
    char text[1024];
};

static size_t split_fields(char *line, struct portreg_string fields[FIELDS_MAX])
{
    size_t count = 0;
    for (char *at = line; count < FIELDS_MAX; at++) {
        size_t size = strcspn(at, "|");
        bool is_last = at[size] == '\0';
        at[size] = '\0';
        for (size_t i = 0; i < size; i++) {
            at[i] = (char)(at[i] == '\\' ? '\n' : at[i]);
        }
        fields[count++] = (struct portreg_string){ at, size };
        at += size;
        if (is_last) {
            break;
        }
    }
    return count;
}

static void read_contact(struct lint *lint, char *line, struct position position)
{
    struct portreg_string fields[FIELDS_MAX] = { { "", 0 } };
    size_t count = split_fields(line, fields);
    for (size_t i = count; i < FIELDS_MAX; i++) {
        fields[i] = (struct portreg_string){ "", 0 };
    }
    struct contact_fields contact = { fields[0], fields[1], fields[2],
                                      fields[3], fields[4], position };
    assert_int_equal(lint_contact(lint, &contact, NULL), PORTREG_OK);
}

static void read_record(struct lint *lint, char *line, struct position position)
{
    struct record_fields record = { .alias_of = { "", 0 }, .position = position };
    size_t count = split_fields(line, record.column);
    for (size_t i = count; i < FIELDS_MAX; i++) {
        record.column[i] = (struct portreg_string){ "", 0 };
    }
    if (string_is(record.column[0], "<>")) {
        record.column[0].size = 0;
        record.name_is_empty_element = true;
    }
    struct record_facts facts;
    struct portreg_error error;
    if (record_derive(&record, "test", &facts, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(lint_record(lint, &record, &facts, NULL), PORTREG_OK);
}

static void run_lines(struct run *run, const char *text, struct lint_abilities abilities)
{
    portreg_date today = portreg_date_parse(TODAY, sizeof(TODAY) - 1);
    diagnostics_init(&run->list);
    assert_int_equal(lint_create(&run->list, today, &run->lint, NULL), PORTREG_OK);
    lint_set_abilities(run->lint, abilities);
    assert_true(strlen(text) < sizeof(run->text));
    memcpy(run->text, text, strlen(text) + 1);
    char *line = run->text;
    for (uint32_t number = 1; *line != '\0'; number++) {
        size_t size = strcspn(line, "\n");
        char *next = line + size + (line[size] != '\0');
        line[size] = '\0';
        struct position position = { number, number + 2 };
        if (line[0] == '@') {
            read_contact(run->lint, line + 1, position);
        } else {
            read_record(run->lint, line, position);
        }
        line = next;
    }
    assert_int_equal(lint_finish(run->lint, NULL), PORTREG_OK);
    assert_false(run->list.failed);
    diagnostics_sort(&run->list);
}

static void end_run(struct run *run)
{
    lint_destroy(run->lint);
    diagnostics_free(&run->list);
}

static const struct lint_abilities everything = { true, true, true, true };

/* What gives a diagnostic, on which lines, in which words; and what nearly does. */
struct lint_case {
    enum diagnostic_id id;
    const char *lines;
    uint32_t expected[4]; /* lines of the diagnostics, ended by 0 */
    const char *message;  /* of the first */
    const char *near_miss;
};

static const struct lint_case cases[] = {
    { DIAGNOSTIC_NAME_IRREGULAR,
      "http|80|tcp|Web\ncl/1|172|tcp|CL",
      { 2 },
      "\"cl/1\": \"/\" is not a letter, digit or hyphen",
      "cl-1|172|tcp|CL" },
    { DIAGNOSTIC_NAME_REPLACED,
      "cl-1|172|tcp|CL\ncl/1|172|tcp|CL||||||||This entry is an alias to \"cl-1\".",
      { 2 },
      "\"cl/1\" was replaced by \"cl-1\"",
      "cl-1|172|tcp|CL\ncl/1|172|tcp|CL" },
    { DIAGNOSTIC_REPLACEMENT_MISSING,
      "cl-1|172|udp|CL\ncl/1|172|tcp|CL||||||||This entry is an alias to \"cl-1\".",
      { 2 },
      "\"cl/1\" says that it stands for \"cl-1\", which is not there",
      "CL-1|172|tcp|CL\ncl/1|172|tcp|CL||||||||This entry is an alias to \"cl-1\"." },
    { DIAGNOSTIC_NAME_EMPTY,
      "<>|359|tcp|Unassigned",
      { 1 },
      "the name element is empty; leave it out",
      "|359|tcp|Unassigned" },
    { DIAGNOSTIC_NAME_MISSING,
      "|24|tcp|any private mail system\n|25|tcp|",
      { 1, 2 },
      "no service name, and the description \"any private mail system\" is not a status",
      "|24|tcp|Reserved\n|25|tcp|unassigned\n|26|tcp|De-registered" },
    { DIAGNOSTIC_NAME_REPEATED,
      "a|1|tcp|A\na|2|udp|A\na|3|tcp|A\nA|4|tcp|A",
      { 3 },
      "\"a\" over tcp stands on the ports 1, 3, 4",
      "a|1|tcp|A\na|2|udp|A\nb|2|tcp|B\na||tcp|A" },
    { DIAGNOSTIC_NAMES_DIFFER,
      "exec|512|tcp|Exec\nbiff|512|udp|Mail",
      { 2 },
      "port 512 is \"exec\" over tcp and \"biff\" over udp",
      "www|80|tcp|W\nhttp|80|tcp|W\nhttp|80|udp|W\nWWW|80|udp|W\na|81|tcp|A\n|81|udp|Reserved" },
    { DIAGNOSTIC_ROW_DUPLICATE,
      "rdp|||R\nx|1|tcp|X\nrdp|||R\nX|1|tcp|X",
      { 3, 4 },
      "the row of line 1 again: \"rdp\" on no port",
      "rdp|||R\nrdp|1||R\nrdp|1|tcp|R\n|||A\n|||B" },
    { DIAGNOSTIC_PORT_SHARED,
      "http|80|tcp|W\nhttp|80|udp|W\nwww|80|tcp|W\nwww-http|80|tcp|W",
      { 3 },
      "80/tcp has the names http, www, www-http",
      "http|80|tcp|W\nHTTP|80|tcp|W\nwww|80|udp|W\nx|80-81|tcp|X" },
    { DIAGNOSTIC_STATUS_CONFLICT,
      "a|7|tcp|A\n|7|tcp|Unassigned",
      { 2 },
      "7/tcp has a row with the name \"a\" and one without a name",
      "a|7|tcp|A\n|7|udp|Reserved\n|8|tcp|Unassigned" },
    { DIAGNOSTIC_PORT_MISSING, "a||tcp|A", { 1 }, "the row has no port number", "a|0|tcp|A" },
    { DIAGNOSTIC_RANGE_ROW,
      "x11|6000-6063|tcp|X",
      { 1 },
      "one row for a range of 64 ports, 6000-6063",
      "x11|6000|tcp|X" },
    { DIAGNOSTIC_RANGE_OVERLAP,
      "inetfs|7775|tcp|I\n|7748-7776||Unassigned\n|7776||Unassigned\na|1-9|udp|A\nb|9|udp|B",
      { 1, 3, 5 },
      "7775/tcp lies in the range 7748-7776 of line 2",
      "|1-9|tcp|Reserved\na|9|udp|A\nb|10|tcp|B\nx|20-29|tcp|X\ny|20-29|tcp|Y" },
    { DIAGNOSTIC_DYNAMIC_ROW,
      "a|49152|tcp|A\nb|49151-50000|tcp|B",
      { 1, 2 },
      "port 49152 lies in the Dynamic range, which is never assigned",
      "a|49151|tcp|A" },
    { DIAGNOSTIC_TRANSPORT_MISSING,
      "a|1||A",
      { 1 },
      "the row names no transport protocol",
      "a|1|sctp|A" },
    { DIAGNOSTIC_STATUS_SPELLING,
      "|1|tcp|unassigned\n|2|tcp|De-Registered\nsua|14001|udp|De-Registered",
      { 1, 2, 3 },
      "\"unassigned\" means unassigned; write \"Unassigned\"",
      "|1|tcp|Unassigned\n|2|tcp|Reserved\nstun|3|tcp|Reserved for an enhancement" },
    { DIAGNOSTIC_DESCRIPTION_EMPTY,
      "ident|113|tcp|",
      { 1 },
      "the row has no description",
      "ident|113|tcp|-" },
    { DIAGNOSTIC_FIELD_NEWLINE,
      "a|1|tcp|two\\lines||||||||and\\three\\here",
      { 1, 1 },
      "the column description spans several lines",
      "a|1|tcp|one line" },
    { DIAGNOSTIC_TEXT_NON_ASCII,
      "a|1|tcp|FORT\xc3\x89|[A\xc3\xa9]\n@A\xc3\xa9|A\nb|1|udp|B|[A\xc3\xa9]",
      { 1, 2 },
      "the row has characters outside ASCII",
      "a|1|tcp|A|[A\xc3\xa9]" },
    { DIAGNOSTIC_TEXT_MOJIBAKE,
      "a|1|tcp|FORT\xc3\x83\xe2\x80\xb0\n@Ari\xe2\x88\x9a\xc2\xb4n|A\nb|2|tcp|x\xc3\x82\xc2\xa0",
      { 1, 2, 3 },
      "the row has characters that were encoded twice",
      "a|1|tcp|FORT\xc3\x89\nb|2|tcp|\xe2\x88\x9a 2\nc|3|tcp|S\xc3\x83O" },
    { DIAGNOSTIC_OWNER_MISSING,
      "a|1|tcp|A",
      { 1 },
      "\"a\" has neither an assignee nor a contact",
      "a|1|tcp|A|[X]\nb|1|tcp|B||[X]\n|3|tcp|Reserved" },
    { DIAGNOSTIC_OWNER_SEVERAL,
      "nas|991|tcp|N|[X][Y]|[X]",
      { 1 },
      "2 assignees and 1 contacts",
      "nas|991|tcp|N|[X]|[Y]" },
    { DIAGNOSTIC_CONTACT_UNKNOWN,
      "a|1|tcp|A|[X]|[Y]\nb|2|tcp|B|[Y]\n@X|X",
      { 1 },
      "[Y] is named 2 times, but the contact table does not have it",
      "a|1|tcp|A|[X]|[X]\n@X|X" },
    { DIAGNOSTIC_CONTACT_UNUSED,
      "a|1|tcp|A|[X]\n@X|X\n@x|Y",
      { 3 },
      "no row names the contact [x]",
      "a|1|tcp|A||[Y][X]\n@X|X\n@Y|Y" },
    { DIAGNOSTIC_CONTACT_DUPLICATE,
      "@X|X\n@Y|Y\n@X|Z",
      { 3 },
      "the contact table has [X] already, on line 1",
      "@X|X\n@x|X" },
    { DIAGNOSTIC_URI_ODD,
      "@A|A||tel:+1-604-681-4549\n@B|B||mailto:x@y>\\mailto:ok&a.org",
      { 1, 2 },
      "the address \"tel:+1-604-681-4549\" of [A] is not a plain mail address",
      "@A|A||mailto:a.b-c&x.example\n@B|B||MAILTO:b@x\n@C|C" },
    { DIAGNOSTIC_DATE_MISSING,
      "a|1|tcp|A|||",
      { 1 },
      "the row has no registration date",
      "a|1|tcp|A|||2001" },
    { DIAGNOSTIC_DATE_PARTIAL,
      "a|1|tcp|A|||2007-09|2009",
      { 1, 1 },
      "modified \"2009\" has no day",
      "a|1|tcp|A|||2007-09-01" },
    { DIAGNOSTIC_DATE_MALFORMED,
      "a|1|tcp|A|||2007-13-01\n@X|X|||June 2009",
      { 1, 2 },
      "registered \"2007-13-01\" is not a date; write YYYY-MM-DD",
      "a|1|tcp|A|||2007-12-01\n@X|X|||2009-06" },
    { DIAGNOSTIC_DATE_ORDER,
      "a|1|tcp|A|||2011-05-23|2011-05-16",
      { 1 },
      "modified on 2011-05-16, before it was registered on 2011-05-23",
      "a|1|tcp|A|||2011-05-16|2011-05\nb|2|tcp|B|||2011-05-16|2011-05-16" },
    { DIAGNOSTIC_CODE_MISSING,
      "a|1|dccp|A",
      { 1 },
      "a DCCP row without a service code",
      "a|1|dccp|A||||||1717858426\nb|1|tcp|B" },
    { DIAGNOSTIC_CODE_UNEXPECTED,
      "a|1|tcp|A||||||1717858426",
      { 1 },
      "service code 1717858426 on a row that is not DCCP's",
      "a|1|dccp|A||||||1717858426" },
    { DIAGNOSTIC_UNAUTHORIZED_USE,
      "a|1|tcp|A|||||||Known UNAUTHORIZED USE: Port 1",
      { 1 },
      "unauthorized use is reported: \"Known UNAUTHORIZED USE: Port 1\"",
      "a|1|tcp|A" },
    { DIAGNOSTIC_TEMPORARY,
      "a|1|tcp|A (TEMPORARY - registered 2024-08-01, expires 2025-08-01)",
      { 1 },
      "the assignment is temporary, until 2025-08-01",
      "a|1|tcp|A temporary thing" },
    { DIAGNOSTIC_TEMPORARY_EXPIRED,
      "a|1|tcp|A (TEMPORARY - registered 2023-02-17, extension registered 2024-01-12, "
      "expires 2024-06-14)",
      { 1 },
      "the temporary assignment ended on 2024-06-14",
      "a|1|tcp|A (TEMPORARY - registered 2023-06-15, expires 2024-06-15)" },
};

#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

static size_t count_of(const struct run *run, enum diagnostic_id id)
{
    size_t count = 0;
    for (size_t i = 0; i < run->list.count; i++) {
        count += run->list.items[i].id == id;
    }
    return count;
}

static void assert_case(const struct lint_case *test)
{
    struct run run;
    run_lines(&run, test->lines, everything);
    size_t found = 0;
    for (size_t i = 0; i < run.list.count; i++) {
        const struct diagnostic *item = &run.list.items[i];
        if (item->id != test->id) {
            continue;
        }
        if (found == 0) {
            assert_string_equal(item->message, test->message);
        }
        assert_true(found < 3);
        assert_int_equal(item->position.line, test->expected[found]);
        assert_int_equal(item->position.column, test->expected[found] + 2);
        found++;
    }
    assert_true(found > 0);
    assert_int_equal(test->expected[found], 0);
    end_run(&run);
}

static void each_kind_is_found_in_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        print_message("# %s\n", portreg_diagnostic_kind_at(cases[i].id)->id);
        assert_case(&cases[i]);
    }
}

static void near_misses_are_not_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        struct run run;
        print_message("# %s\n", portreg_diagnostic_kind_at(cases[i].id)->id);
        run_lines(&run, cases[i].near_miss, everything);
        assert_int_equal(count_of(&run, cases[i].id), 0);
        end_run(&run);
    }
}

/* Only a reader sees a line that it leaves out. */
static void readers_report_too(void **state)
{
    (void)state;
    struct run run;
    run_lines(&run, "a|1|tcp|A", everything);
    lint_report(run.lint, DIAGNOSTIC_TRANSPORT_FOREIGN, (struct position){ 7, 3 },
                "\"%s\" has no ports", "ddp");
    assert_int_equal(count_of(&run, DIAGNOSTIC_TRANSPORT_FOREIGN), 1);
    end_run(&run);
}

static void every_kind_has_a_case(void **state)
{
    (void)state;
    for (size_t id = 0; id < DIAGNOSTIC_COUNT; id++) {
        bool is_tested = id == DIAGNOSTIC_TRANSPORT_FOREIGN;
        for (size_t i = 0; i < CASE_COUNT; i++) {
            is_tested |= cases[i].id == id;
        }
        if (!is_tested) {
            fail_msg("no case for %s", portreg_diagnostic_kind_at(id)->id);
        }
    }
}

static void formats_are_not_blamed_for_what_they_cannot_say(void **state)
{
    (void)state;
    struct run run;
    run_lines(&run, "a|1|dccp||[X]\nb|2|tcp|\n|3|tcp|\n|4|tcp|unassigned",
              (struct lint_abilities){ 0 });
    assert_int_equal(run.list.count, 0);
    end_run(&run);
}

static void a_sound_registry_is_silent(void **state)
{
    (void)state;
    struct run run;
    run_lines(&run,
              "a|1|tcp|A|[X]|[X]|2020-01-01\n|1|udp|Reserved|||2020-01-01\n"
              "b|2|dccp|B|[X]|[X]|2020-01-01|2020-01-02|[RFC1]|1717858426\n@X|X||mailto:x&y.org",
              everything);
    for (size_t i = 0; i < run.list.count; i++) {
        print_message("# %s\n", run.list.items[i].message);
    }
    assert_int_equal(run.list.count, 0);
    assert_int_equal(lint_row_count(run.lint), 3);
    assert_int_equal(lint_contact_count(run.lint), 1);
    end_run(&run);
}

/* Groups as large as a version may be take no quadratic time. */
static void large_groups_are_swept(void **state)
{
    (void)state;
    struct run run;
    run_lines(&run, "a|1-65000|tcp|A", everything);
    char number[16];
    for (unsigned i = 0; i < 50000; i++) {
        int size = snprintf(number, sizeof(number), "%u-65000", i % 60000 + 2);
        struct record_fields record = { .position = { i + 2, 1 } };
        for (size_t c = 0; c < PORTREG_COLUMN_COUNT; c++) {
            record.column[c] = (struct portreg_string){ "", 0 };
        }
        record.column[PORTREG_COLUMN_NAME] = STRING_LITERAL("a");
        record.column[PORTREG_COLUMN_NUMBER] = (struct portreg_string){ number, (size_t)size };
        struct record_facts facts;
        assert_int_equal(record_derive(&record, "test", &facts, NULL), PORTREG_OK);
        assert_int_equal(lint_record(run.lint, &record, &facts, NULL), PORTREG_OK);
    }
    assert_int_equal(lint_finish(run.lint, NULL), PORTREG_OK);
    assert_int_equal(count_of(&run, DIAGNOSTIC_RANGE_OVERLAP), 50000);
    end_run(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_found_in_its_place),
        cmocka_unit_test(near_misses_are_not_found),
        cmocka_unit_test(readers_report_too),
        cmocka_unit_test(every_kind_has_a_case),
        cmocka_unit_test(formats_are_not_blamed_for_what_they_cannot_say),
        cmocka_unit_test(a_sound_registry_is_silent),
        cmocka_unit_test(large_groups_are_swept),
    };
    return cmocka_run_group_tests_name("registry/lint", tests, NULL, NULL);
}
