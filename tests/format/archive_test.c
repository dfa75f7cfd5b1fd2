/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/source.h"
#include "util/file.h"
#include "util/string.h"

/*
 * The reference registry's 625 versions in one snapshot. What takes long is
 * done for some versions, and for all with PORTREG_TEST_LONG=1.
 */
#define ARCHIVE "iana-history-2015-2026.tar.zst"
#define ARCHIVE_VERSIONS 625
#define ARCHIVE_SIZE_MAX 6000000
#define FILE_MAX ((size_t)64 << 20)

static struct compiled archive;

/* The path of a file of the reference registry, NULL if it is not there. */
static const char *path_of(const char *name)
{
    static char path[PATH_MAX];
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    if (!folder) {
        return NULL;
    }
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

static int open_archive(void **state)
{
    const struct portreg_compile_options options = { .jobs = 2 };
    struct portreg_compiler *compiler;
    struct portreg_error error;
    const char *path = path_of(ARCHIVE);
    (void)state;
    if (!path) {
        return 0;
    }
    assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
    if (portreg_compiler_add_path(compiler, path, &error) != PORTREG_OK) {
        fail_msg("%s:%u:%u: %s", error.file, error.line, error.column, error.message);
    }
    archive = compile_end(compiler);
    return 0;
}

static int close_archive(void **state)
{
    (void)state;
    compiled_free(&archive);
    return 0;
}

/* Whether a version is among those that are looked at; every `step`-th is. */
static bool is_chosen(uint32_t version, uint32_t step)
{
    return getenv("PORTREG_TEST_LONG") || version % step == 0 || version + 1 == ARCHIVE_VERSIONS;
}

static struct buffer read_file(const char *name)
{
    struct buffer text = BUFFER_INIT(FILE_MAX);
    const char *path = path_of(name);
    if (!path) {
        skip();
    }
    assert_int_equal(file_read(path, &text, NULL), PORTREG_OK);
    return text;
}

static void it_is_as_small_as_promised(void **state)
{
    (void)state;
    if (!archive.image) {
        skip();
    }
    assert_int_equal(portreg_snapshot_version_count(archive.snapshot), ARCHIVE_VERSIONS);
    assert_true(archive.size <= ARCHIVE_SIZE_MAX);
}

static void csv_is_that_of_iana(void **state)
{
    (void)state;
    struct buffer xml = read_file("iana-2026-02-13.xml");
    struct buffer csv = read_file("iana-2026-02-13.csv");
    const struct portreg_string text = { xml.data, xml.size };
    struct compiled lone = compile_texts(&text, 1);
    assert_written(portreg_view_now(lone.snapshot), "csv",
                   (struct portreg_string){ csv.data, csv.size });
    compiled_free(&lone);
    buffer_free(&xml);
    buffer_free(&csv);
}

/* The version of a file's name "….YYYY-MM-DD.xml". */
static struct portreg_view view_of_name(const char *name)
{
    struct portreg_view view;
    struct portreg_version version;
    size_t size = strlen(name);
    assert_true(size > 14);
    portreg_date date = portreg_date_parse(name + size - 14, 10);
    assert_int_not_equal(date, 0);
    assert_true(portreg_view_at(archive.snapshot, date, &view));
    assert_true(portreg_snapshot_version(archive.snapshot, view.version, &version));
    assert_int_equal(version.date, date);
    return view;
}

static void compare_csv(struct portreg_view view, struct portreg_string xml)
{
    struct compiled lone = compile_texts(&xml, 1);
    struct portreg_string csv;
    csv.data = write_version(portreg_view_now(lone.snapshot), "csv", &csv.size);
    assert_written(view, "csv", csv);
    free((char *)(uintptr_t)csv.data);
    compiled_free(&lone);
}

/* The lone snapshot's rows, which are in the registry's order, by the archive's. */
static uint32_t *map_rows(struct portreg_view view, const struct compiled *lone)
{
    uint32_t *map = malloc((size_t)portreg_snapshot_row_count(view.snapshot) * sizeof(*map));
    uint32_t cursor = 0;
    uint32_t next = 0;
    assert_non_null(map);
    memset(map, 0xFF, (size_t)portreg_snapshot_row_count(view.snapshot) * sizeof(*map));
    for (uint32_t row = portreg_view_next_row(view, &cursor); row != PORTREG_NONE;
         row = portreg_view_next_row(view, &cursor)) {
        assert_same_row(view.snapshot, row, lone->snapshot, next);
        map[row] = next++;
    }
    assert_int_equal(next, portreg_snapshot_row_count(lone->snapshot));
    return map;
}

static void assert_mapped(const uint32_t *map, const uint32_t *rows, const uint32_t *expected,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(map[rows[i]], expected[i]);
    }
}

