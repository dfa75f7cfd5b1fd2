/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/builder_data.h"
#include "snapshot/write.h"
#include "util/string.h"

#define HEAD "<?xml version='1.0' encoding='UTF-8'?>\n<registry xmlns=\"x\">\n"
#define DATE "<updated>2020-01-01</updated>\n"
#define A "<record><name>a</name><number>1</number></record>"
#define B "<record date=\"2001\"><name>b</name><number>2</number></record>"
#define C "<record>\n<name>c</name>\n<number>3</number>\n</record>"
#define PERSON "<person id=\"P\"><name>P. Erson</name></person>"
#define PEOPLE "<people>\n" PERSON "\n</people>\n"
#define TAIL "</registry>\n"

/* Whole files with the number of records and contacts that stand in them. */
static const struct {
    const char *text;
    uint32_t records;
    uint32_t contacts;
} files[] = {
    { HEAD DATE A TAIL, 1, 0 },
    { HEAD DATE A B C PEOPLE TAIL, 3, 1 },
    { HEAD DATE A " " B "\n\n\t" C "\r\n" PEOPLE TAIL, 3, 1 },
    { "\xEF\xBB\xBF" HEAD DATE A TAIL, 1, 0 },
    { "<registry>" DATE A "</registry>", 1, 0 },
    { "<registry>" DATE A "</registry>\n\n<!-- behind --> <?pi?>\n", 1, 0 },
    { HEAD "<updated>\n 2020-01-01 \t</updated>" A TAIL, 1, 0 },
    { HEAD "<updated >2020-01-01</updated >" A TAIL, 1, 0 },
    { HEAD "<updated a='>'>2020-01-01</updated>" A TAIL, 1, 0 },
    { HEAD A TAIL, 1, 0 },
    { HEAD "<updated/>" A TAIL, 1, 0 },
    { HEAD "<updated></updated>" A PEOPLE TAIL, 1, 1 },
    { HEAD "<updated/><updated>2020-01-01</updated>" A TAIL, 1, 0 },
    /* The date may stand anywhere. */
    { HEAD A DATE B PEOPLE TAIL, 2, 1 },
    { HEAD A B PEOPLE DATE TAIL, 2, 1 },
    { HEAD A DATE PEOPLE TAIL, 1, 1 },
    { HEAD A "<!-- x -->" DATE TAIL, 1, 0 },
    /* Dates that are none of the version. */
    { HEAD "<!-- <updated>1999-01-01</updated> -->" DATE A TAIL, 1, 0 },
    { "<!-- <updated>1999-01-01</updated> --><registry>" DATE A TAIL, 1, 0 },
    { "<!-- no date --><registry>" DATE A TAIL "<!-- <record> -->", 1, 0 },
    { "<?pi <updated>1999-01-01</updated> ?><registry>" DATE A TAIL, 1, 0 },
    { HEAD "<x><updated>1999-01-01</updated></x>" DATE A TAIL, 1, 0 },
    { HEAD "<note><![CDATA[<updated>1999-01-01</updated>]]></note>" DATE A TAIL, 1, 0 },
    { HEAD DATE "<updated>1999-01-01</updated>" A TAIL, 1, 0 },
    /* Self-closing records, alone, first, last, between. */
    { HEAD DATE "<record/>" TAIL, 1, 0 },
    { HEAD DATE "<record />\n" A "<record date='2001'/>" B "<record/>\n" PEOPLE TAIL, 5, 1 },
    { HEAD DATE A "<record/>" TAIL, 2, 0 },
    { HEAD DATE A "<record/></registry>", 2, 0 },
    { HEAD DATE "<record></record><record></record >" TAIL, 2, 0 },
    { HEAD DATE "<record\n>" "<name>x</name></record\n>" B TAIL, 2, 0 },
    { HEAD DATE A "<people><person id='P'/>\n<person id='Q'/></people>" TAIL, 1, 2 },
    { HEAD DATE A "<people><person id='P'/></people>" TAIL, 1, 1 },
    { HEAD DATE A "<people/>" TAIL, 1, 0 },
    { HEAD DATE A "<people></people><people>" PERSON "</people>" TAIL, 1, 1 },
    { HEAD DATE A "<people>" PERSON "</people><people><person id='Q'/></people>" TAIL, 1, 2 },
    /* What stands between records. */
    { HEAD DATE A "<!-- comment -->" B "<!-- last -->" PEOPLE TAIL, 2, 1 },
    { HEAD DATE A "<?pi?>" B TAIL, 2, 0 },
    { HEAD DATE A "text" B "text" TAIL, 2, 0 },
    { HEAD DATE A "<![CDATA[<record>]]>" B TAIL, 2, 0 },
    { HEAD DATE A "<footnote anchor='1'>one</footnote>\n" B "<footnote anchor='2'/>" PEOPLE TAIL,
      2, 1 },
    { HEAD DATE A "<registry><record><name>inner</name></record></registry>" B TAIL, 2, 0 },
    { HEAD DATE A "<people>" PERSON "<!-- x --><foo/>" "<person id='Q'/></people>" TAIL, 1, 2 },
    { HEAD DATE "<recordings/>" A "<records/>" B "<personal/>" PEOPLE TAIL, 2, 1 },
    /* Looks that deceive. */
    { HEAD DATE "<!-- " A " -->" B TAIL, 1, 0 },
    { "<!-- " A " -->" "<registry>" DATE B TAIL, 1, 0 },
    { "<!-- <record> -->" "<registry>" DATE B TAIL, 1, 0 },
    { "<?pi " A "?><registry>" DATE B TAIL, 1, 0 },
    { HEAD DATE "<!-- <record> -->" A TAIL, 1, 0 },
    { HEAD DATE "<!-- </record> -->" A TAIL, 1, 0 },
    { HEAD DATE A "<!-- <people>" PERSON "</people> -->" TAIL, 1, 0 },
    { HEAD DATE A "<!-- " B " -->" C PEOPLE TAIL, 2, 1 },
    { HEAD DATE "<record><note><!-- </record> --></note><name>x</name></record>" B TAIL, 2, 0 },
    { HEAD DATE "<record><note><![CDATA[</record>]]></note></record>" B TAIL, 2, 0 },
    { HEAD DATE "<record><note>&lt;/record></note></record>" B TAIL, 2, 0 },
    { HEAD DATE "<record><note a='&lt;record>'/></record>" B TAIL, 2, 0 },
    { HEAD DATE "<record><record><name>inner</name></record></record>" B TAIL, 2, 0 },
    { HEAD DATE "<record><name>out</name><record/></record>" B TAIL, 2, 0 },
    { HEAD DATE "<x>" A "</x>" B PEOPLE TAIL, 1, 1 },
    { HEAD DATE "<x>" A "\n" B "\n</x>" A "\n" PEOPLE TAIL, 1, 1 },
    { HEAD DATE "<x><record/></x>" A "<x>" B "</x>" C PEOPLE TAIL, 2, 1 },
    { HEAD DATE "<note>" PERSON "</note>" A PEOPLE TAIL, 1, 1 },
    { HEAD DATE A "<note>" PERSON "</note>" PEOPLE TAIL, 1, 1 },
    { HEAD DATE A PERSON PEOPLE TAIL, 1, 1 },
    { HEAD DATE A "<people><x>" PERSON "</x></people>" TAIL, 1, 0 },
    /* Equal records, equal contacts. */
    { HEAD DATE A A A A PEOPLE TAIL, 4, 1 },
    { HEAD DATE A "\n" A " " A "\n" A "<people>" PERSON PERSON "</people>" TAIL, 4, 2 },
};

