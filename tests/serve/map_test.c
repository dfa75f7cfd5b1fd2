/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <portreg/numbers.h>
#include <portreg/query.h>

#include "answer/map.h"
#include "answer/value.h"
#include "util/file.h"
#include "util/string.h"

#define HTML "text/html"

static const char *const transports[] = { "any", "tcp", "udp", "sctp", "dccp" };

/* Reads "runs":[STATUS,COUNT,…] behind `from` into a status for every number. */
static void read_runs(const char *from, uint8_t statuses[PORTREG_PORT_COUNT])
{
    const char *at = strstr(from, "\"runs\":[");
    uint32_t port = 0;

    assert_non_null(at);
    at += strlen("\"runs\":[");
    while (*at != ']') {
        char *end;
        unsigned long status = strtoul(at, &end, 10);
        unsigned long count = strtoul(end + 1, &end, 10);

        assert_true(port + count <= PORTREG_PORT_COUNT);
        memset(statuses + port, (int)status, count);
        port += (uint32_t)count;
        at = *end == ',' ? end + 1 : end;
    }
    assert_int_equal(port, PORTREG_PORT_COUNT);
}

static void assert_data(const struct pages *pages, const char *target, struct portreg_view view,
                        enum portreg_transport transport)
{
    struct reply reply = pages_get(pages, MHD_HTTP_OK, target, "");
    uint8_t *statuses = malloc(PORTREG_PORT_COUNT);
    uint8_t *expected = malloc(PORTREG_PORT_COUNT);

    assert_non_null(statuses);
    assert_non_null(expected);
    portreg_port_statuses(view, transport, expected);
    read_runs(reply.body.data, statuses);
    assert_memory_equal(statuses, expected, PORTREG_PORT_COUNT);
    free(statuses);
    free(expected);
    reply_free(&reply);
}

static void the_data_are_the_librarys_statuses(void **state)
{
    const struct pages *pages = *state;
    const struct portreg_snapshot *snapshot = pages->site->layers.items[0].snapshot;

    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        char target[64];

        for (uint32_t version = 0; version < 2; version++) {
            snprintf(target, sizeof(target), "/map.json?transport=%s%s", transports[t],
                     version == 0 ? "&as_of=2015-06-01" : "");
            assert_data(pages, target, (struct portreg_view){ snapshot, version },
                        (enum portreg_transport)t);
        }
    }
}

static void the_reference_registry_is_drawn_as_it_is(void **state)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    struct buffer text = BUFFER_INIT(64u << 20);
    char path[4096];
    void *pages;

    (void)state;
    if (folder == NULL) {
        skip();
    }
    snprintf(path, sizeof(path), "%s/iana-2026-02-13.xml", folder);
    assert_int_equal(file_read(path, &text, NULL), PORTREG_OK);
    pages = pages_of_texts(&(struct portreg_string){ text.data, text.size }, 1);
    buffer_free(&text);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        snprintf(path, sizeof(path), "/map.json?transport=%s", transports[t]);
        assert_data(pages, path, ((struct pages *)pages)->site->layers.items[0].view,
                    (enum portreg_transport)t);
    }
    pages_teardown(&pages);
}

static void names_are_those_that_answer_first(void **state)
{
    const struct pages *pages = *state;
    struct portreg_view view = pages->site->layers.items[0].view;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/map.json?transport=tcp", "");
    size_t named = 0;

    assert_json(&reply.body, "transport", "\"tcp\"");
    assert_json(&reply.body, "source", "\"iana\"");
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        uint32_t row = portreg_lookup_port(view, (uint16_t)port, PORTREG_TRANSPORT_TCP);
        struct portreg_string name = { "", 0 };
        char entry[128];

        if (row != PORTREG_NONE) {
            name = portreg_snapshot_cell(view.snapshot, row, PORTREG_COLUMN_NAME);
        }
        if (name.size > 0 && named < 20) {
            snprintf(entry, sizeof(entry), "[%u,", port);
            if (strstr(reply.body.data, entry) != NULL) {
                snprintf(entry, sizeof(entry), ",\"%.*s\"]", (int)name.size, name.data);
                assert_has(&reply.body, entry);
                named++;
            }
        }
    }
    assert_true(named > 5);
    reply_free(&reply);
}