static void compare_ports(struct portreg_view view, struct portreg_view alone,
                          const uint32_t *map)
{
    enum { MOST = 256 };
    uint32_t rows[MOST];
    uint32_t expected[MOST];
    for (unsigned i = 0; i < PORTREG_TRANSPORT_COUNT; i++) {
        enum portreg_transport transport = (enum portreg_transport)i;
        for (uint32_t port = 0; port <= PORTREG_PORT_MAX; port++) {
            size_t count =
                portreg_lookup_port_rows(view, (uint16_t)port, transport, rows, MOST);
            assert_int_equal(portreg_lookup_port_rows(alone, (uint16_t)port, transport, expected,
                                                      MOST),
                             count);
            assert_mapped(map, rows, expected, count);
            enum portreg_status_reason reason;
            enum portreg_status_reason expected_reason;
            assert_int_equal(
                portreg_port_status(view, (uint16_t)port, transport, NULL, &reason),
                portreg_port_status(alone, (uint16_t)port, transport, NULL, &expected_reason));
            assert_int_equal(reason, expected_reason);
        }
    }
}

/* Every name of all times; names of other times are not found. */
static void compare_names(struct portreg_view view, struct portreg_view alone,
                          const uint32_t *map)
{
    enum { MOST = 1024 };
    uint32_t rows[MOST];
    uint32_t expected[MOST];
    for (uint32_t id = 0; id < portreg_snapshot_row_count(view.snapshot); id++) {
        struct portreg_string name =
            portreg_snapshot_cell(view.snapshot, id, PORTREG_COLUMN_NAME);
        size_t count = portreg_lookup_name_rows(view, name.data, name.size, rows, MOST);
        assert_true(count <= MOST);
        assert_int_equal(
            portreg_lookup_name_rows(alone, name.data, name.size, expected, MOST), count);
        assert_mapped(map, rows, expected, count);
        assert_int_equal(portreg_lookup_name(view, name.data, name.size),
                         count > 0 ? rows[0] : PORTREG_NONE);
    }
}

static void compare_searches(struct portreg_view view, struct portreg_view alone,
                             const uint32_t *map)
{
    static const char *const needles[] = { "t", "tl", "tls", "http", "database", "Known UNAUTH",
                                           "\xC3\xA9", "[RFC", "2019", "zzzz", "49151" };
    struct portreg_search *here;
    struct portreg_search *there;
    assert_int_equal(portreg_search_create((struct portreg_snapshot *)(uintptr_t)view.snapshot,
                                           &here, NULL),
                     PORTREG_OK);
    assert_int_equal(portreg_search_create((struct portreg_snapshot *)(uintptr_t)alone.snapshot,
                                           &there, NULL),
                     PORTREG_OK);
    for (size_t i = 0; i < sizeof(needles) / sizeof(needles[0]); i++) {
        const uint32_t *rows;
        const uint32_t *expected;
        size_t size = strlen(needles[i]);
        size_t count = portreg_search_run(here, view.version, needles[i], size, &rows);
        assert_int_equal(portreg_search_run(there, alone.version, needles[i], size, &expected),
                         count);
        assert_mapped(map, rows, expected, count);
    }
    portreg_search_destroy(here);
    portreg_search_destroy(there);
}

static void compare_answers(struct portreg_view view, struct portreg_string xml)
{
    struct compiled lone = compile_texts(&xml, 1);
    const struct portreg_view alone = portreg_view_now(lone.snapshot);
    uint32_t *map = map_rows(view, &lone);
    compare_ports(view, alone, map);
    compare_names(view, alone, map);
    compare_searches(view, alone, map);
    free(map);
    compiled_free(&lone);
}

