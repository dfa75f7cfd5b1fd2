/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/string.h"

#define HTML "text/html"

static void every_route_answers(void **state)
{
    static const struct {
        const char *target;
        unsigned status;
        const char *text;
    } cases[] = {
        { "/", 200, "Ask for" },
        { "/?q=", 200, "Ask for" },
        { "/?page=1", 200, "All rows" },
        { "/?q=http", 200, "<a href=\"/tcp/591\">tcp</a>" },
        { "/?q=443", 200, "<a href=\"/port/443\">Port 443</a>" },
        { "/?q=6000-6063", 200, "<a href=\"/range/6000-6063\">Ports 6000 to 6063</a>" },
        { "/?q=_https._tcp", 200, "<a href=\"/service/https\">Service https</a>" },
        { "/?q=443/udp", 200, "<a href=\"/port/443\">Port 443</a>" },
        { "/?q=htps", 200, "<a href=\"/service/https\">https</a>" },
        { "/?q=proto:sctp", 200, "1 row</p>\n<div id=\"results\">" },
        { "/?q=over+TLS%3C%22", 200, "data-mark=\"over TLS&lt;&quot;\"" },
        { "/?q=port:x", 400, "Column 6" },
        { "/?q=http&sort=nothing", 400, "there is no column" },
        { "/?q=http&page=2", 404, "the last page is 1" },
        { "/?q=http&page=0", 400, "page takes a number" },
        { "/?as_of=soon", 400, "as_of takes" },
        { "/?as_of=1999", 404, "no version is as old" },
        { "/tcp/443", 200, "iesg@ietf.org" },
        { "/udp/443", 200, "<code data-copy=\"\">_https._udp</code>" },
        { "/sctp/443", 200, "in DNS-SD <code data-copy=\"\">_https._udp</code>" },
        { "/dccp/9", 200, "SC:DISC" },
        { "/dccp/443", 200, "assigned on another transport" },
        { "/tcp/6010", 200, "6000-6063" },
        { "/tcp/60000", 200, "Dynamic Ports are never assigned" },
        { "/tcp/4045", 200, "Known UNAUTHORIZED USE" },
        { "/tcp/80", 200, "<li><code>path=&lt;path to document&gt;</code></li>" },
        { "/tcp/65536", 404, "not a port number" },
        { "/tcp/https", 404, "not a port number" },
        { "/tcp/172", 200, "historic; use <a href=\"/service/cl-1\">cl-1</a></dd>" },
        { "/port/443", 200, "System Ports" },
        { "/port/65535", 200, "edge of a range" },
        { "/service/https", 200, "_https._tcp" },
        { "/service/HTTPS", 200, "_HTTPS._tcp" },
        { "/service/cl%2F1", 200, "the one to use is <a href=\"/service/cl-1\">" },
        { "/service/htps", 404, "<a href=\"/service/https\">https</a>" },
        { "/contact/IESG", 200, "mailto:iesg@ietf.org" },
        { "/contact/James_Woodyatt", 200, "tel:+1-555-0100" },
        { "/contact/Nobody", 404, "nobody of that id" },
        { "/range/6000-6063", 200, "X Window System" },
        { "/range/9-1", 400, "backwards" },
        { "/range/x", 404, "FIRST-LAST" },
        { "/rfc/9110", 200, "https://www.rfc-editor.org/rfc/rfc9110" },
        { "/rfc/1", 404, "cites RFC 1" },
        { "/rfc/x", 404, "named by its number" },
        { "/nowhere", 404, "nothing at this address" },
        { "/tcp/443%ZZ", 400, "hexadecimal" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct reply reply = pages_get(*state, cases[i].status, cases[i].target, HTML);
        struct document document = document_read(&reply.body);

        assert_int_equal(reply.media, MEDIA_HTML);
        assert_has(&reply.body, cases[i].text);
        assert_int_equal(document_count(&reply.body, "h1"), 1);
        assert_int_equal(document_count(&reply.body, "main"), 1);
        document_free(&document);
        reply_free(&reply);
    }
}

static void a_port_has_one_address(void **state)
{
    struct reply reply = pages_get(*state, 308, "/udp/0443", HTML);

    assert_string_equal(reply_header(&reply, "Location")->data, "/udp/443");
    reply_free(&reply);
}

static void the_other_forms_have_the_same_content(void **state)
{
    static const struct {
        const char *target;
        const char *accept;
        enum media media;
        const char *text;
    } cases[] = {
        { "/?q=rfc9260", "application/json", MEDIA_JSON, "\"name\": \"https\"" },
        { "/?q=rfc9260", "text/csv", MEDIA_CSV, "https,443,sctp" },
        { "/tcp/443.json", "", MEDIA_JSON, "\"name\": \"https\"" },
        { "/tcp/443", "application/json", MEDIA_JSON, "\"name\": \"https\"" },
        { "/tcp/443.csv", HTML, MEDIA_CSV, "https,443,tcp" },
        { "/tcp/443.xml", HTML, MEDIA_XML, "<name>https</name>" },
        { "/tcp/443", "application/xml", MEDIA_XML, "<protocol>tcp</protocol>" },
        { "/service/https.xml", "", MEDIA_XML, "<protocol>sctp</protocol>" },
        { "/contact/IESG.xml", "", MEDIA_XML, "<person id=\"IESG\">" },
        { "/rfc/9110.xml", "", MEDIA_XML, "data=\"rfc9110\"" },
        { "/range/6000-6063.xml", "", MEDIA_XML, "<number>6000-6063</number>" },
        { "/tcp/443.txt", "", MEDIA_TEXT, "Service Name:              https\n" },
        { "/port/443.json", "", MEDIA_JSON, "\"reason\": \"sibling\"" },
        { "/service/https.json", "", MEDIA_JSON, "\"transport\": \"sctp\"" },
        { "/service/https.txt", "", MEDIA_TEXT, "Transport Protocol:        sctp\n" },
        { "/contact/IESG.json", "", MEDIA_JSON, "\"contacts\"" },
        { "/contact/IESG.csv", "", MEDIA_CSV, "http,80,tcp" },
        { "/rfc/9110.json", "", MEDIA_JSON, "\"https\"" },
        { "/range/6000-6063.txt", "", MEDIA_TEXT, "x11" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct reply reply = pages_get(*state, 200, cases[i].target, cases[i].accept);

        assert_int_equal(reply.media, cases[i].media);
        assert_has(&reply.body, cases[i].text);
        reply_free(&reply);
    }
}

/* It has records alone: pages do not lead to what is not there. */
static void xml_is_offered_where_there_are_records(void **state)
{
    static const char *const with[] = { "/port/443", "/tcp/443", "/service/https", "/rfc/9110" };
    static const char *const without[] = { "/port/60000", "/tcp/2", "/dccp/443" };

    for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++) {
        struct reply reply = pages_get(*state, 200, with[i], HTML);

        assert_has(&reply.body, ".xml\">XML</a>");
        reply_free(&reply);
    }
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
        struct reply reply = pages_get(*state, 200, without[i], HTML);

        assert_has(&reply.body, ".csv\">CSV</a>");
        assert_has_not(&reply.body, ".xml");
        reply_free(&reply);
    }
}

