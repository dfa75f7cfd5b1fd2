/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>

#include <portreg/numbers.h>

#include "answer/value.h"
#include "util/string.h"

#define HTML "text/html"

static uint32_t sum_assigned(const struct portreg_stats *stats, unsigned transport)
{
    uint32_t sum = 0;

    for (unsigned range = 0; range < PORTREG_RANGE_COUNT; range++) {
        sum += stats->numbers[transport][range][PORTREG_PORT_ASSIGNED];
    }
    return sum;
}

static void assert_number(const struct reply *reply, const char *path, uint32_t number)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "%u", number);
    assert_json(&reply->body, path, digits);
}

static void the_document_has_every_version(void **state)
{
    const struct pages *pages = *state;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/growth.json", "");
    const struct layer *layer = &pages->site->layers.items[0];

    for (uint32_t version = 0; version < 2; version++) {
        struct portreg_stats stats;
        char path[64];

        portreg_stats_count((struct portreg_view){ layer->snapshot, version }, &stats);
        snprintf(path, sizeof(path), "versions/%u/rows", version);
        assert_number(&reply, path, stats.rows);
        for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
            snprintf(path, sizeof(path), "versions/%u/assigned/%s", version,
                     t == 0 ? "any" : portreg_transport_name((enum portreg_transport)t));
            assert_number(&reply, path, sum_assigned(&stats, t));
        }
    }
    assert_json(&reply.body, "versions/2", NULL);
    assert_json(&reply.body, "as_of", "\"2026-02-13\"");
    reply_free(&reply);
}

static void the_page_draws_what_its_tables_say(void **state)
{
    const struct pages *pages = *state;
    const struct layer *layer = &pages->site->layers.items[0];
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/growth", HTML);
    struct document document = document_read(&reply.body);
    struct portreg_stats stats;
    size_t years = 0;

    portreg_stats_count(layer->view, &stats);
    for (unsigned i = 0; i < PORTREG_STATS_YEARS; i++) {
        char bar[32];

        if (stats.registered[i] == 0) {
            continue;
        }
        snprintf(bar, sizeof(bar), "<title>%u: %u</title>", PORTREG_STATS_YEAR_FIRST + i,
                 stats.registered[i]);
        assert_has(&reply.body, bar);
        years++;
    }
    assert_int_equal(document_count(&reply.body, "rect"), years);
    assert_int_equal(document_count(&reply.body, "svg"), PORTREG_TRANSPORT_COUNT + 2);
    assert_links_resolve(pages, &document, "/changes");
    assert_links_resolve(pages, &document, "/?q=date:");
    assert_has_not(&reply.body, "style=");
    document_free(&document);
    reply_free(&reply);
}

static void the_past_is_smaller(void **state)
{
    struct reply reply = pages_get(*state, MHD_HTTP_OK, "/growth.json?as_of=2020", "");

    assert_json(&reply.body, "as_of", "\"2015-06-01\"");
    assert_json(&reply.body, "versions/1", NULL);
    reply_free(&reply);
    reply = pages_get(*state, MHD_HTTP_OK, "/growth?as_of=2020", HTML);
    assert_has_not(&reply.body, "/changes/2026-02-13");
    reply_free(&reply);
}

static void a_registry_without_dates_has_a_page(void **state)
{
    char *text = version_text("2024-01-01", "<record><name>one</name></record>\n");
    const struct portreg_string version = string_of(text);
    void *pages = pages_of_texts(&version, 1);
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/growth", HTML);
    struct document document = document_read(&reply.body);

    (void)state;
    document_free(&document);
    reply_free(&reply);
    free(text);
    pages_teardown(&pages);
}

#define PAGES_TEST(function) \
    cmocka_unit_test_setup_teardown(function, pages_setup, pages_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(the_document_has_every_version),
        PAGES_TEST(the_page_draws_what_its_tables_say),
        PAGES_TEST(the_past_is_smaller),
        cmocka_unit_test(a_registry_without_dates_has_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