static void every_version_is_as_its_file_alone(void **state)
{
    (void)state;
    struct source *source;
    struct source_file file;
    uint32_t seen = 0;
    if (!archive.image) {
        skip();
    }
    source_file_init(&file);
    assert_int_equal(source_open(path_of(ARCHIVE), &source, NULL), PORTREG_OK);
    for (;;) {
        assert_int_equal(source_next(source, &file, NULL), PORTREG_OK);
        if (!file.name) {
            break;
        }
        const struct portreg_view view = view_of_name(file.name);
        const struct portreg_string xml = { file.bytes.data, file.bytes.size };
        seen++;
        if (is_chosen(view.version, 1)) {
            assert_written(view, "xml", xml);
        }
        if (is_chosen(view.version, 60)) {
            compare_csv(view, xml);
        }
        if (view.version % 69 == 0 || view.version + 1 == ARCHIVE_VERSIONS) {
            compare_answers(view, xml);
        }
    }
    assert_int_equal(seen, ARCHIVE_VERSIONS);
    source_close(source);
    source_file_free(&file);
}

static void squeeze(struct buffer *out, struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_space(text.data[i]) && text.data[i] != '|') {
            buffer_append_char(out, text.data[i]);
        }
    }
}

/* The page's rows, squeezed, with what follows them. */
static struct buffer rows_of_page(const char *name)
{
    static const char heading[] = "Assignment Notes";
    struct buffer page = read_file(name);
    struct buffer squeezed = BUFFER_INIT(FILE_MAX);
    struct portreg_string text = { page.data, page.size };
    const char *at = string_find(text, string_of(heading));
    assert_non_null(at);
    text = string_from(text, (size_t)(at - text.data) + strlen(heading));
    while (text.size > 0 && strchr(" |-\r\n", text.data[0])) {
        text = string_from(text, 1);
    }
    squeeze(&squeezed, text);
    buffer_free(&page);
    return squeezed;
}

/* The rows that IANA's site prints on five pages. */
static void pages_have_the_rows_of_the_site(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *date;
        const char *text;
        size_t page;
    } pages[] = {
        { "2025-05-05_search=TLS_page=2.txt", "2025-05-19", "TLS", 2 },
        { "2025-07-22_search=7_page=1.txt", "2025-07-22", "7", 1 },
        { "2025-09-29_search=20_page=8.txt", "2025-09-29", "20", 8 },
        { "2025-09-29_search=8_page=25.txt", "2025-09-29", "8", 25 },
        { "2026-05-11_search=43_page=6.txt", "2026-05-11", "43", 6 },
    };
    struct portreg_search *search;
    if (!archive.image) {
        skip();
    }
    assert_int_equal(portreg_search_create(archive.snapshot, &search, NULL), PORTREG_OK);
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        char name[64];
        struct portreg_view view;
        const uint32_t *rows;
        (void)snprintf(name, sizeof(name), "search-pages/%s", pages[i].name);
        struct buffer theirs = rows_of_page(name);
        struct buffer ours = BUFFER_INIT(FILE_MAX);
        assert_true(portreg_view_at(archive.snapshot, portreg_date_parse(pages[i].date, 10),
                                    &view));
        size_t count = portreg_search_run(search, view.version, pages[i].text,
                                          strlen(pages[i].text), &rows);
        size_t first = pages[i].page == 1 ? 1 : 100 * (pages[i].page - 1);
        for (size_t k = first; k <= 100 * pages[i].page && k <= count; k++) {
            for (unsigned column = 0; column < PORTREG_COLUMN_COUNT; column++) {
                squeeze(&ours, portreg_snapshot_cell(archive.snapshot, rows[k - 1],
                                                     (enum portreg_column)column));
            }
        }
        buffer_append_text(&ours, "ContactInformation");
        assert_true(ours.size <= theirs.size);
        theirs.data[ours.size] = '\0';
        assert_string_equal(ours.data, theirs.data);
        buffer_free(&ours);
        buffer_free(&theirs);
    }
    portreg_search_destroy(search);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_as_small_as_promised),
        cmocka_unit_test(csv_is_that_of_iana),
        cmocka_unit_test(every_version_is_as_its_file_alone),
        cmocka_unit_test(pages_have_the_rows_of_the_site),
    };
    return cmocka_run_group_tests(tests, open_archive, close_archive);
}
