/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include "format/preamble.h"
#include "util/string.h"

#define RECORDS                                                                                 \
    "<record><name>a</name><protocol>tcp</protocol><description/><number>1</number></record>"

static struct preamble preamble_of(const char *xml)
{
    struct portreg_string text = string_of(xml);
    struct compiled compiled = compile_texts(&text, 1);
    struct preamble preamble;

    assert_int_equal(preamble_read(portreg_view_now(compiled.snapshot), &preamble, NULL),
                     PORTREG_OK);
    compiled_free(&compiled);
    return preamble;
}

static void assert_text(const struct buffer *text, const char *expected)
{
    assert_int_equal(text->size, strlen(expected));
    assert_memory_equal(text->size > 0 ? text->data : "", expected, text->size);
}

static void what_stands_above_the_records(void **state)
{
    struct preamble preamble = preamble_of(
        "<registry xmlns=\"http://www.iana.org/assignments\"><title>A &amp; B</title>"
        "<category>C</category><updated>2020-01-02</updated><xref type=\"rfc\" data=\"rfc1\"/>"
        "<xref type=\"text\">Two</xref><expert>X: <!-- no -->me</expert><expert>Y</expert>"
        "<note>see <xref type=\"rfc\" data=\"rfc6335\" section=\"8\"/>, <b>bold</b></note>"
        "<note title=\"T\"><xref type=\"uri\" data=\"http://x/\"/></note>" RECORDS
        "</registry>");

    (void)state;
    assert_text(&preamble.title, "A & B");
    assert_text(&preamble.experts, "X: me\nY");
    assert_text(&preamble.references, "[RFC1][Two]");
    assert_int_equal(preamble.note_count, 2);
    assert_text(&preamble.notes[0].title, "");
    assert_text(&preamble.notes[0].text, "see [RFC6335, Section 8], bold");
    assert_text(&preamble.notes[1].title, "T");
    assert_text(&preamble.notes[1].text, "[http://x/]");
    preamble_free(&preamble);
}

static void more_notes_than_are_kept(void **state)
{
    struct preamble preamble = preamble_of(
        "<registry xmlns=\"http://www.iana.org/assignments\"><updated>2020-01-02</updated>"
        "<note>1</note><note>2</note><note>3</note><note>4</note><note>5</note><note>6</note>"
        "<note>7</note><note>8</note><note>9 <xref type=\"rfc\" data=\"rfc9\"/></note>" RECORDS
        "</registry>");

    (void)state;
    assert_int_equal(preamble.note_count, PREAMBLE_NOTES_MAX);
    assert_text(&preamble.notes[7].text, "8");
    assert_text(&preamble.references, "");
    preamble_free(&preamble);
}

static void other_formats_have_a_title(void **state)
{
    static const char csv[] =
        "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
        "Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,"
        "Assignment Notes\r\na,1,tcp,,,,,,,,,\r\n";
    struct portreg_compiler *compiler = compile_begin();
    struct compiled compiled;
    struct preamble preamble;

    (void)state;
    compile_add(compiler, "2020-01-01.csv", string_of(csv));
    compiled = compile_end(compiler);
    assert_int_equal(preamble_read(portreg_view_now(compiled.snapshot), &preamble, NULL),
                     PORTREG_OK);
    assert_text(&preamble.title, "Service Name and Transport Protocol Port Number Registry");
    assert_int_equal(preamble.note_count, 0);
    preamble_free(&preamble);
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_above_the_records),
        cmocka_unit_test(more_notes_than_are_kept),
        cmocka_unit_test(other_formats_have_a_title),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