enum { FILE_COUNT = sizeof(files) / sizeof(files[0]) };

static struct portreg_string file_text(size_t index)
{
    return string_of(files[index].text);
}

static void add_file(struct portreg_compiler *compiler, size_t index, const char *name)
{
    struct portreg_error error;
    struct portreg_string text = file_text(index);
    if (portreg_compiler_add_memory(compiler, name, text.data, text.size, &error) !=
        PORTREG_OK) {
        fail_msg("file %zu: %s:%u:%u: %s\n%s", index, error.file, error.line, error.column,
                 error.message, text.data);
    }
}

static void every_file_comes_back_byte_for_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct portreg_compiler *compiler = compile_begin();
        add_file(compiler, i, "2020-01-01");
        struct compiled compiled = compile_end(compiler);
        const struct portreg_view view = portreg_view_now(compiled.snapshot);
        struct portreg_version version;
        assert_true(portreg_snapshot_version(compiled.snapshot, 0, &version));
        if (version.row_count != files[i].records || version.contact_count != files[i].contacts) {
            fail_msg("file %zu has %u records and %u contacts", i, version.row_count,
                     version.contact_count);
        }
        assert_int_equal(version.date, portreg_date_parse("2020-01-01", 10));
        assert_written(view, "xml", file_text(i));
        compiled_free(&compiled);
    }
}

static void put_date(char date[16], unsigned day)
{
    (void)snprintf(date, 16, "2%03u-%02u-%02u", day / 336 % 1000, day / 28 % 12 + 1,
                   day % 28 + 1);
}

/* The date written into a copy, so that any file can follow any other. */
static struct portreg_string redate(struct portreg_string text, unsigned day)
{
    char *copy = malloc(text.size + 1);
    assert_non_null(copy);
    memcpy(copy, text.data, text.size + 1);
    for (char *at = copy; (at = strstr(at, "2020-01-01")) != NULL;) {
        char date[16];
        put_date(date, day);
        memcpy(at, date, 10);
    }
    return (struct portreg_string){ copy, text.size };
}

