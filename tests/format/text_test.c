/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include "format/text_table.h"
#include "util/file.h"
#include "util/string.h"

/* The same text, a newline being as good as a blank. */
static void assert_like(struct portreg_string a, struct portreg_string b)
{
    assert_int_equal(a.size, b.size);
    for (size_t i = 0; i < a.size; i++) {
        if (a.data[i] != b.data[i] && !(ascii_is_space(a.data[i]) && ascii_is_space(b.data[i]))) {
            fail_msg("\"%.*s\" is not \"%.*s\"", (int)a.size, a.data, (int)b.size, b.data);
        }
    }
}

static void reads_rendered_cells(void **state)
{
    (void)state;
    struct reading text = reading_of_file(&format_text, fixture_path("excerpt.txt"));
    struct reading csv = reading_of_file(&format_csv, fixture_path("excerpt.csv"));
    assert_int_equal(text.status, PORTREG_OK);
    assert_int_equal(csv.status, PORTREG_OK);
    assert_int_equal(reading_count(&text), reading_count(&csv));
    for (uint32_t i = 0; i < reading_count(&csv); i++) {
        for (unsigned k = 0; k < PORTREG_COLUMN_COUNT; k++) {
            assert_like(reading_cell(&text, i, (enum portreg_column)k),
                        reading_cell(&csv, i, (enum portreg_column)k));
        }
    }
    reading_free(&text);
    reading_free(&csv);
}

static void reads_rendered_contacts(void **state)
{
    (void)state;
    struct reading reading = reading_of_file(&format_text, fixture_path("excerpt.txt"));
    assert_int_equal(reading.status, PORTREG_OK);
    assert_int_equal(reading_contact_count(&reading), 5);
    const struct builder_contact *contact = reading_contact(&reading, 1);
    assert_true(string_is(reading_string(&reading, contact->id), "_3GPP_2"));
    assert_true(string_is(reading_string(&reading, contact->name), ""));
    assert_true(string_is(reading_string(&reading, contact->org), "3GPP2"));
    assert_true(string_is(reading_string(&reading, contact->uri), "mailto:port&example.com"));
    assert_true(string_is(reading_string(&reading, contact->updated), "2012-01-11"));
    reading_free(&reading);
}

/* One table of ours, with the titles' line at line 1. */
#define TITLES                                                                         \
    "Service Name  Port Number  Transport Protocol  Description  Assignee  Contact  "  \
    "Registration Date  Modification Date  Reference  Service Code  Unauthorized Use " \
    "Reported  Assignment Notes\n"
#define RULER                                                                                  \
    "------------  -----------  ------------------  -----------  --------  -------  "          \
    "-----------------  -----------------  ---------  ------------  -------------------------" \
    "  ----------------\n"

/* What must follow the records, with no contact in it. */
#define CONTACTS                                                                   \
    "\nContact Information\n\nID  Name  Organization  Contact URI  Last Updated\n" \
    "--  ----  ------------  -----------  ------------\n"

static void reads_ruled_cells(void **state)
{
    (void)state;
    struct reading reading =
        reading_of_text(&format_text, TITLES RULER
                        "http          80           tcp                 one two\n"
                        "                                                 three\n"
                        "                                               four\n"
                        "\n"
                        "                                                    five\n"
                        "-                          udp                 alone\n" CONTACTS);
    assert_int_equal(reading.status, PORTREG_OK);
    assert_int_equal(reading_count(&reading), 2);
    assert_cell(&reading, 0, PORTREG_COLUMN_NAME, "http");
    assert_cell(&reading, 0, PORTREG_COLUMN_DESCRIPTION, "one two three\nfour\n\n    five");
    assert_cell(&reading, 1, PORTREG_COLUMN_NAME, "");
    assert_cell(&reading, 1, PORTREG_COLUMN_DESCRIPTION, "alone");
    reading_free(&reading);
}

#define FORTY "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" /* leaves no column of blanks */

