/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <portreg/check.h>

#define KINDS_MAX 64

#define CSV_HEADER                                                              \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact," \
    "Registration Date,Modification Date,Reference,Service Code,"               \
    "Unauthorized Use Reported,Assignment Notes\r\n"

/* What a callback was told. */
struct heard {
    uint32_t counts[KINDS_MAX];
    size_t count;
    size_t stop_after; /* 0: never */
    struct portreg_diagnostic last;
    char last_message[512];
};

static bool hear(void *data, const struct portreg_diagnostic *diagnostic)
{
    struct heard *heard = data;
    const struct portreg_diagnostic *last = &heard->last;
    if (heard->count > 0) {
        assert_true(last->line < diagnostic->line ||
                    (last->line == diagnostic->line && last->column <= diagnostic->column));
    }
    heard->counts[diagnostic->kind - portreg_diagnostic_kind_at(0)]++;
    heard->count++;
    heard->last = *diagnostic;
    snprintf(heard->last_message, sizeof(heard->last_message), "%s", diagnostic->message);
    return heard->count != heard->stop_after;
}

static uint32_t count_of(const struct heard *heard, const char *id)
{
    const struct portreg_diagnostic_kind *kind = portreg_diagnostic_kind_find(id);
    assert_non_null(kind);
    return heard->counts[kind - portreg_diagnostic_kind_at(0)];
}

static enum portreg_status check_text(const char *text, struct heard *heard,
                                      struct portreg_check_result *result,
                                      struct portreg_error *error)
{
    struct portreg_check_options options = { .callback = hear, .callback_data = heard };
    return portreg_check_memory("ports.csv", text, strlen(text), &options, result, error);
}

static void finds_places(void **state)
{
    (void)state;
    struct heard heard = { .count = 0 };
    struct portreg_check_result result;
    struct portreg_error error;
    const char *text = CSV_HEADER "a,1,tcp,A,[X],[X],2020-01-01,,,,,\r\n"
                                  "b,2,tcp,\"B\nb\",[X],[X],2020-01-01,,,,,\r\n"
                                  "c/1,3,tcp,C,[X],[X],2020-01-01,,,,,\r\n";
    assert_int_equal(check_text(text, &heard, &result, &error), PORTREG_OK);
    assert_int_equal(heard.count, 2);
    assert_int_equal(count_of(&heard, "field-newline"), 1);
    assert_int_equal(count_of(&heard, "name-irregular"), 1);
    assert_int_equal(heard.last.line, 5);
    assert_int_equal(heard.last.column, 1);
    assert_string_equal(result.format, "csv");
    assert_int_equal(result.row_count, 3);
    assert_int_equal(result.contact_count, 0);
    assert_int_equal(result.counts[PORTREG_SEVERITY_NOTE], 1);
    assert_int_equal(result.counts[PORTREG_SEVERITY_WARNING], 1);
    assert_int_equal(result.counts[PORTREG_SEVERITY_ERROR], 0);
}

static void stops_where_it_is_told_to(void **state)
{
    (void)state;
    struct heard heard = { .stop_after = 1 };
    struct portreg_check_result result;
    const char *text = CSV_HEADER "a/1,1,tcp,A,,,,,,,,\r\nb/1,2,tcp,B,,,,,,,,\r\n";
    assert_int_equal(check_text(text, &heard, &result, NULL), PORTREG_OK);
    assert_int_equal(heard.count, 1);
    assert_true(result.counts[PORTREG_SEVERITY_WARNING] == 2);
}

static void an_error_comes_after_what_was_found(void **state)
{
    (void)state;
    struct heard heard = { .count = 0 };
    struct portreg_check_result result = { .row_count = 77 };
    struct portreg_error error;
    const char *text = CSV_HEADER "a/1,1,tcp,A,,,2020-01-01,,,,,\r\nb,70000,tcp,B,,,,,,,,\r\n";
    assert_int_equal(check_text(text, &heard, &result, &error), PORTREG_SYNTAX);
    assert_int_equal(count_of(&heard, "name-irregular"), 1);
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 1);
    assert_string_equal(error.file, "ports.csv");
    assert_non_null(strstr(error.message, "70000"));
    assert_int_equal(result.row_count, 77);
}

static void refuses_what_is_no_registry(void **state)
{
    (void)state;
    struct portreg_error error;
    struct portreg_check_options options = { .format = "no-such-format" };
    assert_int_equal(portreg_check_memory("x", "a", 1, &options, NULL, &error),
                     PORTREG_INVALID_ARGUMENT);
    options.format = "json";
    assert_int_equal(portreg_check_memory("x", "a", 1, &options, NULL, &error),
                     PORTREG_UNSUPPORTED);
    assert_int_equal(portreg_check_memory("x",
                                          "\x7f"
                                          "ELF",
                                          4, NULL, NULL, &error),
                     PORTREG_UNSUPPORTED);
    assert_int_equal(portreg_check_memory("x", "", 0, NULL, NULL, &error), PORTREG_UNSUPPORTED);
    assert_int_equal(portreg_check_memory("x", CSV_HEADER, strlen(CSV_HEADER), NULL, NULL, &error),
                     PORTREG_SYNTAX);
    static const char snapshot[] = "PORTREG\x1A....";
    assert_int_equal(portreg_check_memory("x", snapshot, sizeof(snapshot), NULL, NULL, &error),
                     PORTREG_UNSUPPORTED);
    assert_non_null(strstr(error.message, "snapshot"));
    assert_int_equal(portreg_check_path("/no/such/file", NULL, NULL, &error), PORTREG_NOT_FOUND);
    assert_string_equal(error.file, "/no/such/file");
}

