/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/value.h"
#include "serve/history.h"
#include "util/json.h"
#include "util/string.h"

#define HTML "text/html"

static struct comparison compare_all(const struct pages *pages)
{
    const struct layer *layer = &pages->site->layers.items[0];
    struct comparison comparison;

    assert_int_equal(history_compare(layer, 0, layer->view.version, &comparison, NULL),
                     PORTREG_OK);
    return comparison;
}

static void assert_count(const struct reply *reply, const char *path, size_t count)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%zu", count);
    assert_json(&reply->body, path, digits);
}

static void the_list_counts_what_the_library_counts(void **state)
{
    const struct pages *pages = *state;
    struct comparison comparison = compare_all(pages);
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes.json", "");

    assert_int_equal(reply.media, MEDIA_JSON);
    assert_json(&reply.body, "versions/0/date", "\"2026-02-13\"");
    assert_json(&reply.body, "versions/1/date", "\"2015-06-01\"");
    assert_json(&reply.body, "versions/2", NULL);
    assert_true(comparison.counts.groups[COMPARISON_ASSIGNED] > 0);
    assert_count(&reply, "versions/0/summary/assigned",
                 comparison.counts.groups[COMPARISON_ASSIGNED]);
    assert_count(&reply, "versions/0/summary/changed",
                 comparison.counts.groups[COMPARISON_CHANGED]);
    assert_count(&reply, "versions/0/summary/de-assigned",
                 comparison.counts.groups[COMPARISON_DEASSIGNED]);
    assert_count(&reply, "versions/0/summary/other", comparison.counts.groups[COMPARISON_OTHER]);
    assert_count(&reply, "versions/0/summary/contacts/added",
                 comparison.counts.contacts[PORTREG_CHANGE_ADDED]);
    assert_count(&reply, "versions/0/summary/contacts/changed",
                 comparison.counts.contacts[PORTREG_CHANGE_MODIFIED]);
    assert_count(&reply, "versions/0/summary/contacts/removed",
                 comparison.counts.contacts[PORTREG_CHANGE_REMOVED]);
    reply_free(&reply);
    comparison_free(&comparison);
}

static void the_list_leads_to_every_version(void **state)
{
    const struct pages *pages = *state;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes", HTML);
    struct document document = document_read(&reply.body);

    assert_int_equal(document_count(&reply.body, "tr"), 3);
    assert_has(&reply.body, "href=\"/changes/2026-02-13\"");
    assert_has(&reply.body, "href=\"/changes/2015-06-01\"");
    assert_has(&reply.body, "application/atom+xml");
    assert_links_resolve(pages, &document, "/changes");
    assert_links_resolve(pages, &document, "/assets");
    document_free(&document);
    reply_free(&reply);
}

static void a_year_lists_its_versions(void **state)
{
    const struct pages *pages = *state;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes?year=2015", HTML);

    assert_int_equal(document_count(&reply.body, "tr"), 2);
    assert_has_not(&reply.body, "<th scope=\"row\"><a href=\"/changes/2026-02-13\">");
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_NOT_FOUND, "/changes?year=2016", HTML);
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_BAD_REQUEST, "/changes?year=last", HTML);
    reply_free(&reply);
}

static void a_version_shows_every_change(void **state)
{
    const struct pages *pages = *state;
    struct comparison comparison = compare_all(pages);
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes/2026-02-13", HTML);
    struct document document = document_read(&reply.body);

    assert_int_equal(document_count(&reply.body, "h3"), comparison.total);
    assert_int_equal(document_count(&reply.body, "dt"), document_count(&reply.body, "dd"));
    assert_links_resolve(pages, &document, "/changes");
    for (size_t i = 0; i < comparison.diff->row_count; i++) {
        const struct portreg_row_change *change = &comparison.diff->rows[i];
        const struct change_source source = comparison_source(&comparison);
        struct change_rows rows;

        change_read(&source, change, &rows);
        if (change->kind != PORTREG_CHANGE_REMOVED) {
            assert_non_null(string_find(string_of(document.text),
                                        rows.after.column[PORTREG_COLUMN_NUMBER]));
        }
    }
    document_free(&document);
    reply_free(&reply);
    comparison_free(&comparison);
}

