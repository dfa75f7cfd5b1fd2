/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <portreg/compile.h>
#include <portreg/query.h>

#include "answer/value.h"
#include "asking.h"
#include "util/date.h"
#include "util/string.h"

/* Ports, services, free numbers, contacts, counts. */

static void a_port_has_its_records_and_gaps(void **state)
{
    expect_json(*state, 200, "/v1/ports/443", "records/0/name", "\"https\"");
    expect_json(*state, 200, "/v1/ports/443", "records/0/layer", "\"iana\"");
    expect_json(*state, 200, "/v1/ports/443/tcp", "records/0/assignees/0/id", "\"IESG\"");
    expect_json(*state, 200, "/v1/ports/443/dccp", "records/0/reason", "\"sibling\"");
    expect_json(*state, 200, "/v1/ports/60000", "records/0/status", "\"dynamic\"");
    expect_json(*state, 200, "/v1/ports/8080-8086/udp", "records/early-bird/number", "8086");
    expect_json(*state, 200, "/v1/ports/8443", "records/intranet/layer", "\"local\"");
}

static void every_document_says_its_layers(void **state)
{
    static const char *const targets[] = {
        "/v1/ports/443", "/v1/services/http", "/v1/records", "/v1/free", "/v1/versions",
        "/v1/diff", "/v1/records/443/history", "/v1/contacts/IESG", "/v1/stats",
    };
    char age[32];

    snprintf(age, sizeof(age), "%d",
             (int)(date_day_number(date_today()) -
                   date_day_number(portreg_date_parse("2026-02-13", 10))));
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        expect_json(*state, 200, targets[i], "source", "\"iana\"");
        expect_json(*state, 200, targets[i], "as_of", "\"2026-02-13\"");
        expect_json(*state, 200, targets[i], "age_days", age);
        expect_json(*state, 200, targets[i], "layers/0/source", "\"local\"");
        expect_json(*state, 200, targets[i], "layers/0/as_of", "\"2020-05-01\"");
        expect_json(*state, 200, targets[i], "layers/1/age_days", age);
    }
}

static void lines_and_tables_say_it_in_a_header(void **state)
{
    static const char *const targets[] = { "/v1/ports/443.csv", "/v1/records.ndjson?q=http",
                                           "/v1/services/htps", "/v1/ports/443?as_of=x" };

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct test_site *site = *state;
        struct asked asked = ask(site, i < 2 ? 200 : i == 2 ? 404 : 400, targets[i], NULL);
        const char *value = asked_header(&asked, "Registry-Layers");

        assert_memory_equal(value, "local;version=\"2020-05-01\";age=", 31);
        assert_non_null(strstr(value, ", iana;version=\"2026-02-13\";age="));
        assert_non_null(strstr(asked_header(&asked, "Access-Control-Expose-Headers"),
                               "Registry-Layers"));
        asked_free(&asked);
    }
}

static void an_older_version_answers_as_of_its_date(void **state)
{
    expect_json(*state, 200, "/v1/ports/359?as_of=2015-12", "as_of", "\"2015-06-01\"");
    expect_json(*state, 200, "/v1/ports/443?as_of=2015-12", "layers", NULL);
    expect_json(*state, 200, "/v1/services/http?as_of=2026", "as_of", "\"2026-02-13\"");
    expect_json(*state, 404, "/v1/services/late-port?as_of=2016", "status", "404");
}

static void bad_ports_are_problems(void **state)
{
    static const char *const bad[] = { "65536", "-1", "9-8", "1-65536", "https", "4x", "443/icmp" };
    char target[64];

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(target, sizeof(target), "/v1/ports/%s", bad[i]);
        expect_json(*state, 400, target, "status", "400");
    }
    expect_json(*state, 400, "/v1/ports/https", "detail",
                "\"'https' is not a port; names are at /v1/services/NAME\"");
}

static void a_name_has_its_records(void **state)
{
    expect_json(*state, 200, "/v1/services/HTTPS", "records/0/number", "443");
    expect_json(*state, 200, "/v1/services/cl%2F1", "records/0/replacement", "\"cl-1\"");
    expect_json(*state, 200, "/v1/services/https/sctp", "records/0/transport", "\"sctp\"");
    expect_json(*state, 200, "/v1/services/https/sctp", "records/1", NULL);
    expect_json(*state, 200, "/v1/services/airplay", "records/0/number", "null");
}