/* What the crawler has met, in its order; `next` is the first that was not yet read. */
struct crawl {
    struct crawl_page {
        char *target;
        unsigned depth;
    } *pages;
    size_t count;
    size_t next;
};

static void meet(struct crawl *crawl, const char *target, unsigned depth)
{
    size_t size = strcspn(target, "#");

    for (size_t i = 0; i < crawl->count; i++) {
        if (string_is((struct portreg_string){ target, size }, crawl->pages[i].target)) {
            return;
        }
    }
    crawl->pages = realloc(crawl->pages, (crawl->count + 1) * sizeof(*crawl->pages));
    assert_non_null(crawl->pages);
    crawl->pages[crawl->count].target = strndup(target, size);
    crawl->pages[crawl->count++].depth = depth;
}

/* Reads a page, which must be there and well-formed, and meets those it leads to. */
static void visit(const struct pages *pages, struct crawl *crawl, unsigned depth_max)
{
    struct crawl_page page = crawl->pages[crawl->next++];
    struct reply reply = pages_get(pages, 200, page.target, HTML);

    if (reply.media == MEDIA_HTML) {
        struct document document = document_read(&reply.body);

        for (size_t i = 0; i < document.link_count && page.depth < depth_max; i++) {
            if (document.links[i][0] == '/') {
                meet(crawl, document.links[i], page.depth + 1);
            }
        }
        document_free(&document);
    }
    reply_free(&reply);
}