/* One row of the reference registry's oddities: how often, counted by other means. */
struct expected_count {
    const char *id;
    uint32_t count;
};

/*
 * Counted over the CSV of the same date and the XML's contacts with a script
 * that shares nothing with this code.
 */
static const struct expected_count reference[] = {
    { "name-irregular", 185 },   { "name-replaced", 184 },   { "replacement-missing", 0 },
    { "name-empty", 9 },         { "name-missing", 15 },     { "name-repeated", 60 },
    { "names-differ", 137 },     { "row-duplicate", 1 },     { "port-shared", 226 },
    { "status-conflict", 0 },    { "port-missing", 1055 },   { "range-row", 762 },
    { "range-overlap", 5 },      { "dynamic-row", 0 },       { "transport-missing", 1464 },
    { "transport-foreign", 0 },  { "status-spelling", 19 },  { "description-empty", 166 },
    { "field-newline", 445 },    { "text-non-ascii", 52 },   { "text-mojibake", 8 },
    { "owner-missing", 1772 },   { "owner-several", 77 },    { "contact-unknown", 0 },
    { "contact-unused", 0 },     { "contact-duplicate", 0 }, { "uri-odd", 26 },
    { "date-missing", 9804 },    { "date-partial", 2620 },   { "date-malformed", 0 },
    { "date-order", 1 },         { "code-missing", 7 },      { "code-unexpected", 0 },
    { "unauthorized-use", 112 }, { "temporary", 0 },         { "temporary-expired", 0 },
};

#define REFERENCE_COUNT (sizeof(reference) / sizeof(reference[0]))

static void reference_path(char path[PATH_MAX], const char *name)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    snprintf(path, PATH_MAX, "%s/%s", folder != NULL ? folder : "", name);
    if (folder == NULL || access(path, R_OK) != 0) {
        skip();
    }
}

static void counts_the_oddities_of_the_registry(void **state)
{
    (void)state;
    char path[PATH_MAX];
    reference_path(path, "iana-2026-02-13.xml");
    struct heard heard = { .count = 0 };
    struct portreg_check_options options = { .callback = hear, .callback_data = &heard };
    struct portreg_check_result result;
    struct portreg_error error;
    if (portreg_check_path(path, &options, &result, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(result.row_count, 14499);
    assert_int_equal(result.contact_count, 5588);
    bool is_right = true;
    for (size_t i = 0; i < REFERENCE_COUNT; i++) {
        uint32_t count = count_of(&heard, reference[i].id);
        if (count != reference[i].count) {
            print_error("%s: %u, not %u\n", reference[i].id, count, reference[i].count);
            is_right = false;
        }
    }
    assert_true(is_right);
    for (size_t i = 0; portreg_diagnostic_kind_at(i) != NULL; i++) {
        bool is_expected = false;
        for (size_t n = 0; n < REFERENCE_COUNT; n++) {
            is_expected |= strcmp(reference[n].id, portreg_diagnostic_kind_at(i)->id) == 0;
        }
        assert_true(is_expected);
    }
}

/* CSV has no contact table and no empty name elements; all else is the same. */
static void csv_has_the_same_oddities(void **state)
{
    (void)state;
    static const char *const others[] = { "name-empty", "text-non-ascii", "text-mojibake",
                                          "uri-odd" };
    char path[PATH_MAX];
    reference_path(path, "iana-2026-02-13.csv");
    struct heard heard = { .count = 0 };
    struct portreg_check_options options = { .callback = hear, .callback_data = &heard };
    assert_int_equal(portreg_check_path(path, &options, NULL, NULL), PORTREG_OK);
    for (size_t i = 0; i < REFERENCE_COUNT; i++) {
        bool is_other = false;
        for (size_t n = 0; n < sizeof(others) / sizeof(others[0]); n++) {
            is_other |= strcmp(others[n], reference[i].id) == 0;
        }
        if (!is_other) {
            assert_int_equal(count_of(&heard, reference[i].id), reference[i].count);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_places),
        cmocka_unit_test(stops_where_it_is_told_to),
        cmocka_unit_test(an_error_comes_after_what_was_found),
        cmocka_unit_test(refuses_what_is_no_registry),
        cmocka_unit_test(counts_the_oddities_of_the_registry),
        cmocka_unit_test(csv_has_the_same_oddities),
    };
    return cmocka_run_group_tests_name("format/check", tests, NULL, NULL);
}