/* The body that the library's comparison makes; to be freed. */
static void write_comparison(const struct comparison *comparison, struct buffer *out)
{
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    comparison_json(&json, comparison, false);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

static void the_same_document_in_every_address(void **state)
{
    static const char *const targets[] = { "/changes/2026-02-13.json", "/changes/2026-02.json",
                                           "/changes/2026.json",
                                           "/changes.json?from=2015-06-01&to=2026-02-13",
                                           "/changes.json?from=2020", "/changes.json?to=2026" };
    const struct pages *pages = *state;
    struct comparison comparison = compare_all(pages);
    struct buffer expected = BUFFER_INIT(1 << 20);

    write_comparison(&comparison, &expected);
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct reply reply = pages_get(pages, MHD_HTTP_OK, targets[i], "");

        assert_string_equal(reply.body.data, expected.data);
        assert_has_not(&reply.body, pages->folder);
        reply_free(&reply);
    }
    buffer_free(&expected);
    comparison_free(&comparison);
}

static void dates_without_a_version_are_refused(void **state)
{
    static const struct {
        const char *target;
        unsigned status;
        const char *says;
    } cases[] = {
        { "/changes/2026-02-14", MHD_HTTP_NOT_FOUND, "the one before is of 2026-02-13" },
        { "/changes/2016", MHD_HTTP_NOT_FOUND, "the one before is of 2015-06-01" },
        { "/changes/2001-01-01", MHD_HTTP_NOT_FOUND, "the oldest is of 2015-06-01" },
        { "/changes/yesterday", MHD_HTTP_BAD_REQUEST, "not 'yesterday'" },
        { "/changes?from=2001", MHD_HTTP_NOT_FOUND, "the oldest is of 2015-06-01" },
        { "/changes?from=2015-06-01&to=%3Cb%3E", MHD_HTTP_BAD_REQUEST, "&lt;b&gt;" },
        { "/changes?layer=nobody", MHD_HTTP_NOT_FOUND, "no layer of that name" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct reply reply = pages_get(*state, cases[i].status, cases[i].target, HTML);
        struct document document = document_read(&reply.body);

        assert_has(&reply.body, cases[i].says);
        document_free(&document);
        reply_free(&reply);
    }
}

static void the_past_does_not_know_what_came(void **state)
{
    const struct pages *pages = *state;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes?as_of=2020", HTML);

    assert_int_equal(document_count(&reply.body, "tr"), 2);
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_NOT_FOUND, "/changes/2026-02-13?as_of=2020", HTML);
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_OK, "/changes/2015-06-01", HTML);
    assert_has(&reply.body, "The first version there is");
    reply_free(&reply);
}

/* RFC 4287 section 4.1.1 and 4.1.2: what a feed and each entry must have. */
static void the_feed_is_one(void **state)
{
    static const char *const of_each[] = { "id", "title", "updated" };
    const struct pages *pages = *state;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes", "application/atom+xml");
    struct document document = document_read(&reply.body);

    assert_int_equal(reply.media, MEDIA_ATOM);
    assert_int_equal(document_count(&reply.body, "entry"), 2);
    assert_int_equal(document_count(&reply.body, "author"), 1);
    assert_int_equal(document_count(&reply.body, "content"), 2);
    for (size_t i = 0; i < sizeof(of_each) / sizeof(of_each[0]); i++) {
        assert_int_equal(document_count(&reply.body, of_each[i]), 3);
    }
    assert_has(&reply.body, "<id>tag:registry.example.org,2026:iana/changes</id>");
    assert_has(&reply.body, "<id>tag:registry.example.org,2026:iana/changes/2026-02-13</id>");
    assert_has(&reply.body, "<updated>2026-02-13T00:00:00Z</updated>");
    for (size_t i = 0; i < document.link_count; i++) {
        assert_memory_equal(document.links[i], PAGES_URL "/", strlen(PAGES_URL "/"));
    }
    document_free(&document);
    reply_free(&reply);
}