/* Reads versions one after the other with the reader's memory of the one before. */
static struct compiled compile_in_row(const struct portreg_string *texts, size_t count)
{
    struct builder *builder;
    struct portreg_error error;
    assert_int_equal(builder_create(&builder, NULL), PORTREG_OK);
    for (unsigned i = 0; i < count; i++) {
        char date[16];
        const struct format_input input = { .name = "input", .bytes = texts[i], .jobs = 1 };
        assert_int_equal(builder_begin(builder, NULL), PORTREG_OK);
        builder_set_name(builder, "input");
        if (format_xml.read(builder, &input, &error) != PORTREG_OK) {
            fail_msg("%u:%u: %s\n%s", error.line, error.column, error.message, texts[i].data);
        }
        put_date(date, i);
        if (builder_date(builder) == 0) {
            assert_int_equal(builder_set_date(builder, string_of(date), NULL), PORTREG_OK);
        }
        assert_int_equal(builder_end(builder, NULL), PORTREG_OK);
    }
    struct compiled compiled;
    uint32_t id;
    assert_int_equal(pool_add(&builder->strings, string_of("iana"), &id, NULL), PORTREG_OK);
    assert_int_equal(snapshot_build(builder, "iana", 1, &compiled.image, &compiled.size, NULL),
                     PORTREG_OK);
    builder_destroy(builder);
    assert_int_equal(portreg_snapshot_open_memory(compiled.image, compiled.size,
                                                  PORTREG_OPEN_VERIFIED, &compiled.snapshot,
                                                  NULL),
                     PORTREG_OK);
    return compiled;
}

/* Every file behind every other: what is remembered of one never spoils the next. */
static void every_file_may_follow_every_other(void **state)
{
    (void)state;
    enum { COUNT = FILE_COUNT * 2 };
    for (size_t first = 0; first < FILE_COUNT; first++) {
        struct portreg_string texts[COUNT];
        for (unsigned i = 0; i < COUNT; i++) {
            texts[i] = redate(file_text(i % 2 == 0 ? first : i / 2), i);
        }
        struct compiled compiled = compile_in_row(texts, COUNT);
        assert_int_equal(portreg_snapshot_version_count(compiled.snapshot), COUNT);
        for (uint32_t i = 0; i < COUNT; i++) {
            struct portreg_version version;
            size_t of = i % 2 == 0 ? first : i / 2;
            assert_true(portreg_snapshot_version(compiled.snapshot, i, &version));
            if (version.row_count != files[of].records ||
                version.contact_count != files[of].contacts) {
                fail_msg("file %zu between files %zu has %u records and %u contacts", of, first,
                         version.row_count, version.contact_count);
            }
            assert_written((struct portreg_view){ compiled.snapshot, i }, "xml", texts[i]);
        }
        compiled_free(&compiled);
        for (size_t i = 0; i < COUNT; i++) {
            free((char *)(uintptr_t)texts[i].data);
        }
    }
}

/* Small changes from one version to the next. */
static void neighbours_that_differ_a_little_come_back(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD DATE A "\n" B "\n" PEOPLE TAIL,
        HEAD DATE A "\n  " B "\n" PEOPLE TAIL,                  /* white space grew */
        HEAD DATE A "\n" B "\n\n" PEOPLE TAIL,                  /* … at the end */
        HEAD DATE A B PEOPLE TAIL,                              /* … and is gone */
        HEAD DATE C A B PEOPLE TAIL,                            /* one more at the start */
        HEAD DATE C A B C PEOPLE TAIL,                          /* at the end */
        HEAD DATE C A C B C PEOPLE TAIL,                        /* between */
        HEAD DATE B PEOPLE TAIL,                                /* most of them gone */
        HEAD DATE B A PEOPLE TAIL,                              /* moved */
        HEAD DATE "<record/>" B A PEOPLE TAIL,
        HEAD DATE "<record/>" "<record></record>" B A PEOPLE TAIL,
        HEAD DATE B A "<people>" PERSON PERSON "</people>" TAIL,
        HEAD DATE B A "<people>" PERSON " " PERSON "</people>" TAIL,
        HEAD DATE B A "<!-- x --><people>" PERSON " " PERSON "</people>" TAIL,
        HEAD DATE B "<!-- x -->" A "<people>" PERSON " " PERSON "</people>" TAIL,
        HEAD DATE B "<!-- x --> " A "<people>" PERSON " " PERSON "</people>" TAIL,
        HEAD DATE B "<!-- x --><!-- y -->" A "<people>" PERSON "</people>" TAIL,
        HEAD DATE B "<!-- y -->" A "<people>" PERSON "</people>" TAIL,
        HEAD DATE B "<footnote/>" A "<people>" PERSON "</people>" TAIL,
        HEAD DATE B "<footnote/><footnote/>" A "<people>" PERSON "</people>" TAIL,
        HEAD DATE B "<footnote/><footnote/><people>" PERSON "</people>" TAIL,
        HEAD DATE B A "<people>" PERSON "</people>" TAIL "\n",
        HEAD DATE B A "<people>" PERSON "</people>" "</registry>",
    };
    enum { COUNT = sizeof(texts) / sizeof(texts[0]) };
    struct portreg_string dated[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        dated[i] = redate(string_of(texts[i]), i);
    }
    struct compiled compiled = compile_in_row(dated, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_written((struct portreg_view){ compiled.snapshot, i }, "xml", dated[i]);
        struct compiled lone = compile_texts(&dated[i], 1);
        struct portreg_version alone;
        struct portreg_version among;
        assert_true(portreg_snapshot_version(lone.snapshot, 0, &alone));
        assert_true(portreg_snapshot_version(compiled.snapshot, i, &among));
        assert_int_equal(alone.row_count, among.row_count);
        assert_int_equal(alone.contact_count, among.contact_count);
        compiled_free(&lone);
        free((char *)(uintptr_t)dated[i].data);
    }
    compiled_free(&compiled);
}

