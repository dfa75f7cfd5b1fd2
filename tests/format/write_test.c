/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <portreg/compile.h>

#include "util/error.h"
#include "util/file.h"
#include "util/string.h"

/* A snapshot made of one file. */
struct compiled {
    void *image;
    struct portreg_snapshot *snapshot;
};

static struct buffer contents_of(const char *path)
{
    struct buffer contents = BUFFER_INIT(REGISTRY_FILE_MAX);
    assert_int_equal(file_read(path, &contents, NULL), PORTREG_OK);
    return contents;
}

static struct compiled compile(const char *format, const void *data, size_t size)
{
    struct compiled compiled;
    struct portreg_compiler *compiler;
    struct portreg_error error;
    size_t image_size;
    const struct portreg_compile_options options = { .format = format, .date = "2026-02-13" };
    error_clear(&error);
    assert_int_equal(portreg_compiler_create(&options, &compiler, &error), PORTREG_OK);
    if (portreg_compiler_add_memory(compiler, "input", data, size, &error) != PORTREG_OK) {
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    }
    assert_int_equal(portreg_compiler_finish(compiler, &compiled.image, &image_size, &error),
                     PORTREG_OK);
    portreg_compiler_destroy(compiler);
    assert_int_equal(portreg_snapshot_open_memory(compiled.image, image_size, PORTREG_OPEN_VERIFIED,
                                                  &compiled.snapshot, &error),
                     PORTREG_OK);
    return compiled;
}

static struct compiled compile_file(const char *format, const char *path)
{
    struct buffer contents = contents_of(path);
    struct compiled compiled = compile(format, contents.data, contents.size);
    buffer_free(&contents);
    return compiled;
}

static void compiled_free(struct compiled *compiled)
{
    portreg_snapshot_unref(compiled->snapshot);
    free(compiled->image);
}

static char *written(const struct compiled *compiled, const char *format, const uint32_t *rows,
                     size_t row_count, size_t *ret_size)
{
    char *text = NULL;
    struct portreg_error error;
    if (portreg_format_write(format, portreg_view_now(compiled->snapshot), rows, row_count, &text,
                             ret_size, &error) != PORTREG_OK) {
        fail_msg("%s: %s", format, error.message);
    }
    return text;
}

static const struct {
    const char *format;
    const char *fixture;
} golden[] = {
    { "csv", "few.csv" },           { "text", "few.txt" },
    { "services", "few.services" }, { "wireshark", "few.wireshark" },
    { "html", "few.html" },         { "json", "few.json" },
    { "ndjson", "few.ndjson" },     { "xml", "few.xml" },
    { "nmap", "few.nmap" },
};

static void writes_as_expected(void **state)
{
    (void)state;
    struct compiled compiled = compile_file("xml", fixture_path("few.xml"));
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        struct buffer expected = contents_of(fixture_path(golden[i].fixture));
        size_t size;
        char *text = written(&compiled, golden[i].format, NULL, 0, &size);
        if (size != expected.size || memcmp(text, expected.data, size) != 0) {
            fail_msg("%s is not %s:\n%s", golden[i].format, golden[i].fixture, text);
        }
        free(text);
        buffer_free(&expected);
    }
    compiled_free(&compiled);
}

static void reads_back_what_it_wrote(void **state)
{
    (void)state;
    const char *const formats[] = { "csv", "text", "services", "wireshark", "xml" };
    const char *path = fixture_path("../../data/small.xml");
    struct compiled compiled = compile_file("xml", path);
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        size_t first_size;
        size_t second_size;
        char *first = written(&compiled, formats[i], NULL, 0, &first_size);
        struct compiled again = compile(formats[i], first, first_size);
        char *second = written(&again, formats[i], NULL, 0, &second_size);
        assert_int_equal(first_size, second_size);
        assert_memory_equal(first, second, first_size);
        compiled_free(&again);
        free(second);
        free(first);
    }
    compiled_free(&compiled);
}