static void the_feed_stays_when_the_server_starts_anew(void **state)
{
    struct pages *pages = *state;
    struct reply before = pages_get(pages, MHD_HTTP_OK, "/changes.atom", "");
    struct reply after;

    pages_reopen(pages);
    after = pages_get(pages, MHD_HTTP_OK, "/changes.atom", "");
    assert_string_equal(before.body.data, after.body.data);
    reply_free(&before);
    reply_free(&after);
}

#define EVIL "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&amp;"

/* Two versions full of markup: the second changes a word of every text. */
static struct pages *open_hostile(void)
{
    static const char record[] =
        "<record><name>%s-evil" EVIL "</name><protocol>tcp</protocol>"
        "<description>" EVIL " a description that has a good many words, %s</description>"
        "<number>7</number><note>" EVIL " %s</note></record>"
        "<people><person id=\"X" EVIL "\"><name>%s" EVIL "</name></person></people>\n";
    char *records[2];
    char *texts[2];
    struct pages *pages;

    for (unsigned i = 0; i < 2; i++) {
        const char *word = i == 0 ? "old" : "new";

        assert_true(asprintf(&records[i], record, word, word, word, word) > 0);
        texts[i] = version_text(i == 0 ? "2020-01-01" : "2021-01-01", records[i]);
    }
    pages = pages_of_texts((struct portreg_string[]){ string_of(texts[0]), string_of(texts[1]) },
                           2);
    for (unsigned i = 0; i < 2; i++) {
        free(records[i]);
        free(texts[i]);
    }
    return pages;
}

static void hostile_text_stays_text(void **state)
{
    static const char *const targets[] = { "/changes", "/changes/2021-01-01", "/changes.atom",
                                           "/changes?from=2020&to=2021" };
    void *pages = open_hostile();

    (void)state;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct reply reply = pages_get(pages, MHD_HTTP_OK, targets[i], HTML);
        struct document document = document_read(&reply.body);

        assert_has_not(&reply.body, "<script>");
        assert_non_null(strstr(document.text, "<script>alert(1)</script>\">&"));
        document_free(&document);
        reply_free(&reply);
    }
    pages_teardown(&pages);
}

static void words_that_changed_are_marked(void **state)
{
    void *pages = open_hostile();
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/changes/2021-01-01", HTML);

    (void)state;
    assert_has(&reply.body, "many words, <del>old</del> <ins>new</ins></dd>");
    reply_free(&reply);
    pages_teardown(&pages);
}

static void each_layer_has_changes_of_its_own(void **state)
{
    struct pages *pages = *state;
    char *text = version_text("2024-01-01", "<record><name>ours</name><protocol>tcp</protocol>"
                                            "<number>8443</number></record>\n");
    const struct portreg_string version = string_of(text);
    struct reply reply;

    pages_add_layer(pages, "local net", &version, 1);
    free(text);
    reply = pages_get(pages, MHD_HTTP_OK, "/changes?layer=local%20net", HTML);
    assert_int_equal(document_count(&reply.body, "tr"), 2);
    assert_has(&reply.body, "href=\"/changes/2024-01-01?layer=local%20net\"");
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_OK, "/changes", HTML);
    assert_int_equal(document_count(&reply.body, "tr"), 3);
    assert_has(&reply.body, "layer=local%20net\">local net</a>");
    reply_free(&reply);
}

#define PAGES_TEST(function) \
    cmocka_unit_test_setup_teardown(function, pages_setup, pages_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(the_list_counts_what_the_library_counts),
        PAGES_TEST(the_list_leads_to_every_version),
        PAGES_TEST(a_year_lists_its_versions),
        PAGES_TEST(a_version_shows_every_change),
        PAGES_TEST(the_same_document_in_every_address),
        PAGES_TEST(dates_without_a_version_are_refused),
        PAGES_TEST(the_past_does_not_know_what_came),
        PAGES_TEST(the_feed_is_one),
        PAGES_TEST(the_feed_stays_when_the_server_starts_anew),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(words_that_changed_are_marked),
        PAGES_TEST(each_layer_has_changes_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