static void a_version_read_twice_is_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct portreg_compiler *compiler = compile_begin();
        add_file(compiler, i, "2020-01-01");
        add_file(compiler, i, "2020-01-01");
        struct compiled compiled = compile_end(compiler);
        assert_int_equal(portreg_snapshot_version_count(compiled.snapshot), 1);
        compiled_free(&compiled);
    }
}

#define RECORD(inside) HEAD DATE "<record>" inside "</record>" TAIL

/* A record's inside and one column of it. */
static const struct {
    const char *text;
    enum portreg_column column;
    const char *expected;
} cells[] = {
    { RECORD("<name/>"), PORTREG_COLUMN_NAME, "" },
    { RECORD("<name>  a\n </name>"), PORTREG_COLUMN_NAME, "a" },
    { RECORD("<description>a<br/>b</description>"), PORTREG_COLUMN_DESCRIPTION, "ab" },
    { RECORD("<description>a<br/>\nb</description>"), PORTREG_COLUMN_DESCRIPTION, "a\nb" },
    { RECORD("<description>a \n b</description>"), PORTREG_COLUMN_DESCRIPTION, "a b" },
    { RECORD("<description>a \n    b \n c</description>"), PORTREG_COLUMN_DESCRIPTION, "a b c" },
    { RECORD("<description>a  \n b</description>"), PORTREG_COLUMN_DESCRIPTION, "a  b" },
    { RECORD("<description>a\n b</description>"), PORTREG_COLUMN_DESCRIPTION, "a\n b" },
    { RECORD("<description>a \nb</description>"), PORTREG_COLUMN_DESCRIPTION, "a \nb" },
    { RECORD("<description>a \n\n b</description>"), PORTREG_COLUMN_DESCRIPTION, "a \n\n b" },
    { RECORD("<description>a \n \n b</description>"), PORTREG_COLUMN_DESCRIPTION, "a \n b" },
    { RECORD("<description> \n  \n </description>"), PORTREG_COLUMN_DESCRIPTION, "" },
    { RECORD("<description>&lt;&amp;&gt;&quot;&#233;&#x1F600;</description>"),
      PORTREG_COLUMN_DESCRIPTION, "<&>\"\xC3\xA9\xF0\x9F\x98\x80" },
    { RECORD("<description>a<![CDATA[<b>&amp;]]>c</description>"), PORTREG_COLUMN_DESCRIPTION,
      "a<b>&amp;c" },
    { RECORD("<description>a<!-- x -->b<?pi?>c</description>"), PORTREG_COLUMN_DESCRIPTION,
      "abc" },
    { RECORD("<description>see <xref type='rfc' data='rfc793'/>.</description>"),
      PORTREG_COLUMN_DESCRIPTION, "see [RFC793]." },
    { RECORD("<note><paragraph>a</paragraph><paragraph>b</paragraph></note>"),
      PORTREG_COLUMN_NOTE, "a        b" },
    { RECORD("<note>x<paragraph>a<xref type='person' data='P'/></paragraph></note>"),
      PORTREG_COLUMN_NOTE, "x        a[P]" },
    { RECORD("<number>8000-8100</number>"), PORTREG_COLUMN_NUMBER, "8000-8100" },
    { RECORD("<protocol>dccp</protocol><sc>1145656131</sc>"), PORTREG_COLUMN_CODE,
      "1145656131" },
    { RECORD("<xref type='rfc' data='rfc6335'/>"), PORTREG_COLUMN_REFERENCE, "[RFC6335]" },
    { RECORD("<xref type='rfc' data='rfc6335' section='5.1'/>"), PORTREG_COLUMN_REFERENCE,
      "[RFC6335, Section 5.1]" },
    { RECORD("<xref section='5.1' data='rfc6335' type='rfc'/>"), PORTREG_COLUMN_REFERENCE,
      "[RFC6335, Section 5.1]" },
    { RECORD("<xref type='rfc' data='rfc1'>label</xref>"), PORTREG_COLUMN_REFERENCE, "[label]" },
    { RECORD("<xref type='rfc' data='rfc1' section='2'>label</xref>"), PORTREG_COLUMN_REFERENCE,
      "[label, Section 2]" },
    { RECORD("<xref type='draft' data='draft-ietf-x-00'/>"), PORTREG_COLUMN_REFERENCE,
      "[draft-ietf-x-00]" },
    { RECORD("<xref type='uri' data='http://x/'/><xref type='uri' data='u'>v</xref>"),
      PORTREG_COLUMN_REFERENCE, "[http://x/][v]" },
    { RECORD("<xref type='text'>some text</xref>"), PORTREG_COLUMN_REFERENCE, "[some text]" },
    { RECORD("<xref type='note' data='1'/>"), PORTREG_COLUMN_REFERENCE, "[1]" },
    { RECORD("<xref/>"), PORTREG_COLUMN_REFERENCE, "[]" },
    { RECORD("<xref type='person' data='P'/><xref type='person' data='Q'/>"),
      PORTREG_COLUMN_CONTACT, "[P][Q]" },
    { RECORD("<xref type='person' data='P'/>"), PORTREG_COLUMN_ASSIGNEE, "[P]" },
    { RECORD("<xref type='person' data='P'/>"), PORTREG_COLUMN_REFERENCE, "" },
    { RECORD("<assignee><xref type='person' data='A'/></assignee>"
             "<xref type='person' data='P'/>"),
      PORTREG_COLUMN_ASSIGNEE, "[A]" },
    { RECORD("<xref type='person' data='P'/>"
             "<assignee><xref type='text'>IESG</xref></assignee>"),
      PORTREG_COLUMN_ASSIGNEE, "[IESG]" },
    { RECORD("<xref type='person' data='P'/><assignee/>"), PORTREG_COLUMN_ASSIGNEE, "" },
    { RECORD("<assignee><xref type='person' data='A'/></assignee>"), PORTREG_COLUMN_CONTACT, "" },
    { RECORD("<unauthorized>Known <br/>use</unauthorized>"), PORTREG_COLUMN_UNAUTHORIZED,
      "Known use" },
    { RECORD("<description>a</description><name>b</name>"), PORTREG_COLUMN_NAME, "b" },
    { RECORD("<unknown><name>no</name></unknown><name>b</name>"), PORTREG_COLUMN_NUMBER, "" },
    { RECORD("stray text<name>b</name>stray"), PORTREG_COLUMN_NAME, "b" },
    { HEAD DATE "<record date='2001-02-03' updated='2004-05'/>" TAIL, PORTREG_COLUMN_REGISTERED,
      "2001-02-03" },
    { HEAD DATE "<record date='2001-02-03' updated='2004-05'/>" TAIL, PORTREG_COLUMN_MODIFIED,
      "2004-05" },
};

