/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>

#include "util/string.h"

#define HEADING                                                                                 \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                 \
    "Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,"     \
    "Assignment Notes\r\n"

/* Versions without own text are written in IANA's shape and read the same. */
static void what_was_read_from_csv_is_written_as_xml(void **state)
{
    (void)state;
    static const char csv[] =
        HEADING
        "a,1,tcp,\"x & <y> \"\"z\"\"\",[A],[C][D],2001-02,2003-04-05,"
        "\"[RFC1][RFC2, Section 3][http://x/?a&b][some text]\",7,yes,\"two\nlines\"\r\n"
        "b,2-3,dccp,,[A],[A],,,,,,\r\n"
        "c,,,,,[A],,,,,,\r\n"
        ",4,udp,Unassigned,,,,,,,,\r\n";
    struct portreg_compiler *compiler = compile_begin();
    compile_add(compiler, "2020-01-01.csv", string_of(csv));
    struct compiled first = compile_end(compiler);
    struct portreg_string xml;
    char *text = write_version(portreg_view_now(first.snapshot), "xml", &xml.size);
    xml.data = text;
    struct compiled second = compile_texts(&xml, 1);
    assert_written(portreg_view_now(first.snapshot), "csv", string_of(csv));
    assert_written(portreg_view_now(second.snapshot), "csv", string_of(csv));
    assert_written(portreg_view_now(second.snapshot), "xml", xml);
    free(text);
    compiled_free(&first);
    compiled_free(&second);
}

/* Characters that XML cannot hold or would change, and labels within labels. */
static void odd_characters_and_labels_survive(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "a,,,x\x01\x1Fy\xEF\xBF\xBFz\xEF\xBF\xBC,,,,,,,,\r\n",
          "a,,,x\xEF\xBF\xBD\xEF\xBF\xBDy\xEF\xBF\xBDz\xEF\xBF\xBC,,,,,,,,\r\n" },
        { "a,,,\"x\ty\nz\",,,,,,,,\r\n", NULL },
        { "a,,,,,\"[a\tb\nc\"\"<d>&'][e]\",,,,,,\r\n", NULL },
        { "a,,,,,,,,[x [y] z][rfc1][RFC2][RFC2x],,,\r\n", NULL },
        { "a,,,,,,,,no brackets [b],,,\r\n", "a,,,,,,,,[no brackets][b],,,\r\n" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer csv = BUFFER_INIT(10000);
        struct buffer expected = BUFFER_INIT(10000);
        buffer_printf(&csv, "%s%s", HEADING, rows[i][0]);
        buffer_printf(&expected, "%s%s", HEADING, rows[i][rows[i][1] ? 1 : 0]);
        struct portreg_compiler *compiler = compile_begin();
        compile_add(compiler, "2020-01-01.csv", (struct portreg_string){ csv.data, csv.size });
        struct compiled first = compile_end(compiler);
        struct portreg_string xml;
        char *text = write_version(portreg_view_now(first.snapshot), "xml", &xml.size);
        xml.data = text;
        struct compiled second = compile_texts(&xml, 1);
        assert_written(portreg_view_now(second.snapshot), "csv",
                       (struct portreg_string){ expected.data, expected.size });
        free(text);
        compiled_free(&first);
        compiled_free(&second);
        buffer_free(&csv);
        buffer_free(&expected);
    }
}

/* Neither what is said of the whole nor contacts of others; the record as it was. */
static void some_rows_have_a_frame_and_contacts_of_their_own(void **state)
{
    (void)state;
#define B_RECORD                                                                                \
    "<record >\n    <name>b</name><xref data='two' type='person'/>"                             \
    "<number>2</number> <protocol>tcp</protocol></record>\n  "
#define TWO "<person id='two'><name>Two</name></person>\n  "
    static const char whole[] =
        "<?xml version='1.0'?>\n<?xml-stylesheet href='a.xsl'?>\n"
        "<registry xmlns='http://www.iana.org/assignments' id='service-names-port-numbers'>\n"
        "  <title>T</title><updated>2020-01-01</updated><note>Of the whole.</note>\n  "
        "<record><name>a</name><xref data='one' type='person'/><number>1</number>"
        "<protocol>tcp</protocol></record>\n  " B_RECORD
        "<footnote anchor='1'>Of the whole.</footnote><people>\n  "
        "<person id='one'><name>One</name></person>\n  " TWO "</people></registry>\n";
    static const char expected[] =
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\n"
        "  <title>Service Name and Transport Protocol Port Number Registry</title>\n"
        "  <updated>2020-01-01</updated>\n  " B_RECORD "<people>\n    " TWO
        "</people>\n</registry>\n";
    static const uint32_t row = 1;
    struct compiled compiled = compile_text(whole);
    char *text;
    size_t size;
    assert_int_equal(portreg_format_write("xml", portreg_view_now(compiled.snapshot), &row, 1,
                                          &text, &size, NULL),
                     PORTREG_OK);
    assert_string_equal(text, expected);
    free(text);
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_from_csv_is_written_as_xml),
        cmocka_unit_test(odd_characters_and_labels_survive),
        cmocka_unit_test(some_rows_have_a_frame_and_contacts_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