static void crawl_from(const struct pages *pages, const char *target, unsigned depth_max)
{
    struct crawl crawl = { NULL, 0, 0 };

    meet(&crawl, target, 0);
    while (crawl.next < crawl.count) {
        visit(pages, &crawl, depth_max);
    }
    assert_true(crawl.count > 100);
    for (size_t i = 0; i < crawl.count; i++) {
        free(crawl.pages[i].target);
    }
    free(crawl.pages);
}

static void every_link_leads_somewhere(void **state)
{
    crawl_from(*state, "/", 2);
    crawl_from(*state, "/?page=1", 2);
}

static void links_stay_at_their_date(void **state)
{
    struct reply reply = pages_get(*state, 200, "/port/80?as_of=2020-01", HTML);

    assert_has(&reply.body, "The registry as of <time>2020-01</time>");
    assert_has(&reply.body, "href=\"/service/http?as_of=2020-01\"");
    assert_has(&reply.body, "<a href=\"/port/80\">Show it as it is now</a>");
    assert_has(&reply.body, "version of <time>2015-06-01</time>");
    assert_has(&reply.body, "<a href=\"/downloads?as_of=2020-01\">Downloads</a>");
    reply_free(&reply);
    crawl_from(*state, "/?page=1&as_of=2020-01-01", 1);
}

/* The names of the table's rows, separated by blanks. */
static void assert_names(const struct pages *pages, const char *target, const char *expected)
{
    static const char mark[] = "<th scope=\"row\"><a href=\"/service/";
    struct reply reply = pages_get(pages, 200, target, HTML);
    struct buffer names = BUFFER_INIT(1u << 20);

    for (const char *at = reply.body.data; (at = strstr(at, mark)) != NULL;) {
        at += strlen(mark);
        buffer_append(&names, at, strcspn(at, "\""));
        buffer_append_char(&names, ' ');
    }
    buffer_append_text(&names, "");
    assert_string_equal(names.data, expected);
    buffer_free(&names);
    reply_free(&reply);
}

static void a_heading_sorts(void **state)
{
    struct reply reply = pages_get(*state, 200, "/?q=rfc9260&sort=-name", HTML);

    assert_has(&reply.body, "<th scope=\"col\" aria-sort=\"descending\"><a "
                            "href=\"/?q=rfc9260&amp;sort=name\">Name</a></th>");
    reply_free(&reply);
    reply = pages_get(*state, 200, "/?q=rfc9260&sort=number", HTML);
    assert_has(&reply.body, "aria-sort=\"ascending\"><a href=\"/?q=rfc9260&amp;sort=-number\">");
    reply_free(&reply);
    assert_names(*state, "/?q=proto:dccp", "discard ltp-deepspace ");
    assert_names(*state, "/?q=proto:dccp&sort=-number", "ltp-deepspace discard ");
    assert_names(*state, "/?q=proto:dccp&sort=name", "discard ltp-deepspace ");
}

/* A registry of `count` rows s0, s1, … on the ports from 1000 on. */
static struct pages *many_rows(unsigned count)
{
    struct buffer records = BUFFER_INIT(1u << 24);
    struct pages *pages;
    char *text;

    for (unsigned i = 0; i < count; i++) {
        buffer_printf(&records,
                      "<record><name>s%u</name><protocol>tcp</protocol><description>Many"
                      "</description><number>%u</number></record>\n",
                      i, 1000 + i);
    }
    text = version_text("2026-01-01", records.data);
    pages = pages_of_texts(&(struct portreg_string){ text, strlen(text) }, 1);
    free(text);
    buffer_free(&records);
    return pages;
}