static void cells_are_what_iana_prints(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        struct compiled compiled = compile_text(cells[i].text);
        struct portreg_string cell =
            portreg_snapshot_cell(compiled.snapshot, 0, cells[i].column);
        if (!string_is(cell, cells[i].expected)) {
            fail_msg("%s\nhas \"%s\" instead of \"%s\"", cells[i].text, cell.data,
                     cells[i].expected);
        }
        compiled_free(&compiled);
    }
}

/* Neighbours that are, or only look like, one record for tcp and for udp. */
static const char *const neighbours[][2] = {
    { "<record><name>a</name><protocol>tcp</protocol><number>1</number></record>\n",
      "<record><name>a</name><protocol>udp</protocol><number>1</number></record>\n" },
    { "<record><name>a</name><note>of <protocol>tcp</protocol></note></record>\n",
      "<record><name>a</name><note>of <protocol>udp</protocol></note></record>\n" },
    { "<record><protocol>tcp</protocol><note><protocol>tcp</protocol></note></record>\n",
      "<record><protocol>tcp</protocol><note><protocol>udp</protocol></note></record>\n" },
    { "<record><protocol>tcp</protocol><note><protocol>tcp</protocol></note></record>\n",
      "<record><protocol>udp</protocol><note><protocol>tcp</protocol></note></record>\n" },
    { "<record><protocol>tcp</protocol><name>tcp</name></record>\n",
      "<record><protocol>tcp</protocol><name>udp</name></record>\n" },
};

static void twins_are_what_each_is_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(neighbours) / sizeof(neighbours[0]); i++) {
        char text[1024];
        snprintf(text, sizeof(text), "%s%s%s%s", HEAD DATE, neighbours[i][0], neighbours[i][1],
                 TAIL);
        struct compiled both = compile_text(text);
        for (unsigned row = 0; row < 2; row++) {
            snprintf(text, sizeof(text), "%s%s%s", HEAD DATE, neighbours[i][row], TAIL);
            struct compiled lone = compile_text(text);
            for (unsigned column = 0; column < PORTREG_COLUMN_COUNT; column++) {
                assert_string_equal(
                    portreg_snapshot_cell(both.snapshot, row, (enum portreg_column)column).data,
                    portreg_snapshot_cell(lone.snapshot, 0, (enum portreg_column)column).data);
            }
            compiled_free(&lone);
        }
        compiled_free(&both);
    }
}