static const struct {
    const char *text;
    uint32_t line;
    uint32_t column;
} bad_inputs[] = {
    { "nothing\n", 1, 1 },
    { TITLES CONTACTS, 0, 0 }, /* no records */
    { TITLES "---  ---\n" CONTACTS, 2, 1 },
    { TITLES RULER "                                               no row\n" CONTACTS, 3, 1 },
    { TITLES RULER "http          70000        tcp\n" CONTACTS, 3, 1 },
    { TITLES RULER "http          9-3          tcp\n" CONTACTS, 3, 1 },
    { TITLES RULER "http          9            quic\n" CONTACTS, 3, 1 },
    { "Last Updated\nsoon\n" TITLES RULER "http          9            tcp\n" CONTACTS, 2, 1 },
    { TITLES RULER "http          9            tcp\n" CONTACTS "nobody\n", 9, 1 },
    { TITLES FORTY FORTY FORTY FORTY FORTY "\n" CONTACTS, 1, 1 },
    /* cut short, within the records and the contacts */
    { TITLES RULER "http          9            tcp\n", 4, 1 },
    { TITLES RULER "http          9            tc", 3, 30 },
    { TITLES RULER "http          9            tcp\n\nContact Information\n", 6, 1 },
    { TITLES RULER "http          9            tcp\n" CONTACTS "[a]  \303\244", 9, 8 },
};

static void refuses_bad_input(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad_inputs) / sizeof(bad_inputs[0]); i++) {
        struct reading reading = reading_of_text(&format_text, bad_inputs[i].text);
        assert_failed_at(&reading, PORTREG_SYNTAX, bad_inputs[i].line, bad_inputs[i].column);
        reading_free(&reading);
    }
}

/* Where a text was cut, in parts of a thousand: it is told wherever something is missing. */
static void assert_cuts_are_told(const char *path)
{
    struct buffer text = BUFFER_INIT(REGISTRY_FILE_MAX);
    assert_int_equal(file_read(path, &text, NULL), PORTREG_OK);
    struct portreg_string whole = { text.data, text.size };
    const char *footnote = string_find(whole, STRING_LITERAL("Footnote"));
    size_t end = footnote != NULL ? (size_t)(footnote - whole.data) : whole.size - 1;
    for (size_t part = 50; part <= 1000; part += 50) {
        size_t size = end / 1000 * part + end % 1000 * part / 1000;
        struct reading reading =
            reading_of(&format_text, (struct portreg_string){ whole.data, size });
        if (reading.status != PORTREG_SYNTAX) {
            fail_msg("%s cut at byte %zu: %s", path, size, portreg_status_name(reading.status));
        }
        reading_free(&reading);
    }
    buffer_free(&text);
}

static void tells_where_a_text_is_cut(void **state)
{
    (void)state;
    assert_cuts_are_told(fixture_path("excerpt.txt"));
}

static void tells_where_the_registry_is_cut(void **state)
{
    (void)state;
    static const char *const names[] = { "iana-2026-02-13.txt", "iana-2013-06-26.txt" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *path = registry_path(names[i]);
        if (path == NULL) {
            skip();
        }
        assert_cuts_are_told(path);
    }
}

static void limits_its_lines(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT(REGISTRY_FILE_MAX);
    buffer_append_text(&text, TITLES RULER "a             1\n");
    buffer_append_repeat(&text, '\n', TEXT_LINES_MAX);
    struct reading reading =
        reading_of(&format_text, (struct portreg_string){ text.data, text.size });
    assert_failed_at(&reading, PORTREG_LIMIT, TEXT_LINES_MAX + 1, 1);
    reading_free(&reading);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rendered_cells),
        cmocka_unit_test(reads_rendered_contacts),
        cmocka_unit_test(reads_ruled_cells),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(tells_where_a_text_is_cut),
        cmocka_unit_test(tells_where_the_registry_is_cut),
        cmocka_unit_test(limits_its_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