static void a_name_that_is_not_there_has_neighbours(void **state)
{
    expect_json(*state, 404, "/v1/services/htps", "suggestions/0", "\"https\"");
    expect_json(*state, 404, "/v1/services/443", "title", "\"No such service\"");
    expect_json(*state, 404, "/v1/services/airplay/udp", "detail",
                "\"'airplay' is registered, but not on this transport\"");
    expect_json(*state, 404, "/v1/services/airplay/udp", "suggestions", "[]");
    expect_json(*state, 400, "/v1/services/https/icmp", "status", "400");
}

static void records_have_three_forms(void **state)
{
    struct asked csv = ask(*state, 200, "/v1/ports/80/tcp.csv", NULL);
    struct asked lines = ask(*state, 200, "/v1/ports/80/tcp", "application/x-ndjson");

    assert_memory_equal(csv.body.data, "Service Name,Port Number,", 25);
    expect_text(&csv, "\r\nwww,80,tcp,World Wide Web HTTP,");
    assert_memory_equal(lines.body.data, "{\"name\":\"http\",\"number\":80,", 26);
    expect_text(&lines, "\n{\"name\":\"www\"");
    asked_free(&csv);
    asked_free(&lines);
}

/* How many rows and contacts the XML of an address has, read as any version is. */
static void expect_registry(const struct test_site *site, const char *target, uint32_t rows,
                            uint32_t contacts)
{
    struct asked asked = ask(site, 200, target, NULL);
    struct portreg_compiler *compiler;
    struct portreg_snapshot *snapshot;
    void *image;
    size_t size;

    assert_string_equal(asked_header(&asked, "Content-Type"), "application/xml");
    assert_int_equal(portreg_compiler_create(NULL, &compiler, NULL), PORTREG_OK);
    assert_int_equal(portreg_compiler_add_memory(compiler, "answer.xml", asked.body.data,
                                                 asked.body.size, NULL),
                     PORTREG_OK);
    assert_int_equal(portreg_compiler_finish(compiler, &image, &size, NULL), PORTREG_OK);
    assert_int_equal(portreg_snapshot_open_memory(image, size, PORTREG_OPEN_VERIFIED, &snapshot,
                                                  NULL),
                     PORTREG_OK);
    assert_int_equal(portreg_snapshot_row_count(snapshot), rows);
    assert_int_equal(portreg_snapshot_contact_count(snapshot), contacts);
    portreg_snapshot_unref(snapshot);
    portreg_compiler_destroy(compiler);
    free(image);
    asked_free(&asked);
}

/* Of the layer iana alone, each row once; what has no row is in no XML. */
static void xml_is_a_registry_of_the_records(void **state)
{
    expect_registry(*state, "/v1/ports/80.xml", 5, 3);
    expect_registry(*state, "/v1/ports/80/tcp.xml", 3, 3);
    expect_registry(*state, "/v1/services/https.xml?as_of=2016", 3, 3);
    expect_registry(*state, "/v1/contacts/Jon_Postel.xml", 2, 1);
    expect_json(*state, 404, "/v1/ports/8443.xml", "title", "\"No record\"");
    expect_json(*state, 404, "/v1/ports/60000.xml", "title", "\"No record\"");
    expect_json(*state, 404, "/v1/services/htps.xml", "title", "\"No such service\"");
}

static void xml_names_its_layer(void **state)
{
    struct asked asked = ask(*state, 200, "/v1/ports/80.xml", NULL);

    assert_memory_equal(asked_header(&asked, "Registry-Layers"),
                        "iana;version=\"2026-02-13\";age=", 30);
    asked_free(&asked);
}

static void free_numbers_are_blocks(void **state)
{
    expect_json(*state, 200, "/v1/free?count=1", "records/0/status", "\"unassigned\"");
    expect_json(*state, 200, "/v1/free?count=1", "records/1", NULL);
    expect_json(*state, 200, "/v1/free?range=8440-8450&contiguous=4&count=9", "records/0/first",
                "8444");
    expect_json(*state, 200, "/v1/free?range=8440-8450&contiguous=4&count=9&ignore_layers=true",
                "records/0/first", "8440");
    expect_json(*state, 200, "/v1/free?range=443-443", "records", "[]");
    expect_json(*state, 200, "/v1/free?range=8080-8080&transport=udp", "records", "[]");
}