static void contacts_keep_their_fields(void **state)
{
    (void)state;
    struct compiled compiled = compile_text(
        HEAD DATE A "<people><person id=\"Jos&#233;_X\">\n<name>Jos\xC3\xA9 &lt;X&gt;</name>"
        "<org>Org, Inc.</org><uri>mailto:a&amp;b</uri>\n<uri>http://c/</uri>"
        "<updated>2020-02</updated><other>no</other></person></people>" TAIL);
    struct portreg_contact contact;
    const struct portreg_view view = portreg_view_now(compiled.snapshot);
    uint32_t found = portreg_view_find_contact(view, "Jos\xC3\xA9_X", 7);
    assert_true(portreg_snapshot_contact(compiled.snapshot, found, &contact));
    assert_string_equal(contact.name.data, "Jos\xC3\xA9 <X>");
    assert_string_equal(contact.org.data, "Org, Inc.");
    assert_string_equal(contact.uri.data, "mailto:a&b\nhttp://c/");
    assert_string_equal(contact.updated.data, "2020-02");
    compiled_free(&compiled);
}

#define BIG_TAG "<a><a><a><a><a><a><a><a><a><a>"

/* Files that are refused, and where. */
static const struct {
    const char *text;
    enum portreg_status status;
    uint32_t line;
    uint32_t column;
} faults[] = {
    { HEAD DATE TAIL, PORTREG_SYNTAX, 0, 0 }, /* no records */
    { HEAD DATE "<x>" A "</x>" TAIL, PORTREG_SYNTAX, 0, 0 },
    { "", PORTREG_SYNTAX, 1, 1 },
    { "<registry", PORTREG_SYNTAX, 1, 1 },
    { "<registry>", PORTREG_SYNTAX, 1, 11 },
    { HEAD DATE A, PORTREG_SYNTAX, 4, 50 },
    { HEAD DATE A "\n</registri>", PORTREG_SYNTAX, 5, 3 },
    { HEAD DATE A TAIL "<x/>", PORTREG_SYNTAX, 5, 1 },
    { HEAD DATE A TAIL "text", PORTREG_SYNTAX, 5, 1 },
    { "<rss>" A "</rss>", PORTREG_SYNTAX, 1, 1 },
    { HEAD DATE "<record><name>a</record>" TAIL, PORTREG_SYNTAX, 4, 18 },
    { HEAD DATE A "<record><name>a&bad;</name></record>" TAIL, PORTREG_SYNTAX, 4, 65 },
    { HEAD DATE A "<record><name a='1' a='2'/></record>" TAIL, PORTREG_SYNTAX, 4, 70 },
    { HEAD DATE A "\n\xC3\xA9\xFF" TAIL, PORTREG_SYNTAX, 5, 3 },
    { HEAD DATE A "<record><name>\xC3(</name></record>" TAIL, PORTREG_SYNTAX, 4, 64 },
    { HEAD DATE A "<record><name>\xED\xA0\x80</name></record>" TAIL, PORTREG_SYNTAX, 4, 64 },
    { HEAD DATE A "<record><name>&#0;</name></record>" TAIL, PORTREG_SYNTAX, 4, 64 },
    { HEAD DATE A "<record><name>\x01</name></record>" TAIL, PORTREG_SYNTAX, 4, 64 },
    { HEAD "<updated>soon</updated>" A TAIL, PORTREG_SYNTAX, 3, 10 },
    { HEAD "<updated>2020-02-30</updated>" A TAIL, PORTREG_SYNTAX, 3, 10 },
    { HEAD DATE A "\n <record><number>70000</number></record>" TAIL, PORTREG_SYNTAX, 5, 2 },
    { HEAD DATE A "\n <record><number>9-3</number></record>" TAIL, PORTREG_SYNTAX, 5, 2 },
    { HEAD DATE A "\n <record><protocol>icmp</protocol></record>" TAIL, PORTREG_SYNTAX, 5, 2 },
    { HEAD DATE A "\n <record><sc>abc</sc></record>" TAIL, PORTREG_SYNTAX, 5, 2 },
    { HEAD DATE PEOPLE A TAIL, PORTREG_SYNTAX, 7, 1 }, /* a record behind the contacts */
    { "<!DOCTYPE registry>\n<registry>" A "</registry>", PORTREG_UNSUPPORTED, 1, 19 },
    { "<?xml version='1.0'?>\n<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;\">]>\n"
      "<registry><record><name>&b;</name></record></registry>",
      PORTREG_UNSUPPORTED, 2, 13 },
    { "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><registry>" A "</registry>",
      PORTREG_UNSUPPORTED, 1, 40 },
    { "<?xml version='1.0' encoding='ISO-8859-1'?><registry>" A "</registry>",
      PORTREG_UNSUPPORTED, 1, 1 },
    { "<?xml version='1.0' encoding='UTF-16'?><registry>" A "</registry>", PORTREG_UNSUPPORTED,
      1, 1 },
    { HEAD DATE BIG_TAG BIG_TAG BIG_TAG BIG_TAG BIG_TAG BIG_TAG BIG_TAG, PORTREG_LIMIT, 4, 190 },
    { HEAD DATE "<record>" BIG_TAG BIG_TAG BIG_TAG BIG_TAG BIG_TAG BIG_TAG BIG_TAG,
      PORTREG_LIMIT, 4, 195 },
};

