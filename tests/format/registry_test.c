/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include "util/string.h"

/* IANA's own files of one date say the same in every format. */

/* The same but for white space. */
static bool texts_agree(struct portreg_string a, struct portreg_string b)
{
    size_t i = 0;
    size_t k = 0;
    for (;;) {
        while (i < a.size && ascii_is_space(a.data[i])) {
            i++;
        }
        while (k < b.size && ascii_is_space(b.data[k])) {
            k++;
        }
        if (i == a.size || k == b.size) {
            return i == a.size && k == b.size;
        }
        if (a.data[i++] != b.data[k++]) {
            return false;
        }
    }
}

static void assert_same_records(const struct reading *a, const struct reading *b)
{
    unsigned differences = 0;
    assert_int_equal(reading_count(a), reading_count(b));
    for (uint32_t i = 0; i < reading_count(a); i++) {
        for (unsigned k = 0; k < PORTREG_COLUMN_COUNT; k++) {
            struct portreg_string left = reading_cell(a, i, (enum portreg_column)k);
            struct portreg_string right = reading_cell(b, i, (enum portreg_column)k);
            if (!texts_agree(left, right)) {
                differences++;
                print_error("row %u, %s: \"%.*s\" and \"%.*s\"\n", i,
                            portreg_column_key((enum portreg_column)k), (int)left.size, left.data,
                            (int)right.size, right.data);
            }
        }
    }
    assert_int_equal(differences, 0);
}

static void assert_same_contact(const struct reading *a, const struct builder_contact *left,
                                const struct reading *b, const struct builder_contact *right)
{
    const uint32_t cells[][2] = { { left->id, right->id },
                                  { left->name, right->name },
                                  { left->org, right->org },
                                  { left->uri, right->uri },
                                  { left->updated, right->updated } };
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        struct portreg_string x = reading_string(a, cells[i][0]);
        struct portreg_string y = reading_string(b, cells[i][1]);
        if (!texts_agree(x, y)) {
            fail_msg("\"%.*s\" and \"%.*s\"", (int)x.size, x.data, (int)y.size, y.data);
        }
    }
}

static struct reading read_registry(const struct format *format, const char *name)
{
    const char *path = registry_path(name);
    if (path == NULL) {
        skip();
    }
    struct reading reading = reading_of_file(format, path);
    assert_int_equal(reading.status, PORTREG_OK);
    return reading;
}

static void every_format_gives_the_records_of_xml(void **state)
{
    (void)state;
    struct reading xml = read_registry(&format_xml, "iana-2026-02-13.xml");
    struct reading csv = read_registry(&format_csv, "iana-2026-02-13.csv");
    struct reading text = read_registry(&format_text, "iana-2026-02-13.txt");
    assert_same_records(&xml, &csv);
    assert_same_records(&xml, &text);
    reading_free(&text);
    reading_free(&csv);
    reading_free(&xml);
}

static void text_gives_the_contacts_of_xml(void **state)
{
    (void)state;
    struct reading xml = read_registry(&format_xml, "iana-2026-02-13.xml");
    struct reading text = read_registry(&format_text, "iana-2026-02-13.txt");
    assert_int_equal(reading_contact_count(&xml), reading_contact_count(&text));
    for (uint32_t i = 0; i < reading_contact_count(&xml); i++) {
        assert_same_contact(&xml, reading_contact(&xml, i), &text, reading_contact(&text, i));
    }
    reading_free(&text);
    reading_free(&xml);
}

static void reads_text_of_2013(void **state)
{
    (void)state;
    struct reading reading = read_registry(&format_text, "iana-2013-06-26.txt");
    assert_int_equal(reading_count(&reading), 13312);
    assert_true(reading_contact_count(&reading) > 3000);
    uint32_t https = reading_find(&reading, "https", "443", "tcp");
    assert_cell(&reading, https, PORTREG_COLUMN_DESCRIPTION, "http protocol over TLS/SSL");
    uint32_t small = reading_find(&reading, "iota", "", "tcp");
    assert_cell(&reading, small, PORTREG_COLUMN_DESCRIPTION, "iotaMed medical records server");
    uint32_t crossing = reading_find(&reading, "omadm-bootstrap", "", "tcp");
    assert_cell(&reading, crossing, PORTREG_COLUMN_ASSIGNEE,
                "[Open_Mobile_Alliance][Open_Mobile_Alliance_Device_Management_DM_Working_Group]");
    assert_cell(&reading, crossing, PORTREG_COLUMN_REGISTERED, "2011-08-19");
    uint32_t narrow = reading_find(&reading, "booked-sync", "", "tcp");
    assert_cell(&reading, narrow, PORTREG_COLUMN_REGISTERED, "2013-02-18");
    reading_free(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_gives_the_records_of_xml),
        cmocka_unit_test(text_gives_the_contacts_of_xml),
        cmocka_unit_test(reads_text_of_2013),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