static void a_list_has_pages_of_a_hundred_rows(void **state)
{
    void *pages = many_rows(250);
    struct reply reply = pages_get(pages, 200, "/?q=many&page=3", HTML);

    (void)state;
    assert_has(&reply.body, "250 rows, 201 to 250 shown");
    assert_has(&reply.body, "<a href=\"/?q=many&amp;page=2\" rel=\"prev\">Previous</a>");
    assert_has(&reply.body, "<a href=\"/?q=many&amp;page=3\" aria-current=\"page\">3</a>");
    assert_has_not(&reply.body, ">Next<");
    assert_int_equal(document_count(&reply.body, "tr"), 51);
    reply_free(&reply);
    reply = pages_get(pages, 200, "/?q=many", HTML);
    assert_int_equal(document_count(&reply.body, "tr"), 101);
    assert_has(&reply.body, "rel=\"next\">Next</a>");
    assert_true(reply.body.size < 120000);
    reply_free(&reply);
    reply = pages_get(pages, 404, "/?q=many&page=4", HTML);
    assert_has(&reply.body, "the last page is 3");
    reply_free(&reply);
    pages_teardown(&pages);
}

static const char hostile_records[] =
    "<record><name>&lt;script&gt;alert(1)&lt;/script&gt;</name><protocol>tcp</protocol>"
    "<assignee><xref type=\"person\" data=\"&quot;&gt;&lt;b x=&quot;\"/></assignee>"
    "<description>&lt;img src=x onerror=alert(1)&gt;</description><number>1000</number>"
    "<xref type=\"uri\" data=\"javascript:alert(1)\"/>"
    "<note>&quot; autofocus onfocus=&quot;alert(1) &amp;amp; ]]&gt;</note>"
    "<unauthorized>&lt;/td&gt;&lt;script src=//x&gt;</unauthorized></record>\n"
    "<people><person id=\"&quot;&gt;&lt;b x=&quot;\"><name>&lt;i&gt;N&lt;/i&gt;</name>"
    "<org>&lt;u&gt;</org><uri>javascript:alert(2)</uri></person></people>\n";

static void assert_harmless(const struct pages *pages, unsigned status, const char *target)
{
    static const char *const never[] = { "<script>", "<img", "<b ", "<i>N", "<u>", "onfocus=\"",
                                         "href=\"javascript", "src=//x>" };
    struct reply reply = pages_get(pages, status, target, HTML);
    struct document document = document_read(&reply.body);

    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        assert_has_not(&reply.body, never[i]);
    }
    document_free(&document);
    reply_free(&reply);
}

static void what_strangers_wrote_is_text(void **state)
{
    static const char *const targets[] = {
        "/?page=1",
        "/?q=1000",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?q=%3E%3Cscript%3E",
        "/tcp/1000",
        "/port/1000",
        "/port/1001",
        "/range/999-1001",
        "/service/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/contact/%22%3E%3Cb%20x=%22",
    };
    char *text = version_text("2026-01-01", hostile_records);
    void *pages = pages_of_texts(&(struct portreg_string){ text, strlen(text) }, 1);

    (void)state;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        assert_harmless(pages, 200, targets[i]);
    }
    assert_harmless(pages, 400, "/?q=%22%3E%3Cscript%3E");
    assert_harmless(pages, 400, "/?q=port:%22%3E%3Cscript%3E");
    assert_harmless(pages, 404, "/service/%22%3E%3Cscript%3E");
    assert_harmless(pages, 404, "/%22%3E%3Cscript%3E");
    assert_harmless(pages, 400, "/?as_of=%22%3E%3Cscript%3E");
    free(text);
    pages_teardown(&pages);
}

static void what_nothing_cites_is_missing_in_every_form(void **state)
{
    static const char *const targets[] = { "/rfc/1.json", "/rfc/1.csv", "/rfc/1.txt" };

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct reply reply = pages_get(*state, MHD_HTTP_NOT_FOUND, targets[i], "");

        assert_has(&reply.body, "cites RFC 1");
        reply_free(&reply);
    }
}

static void a_thing_is_a_line_for_each_row(void **state)
{
    struct reply reply = pages_get(*state, MHD_HTTP_OK, "/tcp/443.ndjson", HTML);

    assert_int_equal(reply.media, MEDIA_NDJSON);
    assert_has(&reply.body, "{\"name\":\"https\",\"number\":443,");
    reply_free(&reply);
}