static void assert_fault(struct portreg_string text, enum portreg_status status, uint32_t line,
                         uint32_t column)
{
    struct reading reading = reading_of(&format_xml, text);
    assert_int_equal(strlen(reading.error.message) > 0, reading.status != PORTREG_OK);
    if (reading.status != status || reading.error.line != line ||
        reading.error.column != column || strcmp(reading.error.file, "input") != 0) {
        fail_msg("%s: %s:%u:%u (%s), expected %s at %u:%u of\n%.300s",
                 portreg_status_name(reading.status), reading.error.file, reading.error.line,
                 reading.error.column, reading.error.message, portreg_status_name(status), line,
                 column, text.data);
    }
    reading_free(&reading);
}

static void faults_are_named_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        assert_fault(string_of(faults[i].text), faults[i].status, faults[i].line,
                     faults[i].column);
    }
}

static void nul_and_utf16_are_refused(void **state)
{
    (void)state;
    struct reading nul =
        reading_of(&format_xml, STRING_LITERAL("<registry>" A "\n <record>\0</record></registry>"));
    assert_failed_at(&nul, PORTREG_SYNTAX, 2, 10);
    reading_free(&nul);
    static const char text[] = "\xFF\xFE<registry>" DATE A B "</registry>";
    char wide[sizeof(text) * 2] = "\xFF\xFE";
    for (size_t i = 2; i + 1 < sizeof(text); i++) {
        wide[2 * i - 2] = text[i];
    }
    struct reading utf16 = reading_of(
        &format_xml, (struct portreg_string){ wide, 2 * (sizeof(text) - 3) + 2 });
    assert_int_not_equal(utf16.status, PORTREG_OK);
    assert_true(utf16.error.line > 0);
    reading_free(&utf16);
}

/* Cut off anywhere, a file is refused at its end or at what was cut. */
static void every_truncation_is_refused(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF" HEAD DATE A "\n<!-- x -->\n" C "\n<record/>\n" PEOPLE
                               "<?pi?></registry>";
    for (size_t size = 0; size + 1 < sizeof(text); size++) {
        char *cut = malloc(size + 1); /* of the exact size, so that reading past it is seen */
        assert_non_null(cut);
        memcpy(cut, text, size);
        struct reading reading = reading_of(&format_xml, (struct portreg_string){ cut, size });
        if (reading.status != PORTREG_SYNTAX || reading.error.line == 0 ||
            reading.error.column == 0) {
            fail_msg("cut at %zu: %s at %u:%u", size, portreg_status_name(reading.status),
                     reading.error.line, reading.error.column);
        }
        reading_free(&reading);
        free(cut);
    }
}

/* A text with `size` times a byte in a place. */
static void assert_large(const char *before, size_t size, const char *behind,
                         enum portreg_status status)
{
    struct buffer text = BUFFER_INIT((size_t)64 << 20);
    buffer_append_text(&text, before);
    buffer_append_repeat(&text, 'x', size);
    buffer_append_text(&text, behind);
    assert_false(buffer_failed(&text));
    struct reading reading =
        reading_of(&format_xml, (struct portreg_string){ text.data, text.size });
    if (reading.status != status || (status != PORTREG_OK && reading.error.line == 0)) {
        fail_msg("%s...%s: %s at %u:%u (%s)", before, behind,
                 portreg_status_name(reading.status), reading.error.line, reading.error.column,
                 reading.error.message);
    }
    reading_free(&reading);
    buffer_free(&text);
}