static void the_page_counts_and_leads_to_every_number(void **state)
{
    const struct pages *pages = *state;
    static struct map map;

    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        struct document document;
        struct reply reply;
        char text[64];
        size_t blocks = 0;

        snprintf(text, sizeof(text), "/map?transport=%s", transports[t]);
        reply = pages_get(pages, MHD_HTTP_OK, text, HTML);
        document = document_read(&reply.body);
        assert_true(map_fill(&map, &pages->site->layers.items[0], (enum portreg_transport)t));
        for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
            struct buffer count = BUFFER_INIT(64);

            buffer_printf(&count, "%s <b>",
                          portreg_port_status_name((enum portreg_port_status)i));
            buffer_append_grouped(&count, map.count[i]);
            buffer_append_text(&count, "</b>");
            assert_has(&reply.body, count.data);
            buffer_free(&count);
        }
        for (size_t i = 0; i < document.link_count; i++) {
            blocks += strncmp(document.links[i], "/range/", strlen("/range/")) == 0;
        }
        assert_int_equal(blocks, 256);
        assert_has(&reply.body, "<title>0–255: ");
        assert_has_not(&reply.body, "style=");
        document_free(&document);
        reply_free(&reply);
    }
}

static void every_link_leads_somewhere(void **state)
{
    struct reply reply = pages_get(*state, MHD_HTTP_OK, "/map?transport=udp&as_of=2020", HTML);
    struct document document = document_read(&reply.body);

    assert_links_resolve(*state, &document, "/map");
    assert_links_resolve(*state, &document, "/range/");
    assert_links_resolve(*state, &document, "/assets/");
    assert_has(&reply.body, "href=\"/range/0-255?as_of=2020\"");
    assert_has(&reply.body, "data-source=\"/map.json?transport=udp&amp;as_of=2020\"");
    document_free(&document);
    reply_free(&reply);
}

static void the_picture_is_the_commands(void **state)
{
    const struct pages *pages = *state;
    struct reply reply = pages_get(pages, MHD_HTTP_OK, "/map.svg?transport=sctp", "");
    struct buffer expected = BUFFER_INIT(16u << 20);
    static struct map map;

    assert_int_equal(reply.media, MEDIA_SVG);
    assert_true(map_fill(&map, &pages->site->layers.items[0], PORTREG_TRANSPORT_SCTP));
    map_append_svg(&expected, &map);
    assert_string_equal(reply.body.data, expected.data);
    buffer_free(&expected);
    reply_free(&reply);
}

static void layers_have_colours(void **state)
{
    struct pages *pages = *state;
    char *text = version_text("2024-01-01", "<record><name>a&lt;b&gt;&amp;</name>"
                                            "<protocol>tcp</protocol><number>8443</number>"
                                            "</record>\n");
    const struct portreg_string version = string_of(text);
    struct document document;
    struct reply reply;

    pages_add_layer(pages, "own<i>&\"", &version, 1);
    free(text);
    reply = pages_get(pages, MHD_HTTP_OK, "/map?color=layer", HTML);
    document = document_read(&reply.body);
    assert_has_not(&reply.body, "<i>");
    assert_has(&reply.body, "own&lt;i&gt;&amp;&quot; <b>1</b>");
    assert_has(&reply.body, "class=\"layer-1\" d=\"M0 0m");
    document_free(&document);
    reply_free(&reply);
    reply = pages_get(pages, MHD_HTTP_OK, "/map.json", "");
    assert_json(&reply.body, "layers/1/names", "[[8443,8443,\"a<b>&\"]]");
    reply_free(&reply);
}

static void what_it_does_not_know_is_refused(void **state)
{
    static const struct {
        const char *target;
        unsigned status;
    } cases[] = {
        { "/map?transport=icmp", MHD_HTTP_BAD_REQUEST },
        { "/map?color=rainbow", MHD_HTTP_BAD_REQUEST },
        { "/map?layer=nobody", MHD_HTTP_NOT_FOUND },
        { "/map?as_of=1999", MHD_HTTP_NOT_FOUND },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct reply reply = pages_get(*state, cases[i].status, cases[i].target, HTML);

        reply_free(&reply);
    }
}

#define PAGES_TEST(function) \
    cmocka_unit_test_setup_teardown(function, pages_setup, pages_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(the_data_are_the_librarys_statuses),
        cmocka_unit_test(the_reference_registry_is_drawn_as_it_is),
        PAGES_TEST(names_are_those_that_answer_first),
        PAGES_TEST(the_page_counts_and_leads_to_every_number),
        PAGES_TEST(every_link_leads_somewhere),
        PAGES_TEST(the_picture_is_the_commands),
        PAGES_TEST(layers_have_colours),
        PAGES_TEST(what_it_does_not_know_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