static void text_keeps_every_cell(void **state)
{
    (void)state;
    struct compiled compiled = compile_file("xml", fixture_path("../../data/small.xml"));
    size_t text_size;
    size_t csv_size;
    size_t again_size;
    char *text = written(&compiled, "text", NULL, 0, &text_size);
    char *csv = written(&compiled, "csv", NULL, 0, &csv_size);
    struct compiled from_text = compile(NULL, text, text_size);
    char *again = written(&from_text, "csv", NULL, 0, &again_size);
    assert_string_equal(again, csv);
    assert_int_equal(portreg_snapshot_contact_count(from_text.snapshot),
                     portreg_snapshot_contact_count(compiled.snapshot));
    compiled_free(&from_text);
    compiled_free(&compiled);
    free(again);
    free(csv);
    free(text);
}

/* The heading of the contacts says that the text is whole. */
static void text_without_contacts_is_whole(void **state)
{
    (void)state;
    struct compiled compiled = compile_file("csv", fixture_path("few.csv"));
    size_t size;
    char *text = written(&compiled, "text", NULL, 0, &size);
    assert_non_null(strstr(text, "\nContact Information\n"));
    struct compiled again = compile("text", text, size);
    assert_int_equal(portreg_snapshot_contact_count(again.snapshot), 0);
    assert_int_equal(portreg_view_row_count(portreg_view_now(again.snapshot)),
                     portreg_view_row_count(portreg_view_now(compiled.snapshot)));
    compiled_free(&again);
    compiled_free(&compiled);
    free(text);
}

static void writes_chosen_rows(void **state)
{
    (void)state;
    struct compiled compiled = compile_file("xml", fixture_path("few.xml"));
    const uint32_t rows[] = { 6, 2 };
    size_t size;
    char *csv = written(&compiled, "csv", rows, 2, &size);
    const char *code = strstr(csv, "\r\ncode,9,");
    assert_non_null(code);
    assert_non_null(strstr(code, "\r\ncl-1,172,"));
    assert_null(strstr(csv, "http,80"));
    free(csv);
    char *text = written(&compiled, "text", rows, 2, &size);
    assert_null(strstr(text, "[IESG]")); /* only contacts of these rows */
    assert_non_null(strstr(text, "tel:+1"));
    free(text);
    char *json = written(&compiled, "json", rows, 0, &size);
    assert_non_null(strstr(json, "\"records\": []"));
    free(json);
    compiled_free(&compiled);
}

static void refuses_what_it_cannot_write(void **state)
{
    (void)state;
    struct compiled compiled = compile_file("xml", fixture_path("few.xml"));
    struct portreg_error error;
    char *text = NULL;
    size_t size;
    struct portreg_view view = portreg_view_now(compiled.snapshot);
    assert_int_equal(portreg_format_write("nonsense", view, NULL, 0, &text, &size, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_null(text);
    compiled_free(&compiled);
}

static void probes_what_it_writes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        const struct format *format = format_find(golden[i].format);
        struct buffer contents = contents_of(fixture_path(golden[i].fixture));
        const struct format *probed =
            format_probe((struct portreg_string){ contents.data, contents.size });
        assert_non_null(format);
        if (format->read != NULL) {
            /* Without frequencies, nmap's lines are those of services(5). */
            assert_ptr_equal(probed, format == &format_nmap ? &format_services : format);
        }
        buffer_free(&contents);
    }
    assert_ptr_equal(format_probe(STRING_LITERAL("http\t80/tcp\t0.48\t# x\n")), &format_nmap);
    assert_null(format_probe(STRING_LITERAL("")));
    assert_null(format_probe(STRING_LITERAL("{\"records\": []}\n")));
    assert_null(format_probe(STRING_LITERAL("what is this?\n")));
}

static void lists_formats(void **state)
{
    (void)state;
    struct portreg_format_info info;
    size_t count = 0;
    for (; portreg_format_info(count, &info); count++) {
        assert_ptr_equal(format_find(info.name), format_at(count));
        assert_true(info.can_read || info.can_write);
        assert_non_null(info.summary);
    }
    assert_int_equal(count, 15);
    assert_null(format_at(count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_as_expected),
        cmocka_unit_test(reads_back_what_it_wrote),
        cmocka_unit_test(text_keeps_every_cell),
        cmocka_unit_test(text_without_contacts_is_whole),
        cmocka_unit_test(writes_chosen_rows),
        cmocka_unit_test(refuses_what_it_cannot_write),
        cmocka_unit_test(probes_what_it_writes),
        cmocka_unit_test(lists_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