static void large_texts_meet_their_limits(void **state)
{
    (void)state;
    const size_t huge = (size_t)20 << 20;
    assert_large(HEAD DATE "<record><name>", RECORD_COLUMN_MAX, "</name></record>" TAIL,
                 PORTREG_OK);
    assert_large(HEAD DATE "<record><name>", RECORD_COLUMN_MAX + 1, "</name></record>" TAIL,
                 PORTREG_LIMIT);
    assert_large(HEAD DATE A "<people><person><name>", RECORD_COLUMN_MAX,
                 "</name></person></people>" TAIL, PORTREG_OK);
    assert_large(HEAD DATE A "<people><person id='", RECORD_COLUMN_MAX + 1,
                 "'/></people>" TAIL, PORTREG_LIMIT);
    assert_large(HEAD DATE "<record><other>", huge, "</other></record>" TAIL, PORTREG_LIMIT);
    assert_large(HEAD DATE "<record date='", huge, "'/>" TAIL, PORTREG_LIMIT);
    assert_large(HEAD DATE "<record><xref type='", huge, "'/></record>" TAIL, PORTREG_LIMIT);
    assert_large(HEAD DATE "<record><xref>", huge, "</xref><xref/></record>" TAIL, PORTREG_LIMIT);
    assert_large(HEAD DATE A "<people><person id='", huge, "'/></people>" TAIL, PORTREG_LIMIT);
    assert_large(HEAD DATE A "<people><person><uri>", huge, "</uri></person></people>" TAIL,
                 PORTREG_LIMIT);
    assert_large(HEAD DATE "<x y='", huge, "'/>" A TAIL, PORTREG_OK);
    assert_large(HEAD DATE "<", huge, "/>" A TAIL, PORTREG_OK);
    assert_large(HEAD DATE "<!-- ", huge, " -->" A TAIL, PORTREG_OK);
    assert_large(HEAD DATE "<x y='", huge, "", PORTREG_SYNTAX);
    assert_large(HEAD DATE "<updated>", huge, "</updated>" A TAIL, PORTREG_OK);
    assert_large(HEAD "<updated>", huge, "</updated>" A TAIL, PORTREG_SYNTAX);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT((size_t)64 << 20);
    buffer_append_text(&text, HEAD DATE "<record>");
    for (unsigned i = 0; i < 100000; i++) {
        buffer_append_text(&text, "<x>");
    }
    assert_fault((struct portreg_string){ text.data, text.size }, PORTREG_LIMIT, 4, 195);
    buffer_clear(&text);
    buffer_append_text(&text, HEAD DATE);
    for (unsigned i = 0; i < 100000; i++) {
        buffer_append_text(&text, "<record>");
    }
    assert_fault((struct portreg_string){ text.data, text.size }, PORTREG_LIMIT, 4, 505);
    buffer_free(&text);
}

static void a_fault_spoils_nothing_of_what_is_there(void **state)
{
    (void)state;
    struct portreg_compiler *compiler = compile_begin();
    struct portreg_error error;
    static const char good[] = HEAD DATE A "\n" B "\n" PEOPLE TAIL;
    static const char later[] = HEAD "<updated>2021-01-01</updated>" A "\n" B "\n" PEOPLE TAIL;
    compile_add(compiler, "good", string_of(good));
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (portreg_compiler_add_memory(compiler, "bad", faults[i].text, strlen(faults[i].text),
                                        &error) == PORTREG_OK) {
            fail_msg("accepted: %s", faults[i].text);
        }
        assert_string_equal(error.file, "bad");
    }
    compile_add(compiler, "later", string_of(later));
    struct compiled compiled = compile_end(compiler);
    assert_int_equal(portreg_snapshot_version_count(compiled.snapshot), 2);
    assert_int_equal(portreg_snapshot_row_count(compiled.snapshot), 2);
    assert_written((struct portreg_view){ compiled.snapshot, 0 }, "xml", string_of(good));
    assert_written((struct portreg_view){ compiled.snapshot, 1 }, "xml", string_of(later));
    compiled_free(&compiled);
}

/* Some rows alone still make a file that can be read. */
static void some_rows_make_a_whole_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct portreg_compiler *compiler = compile_begin();
        add_file(compiler, i, "2020-01-01");
        struct compiled compiled = compile_end(compiler);
        const struct portreg_view view = portreg_view_now(compiled.snapshot);
        for (uint32_t row = 0; row < files[i].records; row++) {
            struct portreg_string xml;
            char *text;
            assert_int_equal(portreg_format_write("xml", view, &row, 1, &text, &xml.size, NULL),
                             PORTREG_OK);
            xml.data = text;
            struct portreg_compiler *again = compile_begin();
            compile_add(again, "2020-01-01", xml);
            struct compiled alone = compile_end(again);
            assert_int_equal(portreg_snapshot_row_count(alone.snapshot), 1);
            assert_same_row(alone.snapshot, 0, compiled.snapshot, row);
            compiled_free(&alone);
            free(text);
        }
        compiled_free(&compiled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_comes_back_byte_for_byte),
        cmocka_unit_test(every_file_may_follow_every_other),
        cmocka_unit_test(neighbours_that_differ_a_little_come_back),
        cmocka_unit_test(a_version_read_twice_is_one),
        cmocka_unit_test(cells_are_what_iana_prints),
        cmocka_unit_test(twins_are_what_each_is_alone),
        cmocka_unit_test(contacts_keep_their_fields),
        cmocka_unit_test(faults_are_named_with_their_place),
        cmocka_unit_test(nul_and_utf16_are_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(large_texts_meet_their_limits),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_fault_spoils_nothing_of_what_is_there),
        cmocka_unit_test(some_rows_make_a_whole_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