static void a_name_may_end_like_a_suffix(void **state)
{
    struct pages *pages = *state;
    char *text = version_text("2026-03-01",
                              "<record><name>notes.json</name><protocol>tcp</protocol>"
                              "<number>8443</number></record>");
    struct reply reply;

    pages_add_layer(pages, "local", &(struct portreg_string){ text, strlen(text) }, 1);
    reply = pages_get(pages, MHD_HTTP_OK, "/service/notes.json", HTML);
    assert_int_equal(reply.media, MEDIA_HTML);
    assert_has(&reply.body, "href=\"/service/notes.json.csv\"");
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_OK, "/service/notes.json.csv", HTML);
    assert_int_equal(reply.media, MEDIA_CSV);
    assert_has(&reply.body, "notes.json,8443");
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_OK, "/v1/services/Notes.JSON", "");
    assert_has(&reply.body, "8443");
    reply_free(&reply);
    free(text);
}

static void each_layer_is_named(void **state)
{
    struct pages *pages = *state;
    char *text = version_text("2026-03-01",
                              "<record><name>intranet</name><protocol>tcp</protocol>"
                              "<description>In-house</description><number>443</number></record>");
    struct reply reply;

    pages_add_layer(pages, "local", &(struct portreg_string){ text, strlen(text) }, 1);
    reply = pages_get(pages, 200, "/port/443", HTML);
    assert_has(&reply.body, "<th scope=\"col\">Layer</th>");
    assert_has(&reply.body, "<td>local</td>");
    assert_has(&reply.body, "History in local");
    reply_free(&reply);
    reply = pages_get(pages, 200, "/?q=in-house", HTML);
    assert_has(&reply.body, "<td>local</td>");
    reply_free(&reply);
    free(text);
}

static void what_was_has_a_page_still(void **state)
{
    static const char first[] =
        "<record><name>gone</name><protocol>tcp</protocol>"
        "<xref type=\"person\" data=\"Old\"/><description>Gone</description>"
        "<number>1000</number></record><people><person id=\"Old\"><name>Old One</name></person>"
        "</people>";
    static const char second[] = "<record><name>here</name><protocol>tcp</protocol>"
                                 "<description>Here</description><number>1001</number></record>";
    char *texts[] = { version_text("2025-01-01", first), version_text("2026-01-01", second) };
    void *pages = pages_of_texts((struct portreg_string[]){ { texts[0], strlen(texts[0]) },
                                                            { texts[1], strlen(texts[1]) } },
                                 2);
    struct reply reply = pages_get(pages, 200, "/service/gone", HTML);

    (void)state;
    assert_has(&reply.body, "No service has this name");
    assert_has(&reply.body, "<h2>History</h2>");
    reply_free(&reply);
    reply = pages_get(pages, 200, "/contact/Old", HTML);
    assert_has(&reply.body, "Old One");
    assert_has(&reply.body, "stood from <time>2025-01-01</time> until <time>2026-01-01</time>");
    reply_free(&reply);
    pages_teardown(&pages);
    free(texts[0]);
    free(texts[1]);
}

#define PAGES_TEST(function) \
    cmocka_unit_test_setup_teardown(function, pages_setup, pages_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(every_route_answers),
        PAGES_TEST(a_port_has_one_address),
        PAGES_TEST(the_other_forms_have_the_same_content),
        PAGES_TEST(xml_is_offered_where_there_are_records),
        PAGES_TEST(every_link_leads_somewhere),
        PAGES_TEST(links_stay_at_their_date),
        PAGES_TEST(a_heading_sorts),
        cmocka_unit_test(a_list_has_pages_of_a_hundred_rows),
        cmocka_unit_test(what_strangers_wrote_is_text),
        PAGES_TEST(what_nothing_cites_is_missing_in_every_form),
        PAGES_TEST(a_thing_is_a_line_for_each_row),
        PAGES_TEST(a_name_may_end_like_a_suffix),
        PAGES_TEST(each_layer_is_named),
        cmocka_unit_test(what_was_has_a_page_still),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