static void bad_questions_for_free_numbers_are_problems(void **state)
{
    static const char *const bad[] = { "range=9",        "range=900-800", "range=50000-60000",
                                       "transport=icmp", "count=0",       "count=1001",
                                       "contiguous=0",   "contiguous=x",  "ignore_layers=1" };
    char target[128];

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(target, sizeof(target), "/v1/free?%s", bad[i]);
        expect_json(*state, 400, target, "status", "400");
    }
    expect_json(*state, 400, "/v1/free?range=9", "detail",
                "\"range takes system, user or FIRST-LAST, not '9'\"");
}

static void a_contact_has_its_records(void **state)
{
    expect_json(*state, 200, "/v1/contacts/Jon_Postel", "contacts/0/name", "\"Jon Postel\"");
    expect_json(*state, 200, "/v1/contacts/Jon_Postel", "contacts/0/layer", "\"iana\"");
    expect_json(*state, 200, "/v1/contacts/Jon_Postel", "records/0/name", "\"discard\"");
    expect_json(*state, 200, "/v1/contacts/Jon_Postel", "records/2", NULL);
    expect_json(*state, 200, "/v1/contacts/%C3%98yvind_%C3%85s", "records/0/name",
                "\"late-port\"");
    expect_json(*state, 404, "/v1/contacts/Jon", "title", "\"No such contact\"");
}

static void counts_are_of_the_base(void **state)
{
    expect_json(*state, 200, "/v1/stats", "rows_by_transport/sctp", "1");
    expect_json(*state, 200, "/v1/stats", "numbers/any/dynamic/dynamic", "16382");
}

/* Every number on every transport is answered as the library answers it, in every fiftieth. */
static void numbers_are_answered_as_by_the_library(void **state)
{
    const struct test_site *site = *state;
    struct portreg_view view = site->site->layers.items[site->site->layers.count - 1].view;

    for (unsigned port = 0; port <= PORTREG_PORT_MAX; port += port < 1100 ? 1 : 53) {
        for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
            enum portreg_transport transport = (enum portreg_transport)i;
            char target[64];
            char status[32];

            if (port == 8443) {
                continue; /* of another layer */
            }
            snprintf(target, sizeof(target), "/v1/ports/%u/%s", port,
                     portreg_transport_name(transport));
            snprintf(status, sizeof(status), "\"%s\"",
                     portreg_port_status_name(
                         portreg_port_status(view, (uint16_t)port, transport, NULL, NULL)));
            expect_json(site, 200, target, "records/0/status", status);
        }
    }
}

static int reference_setup(void **state)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    struct test_site *site = calloc(1, sizeof(*site));
    char path[4096];

    assert_non_null(site);
    *state = site;
    if (folder != NULL) {
        snprintf(path, sizeof(path), "%s/iana-2026-02-13.xml", folder);
        test_site_open_of(site, path);
    }
    return 0;
}

static int reference_teardown(void **state)
{
    struct test_site *site = *state;

    if (site->site != NULL) {
        test_site_close(site);
    }
    free(site);
    return 0;
}

static void numbers_of_the_reference_too(void **state)
{
    const struct test_site *site = *state;

    if (site->site == NULL) {
        skip();
    }
    numbers_are_answered_as_by_the_library(state);
}

static void a_range_too_wide_shows_the_way_out(void **state)
{
    const struct test_site *site = *state;

    if (site->site == NULL) {
        skip();
    }
    expect_json(site, 400, "/v1/ports/0-65535", "title", "\"Too many records\"");
    expect_json(site, 200, "/v1/ports/0-1023", "records/0/first", "0");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)
#define REFERENCE_TEST(function) \
    cmocka_unit_test_setup_teardown(function, reference_setup, reference_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_port_has_its_records_and_gaps),
        TEST(every_document_says_its_layers),
        TEST(lines_and_tables_say_it_in_a_header),
        TEST(an_older_version_answers_as_of_its_date),
        TEST(bad_ports_are_problems),
        TEST(a_name_has_its_records),
        TEST(a_name_that_is_not_there_has_neighbours),
        TEST(records_have_three_forms),
        TEST(xml_is_a_registry_of_the_records),
        TEST(xml_names_its_layer),
        TEST(free_numbers_are_blocks),
        TEST(bad_questions_for_free_numbers_are_problems),
        TEST(a_contact_has_its_records),
        TEST(counts_are_of_the_base),
        TEST(numbers_are_answered_as_by_the_library),
        REFERENCE_TEST(numbers_of_the_reference_too),
        REFERENCE_TEST(a_range_too_wide_shows_the_way_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
