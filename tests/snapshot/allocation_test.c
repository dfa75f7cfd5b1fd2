/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <csv.h>
#include <expat.h>
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include <portreg/portreg.h>

#include "util/file.h"

/*
 * Every allocation of portreg fails in turn, alone and with all that follow.
 * The linker hands malloc() and its kin over to the functions below. Each run
 * must report OUT_OF_MEMORY or do without; the leak sanitizer sees the rest.
 */

/*
 * libarchive (3.6) keeps what its writer's client holds when writing a header
 * fails for want of memory, and has no call that would free it.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libarchive.so\n";
}

static atomic_bool armed;
static atomic_bool stays; /* the allocations after the failing one fail too */
static atomic_size_t allocations;
static size_t failing;

static bool fails(void)
{
    size_t number;

    if (!armed) {
        return false;
    }
    number = atomic_fetch_add(&allocations, 1) + 1;
    return number == failing || (stays && number > failing);
}

#define WRAP(result, name, parameters, arguments, failure)    \
    result __real_##name parameters;                          \
    result __wrap_##name parameters;                          \
    result __wrap_##name parameters                           \
    {                                                         \
        return fails() ? (failure) : __real_##name arguments; \
    }

WRAP(void *, malloc, (size_t size), (size), NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(void *, realloc, (void *block, size_t size), (block, size), NULL)
WRAP(void *, reallocarray, (void *block, size_t count, size_t size), (block, count, size), NULL)
WRAP(void *, aligned_alloc, (size_t alignment, size_t size), (alignment, size), NULL)
WRAP(int, posix_memalign, (void **ret, size_t alignment, size_t size), (ret, alignment, size), 12)
WRAP(char *, strdup, (const char *text), (text), NULL)
WRAP(char *, strndup, (const char *text, size_t size), (text, size), NULL)

/* The libraries that parse and compress are made to allocate by the same functions. */
XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding);
ZSTD_CCtx *__wrap_ZSTD_createCCtx(void);
ZSTD_DCtx *__wrap_ZSTD_createDCtx(void);

XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding)
{
    static const XML_Memory_Handling_Suite suite = { __wrap_malloc, __wrap_realloc, free };

    return XML_ParserCreate_MM(encoding, &suite, NULL);
}

static void *allocate_for_zstd(void *data, size_t size)
{
    (void)data;
    return __wrap_malloc(size);
}

static void free_for_zstd(void *data, void *block)
{
    (void)data;
    free(block);
}

ZSTD_CCtx *__wrap_ZSTD_createCCtx(void)
{
    ZSTD_customMem memory = { allocate_for_zstd, free_for_zstd, NULL };

    return ZSTD_createCCtx_advanced(memory);
}

ZSTD_DCtx *__wrap_ZSTD_createDCtx(void)
{
    ZSTD_customMem memory = { allocate_for_zstd, free_for_zstd, NULL };

    return ZSTD_createDCtx_advanced(memory);
}

int __real_csv_init(struct csv_parser *parser, unsigned char options);
int __wrap_csv_init(struct csv_parser *parser, unsigned char options);

int __wrap_csv_init(struct csv_parser *parser, unsigned char options)
{
    int result = __real_csv_init(parser, options);

    csv_set_realloc_func(parser, __wrap_realloc);
    return result;
}

#define PATH_SIZE 4096

struct input {
    const char *name;
    struct buffer bytes;
};

static struct input older = { "small-2015.xml", BUFFER_INIT(1 << 20) };
static struct input newer = { "small.xml", BUFFER_INIT(1 << 20) };

/* A sound snapshot of both, for what only reads. */
static void *image;
static size_t image_size;
static struct portreg_snapshot *snapshot;

static enum portreg_status compile_into(const struct input *const *inputs, size_t count,
                                        const struct portreg_snapshot *start, void **ret_image,
                                        size_t *ret_size, struct portreg_error *error)
{
    struct portreg_compile_options options = { .jobs = 1, .date = "2020-02-02" };
    struct portreg_compiler *compiler;
    enum portreg_status status = portreg_compiler_create(&options, &compiler, error);

    if (status != PORTREG_OK) {
        return status;
    }
    if (start) {
        status = portreg_compiler_load(compiler, start, error);
    }
    for (size_t i = 0; i < count && status == PORTREG_OK; i++) {
        status = portreg_compiler_add_memory(compiler, inputs[i]->name, inputs[i]->bytes.data,
                                             inputs[i]->bytes.size, error);
    }
    if (status == PORTREG_OK) {
        status = portreg_compiler_finish(compiler, ret_image, ret_size, error);
    }
    portreg_compiler_destroy(compiler);
    return status;
}

static enum portreg_status compile_and_forget(const struct input *const *inputs, size_t count,
                                              const struct portreg_snapshot *start,
                                              struct portreg_error *error)
{
    void *made;
    size_t size;
    enum portreg_status status = compile_into(inputs, count, start, &made, &size, error);

    if (status == PORTREG_OK) {
        free(made);
    }
    return status;
}

static enum portreg_status run_compile(struct portreg_error *error)
{
    const struct input *inputs[] = { &older, &newer };

    return compile_and_forget(inputs, 2, NULL, error);
}

/* The compiler keeps what it had when a version cannot be added. */
static enum portreg_status run_append(struct portreg_error *error)
{
    const struct input *inputs[] = { &older };
    struct portreg_snapshot *start = NULL;
    void *made = NULL;
    size_t size;
    enum portreg_status status = compile_into(inputs, 1, NULL, &made, &size, error);

    if (status == PORTREG_OK) {
        status = portreg_snapshot_open_memory(made, size, PORTREG_OPEN_VERIFIED, &start, error);
    }
    inputs[0] = &newer;
    if (status == PORTREG_OK) {
        status = compile_and_forget(inputs, 1, start, error);
    }
    portreg_snapshot_unref(start);
    free(made);
    return status;
}

static enum portreg_status run_open(struct portreg_error *error)
{
    struct portreg_snapshot *opened;
    enum portreg_status status =
        portreg_snapshot_open_memory(image, image_size, PORTREG_OPEN_VERIFIED, &opened, error);

    if (status == PORTREG_OK) {
        portreg_snapshot_unref(opened);
    }
    return status;
}

/* Lookups allocate nothing, so nothing may fail. */
static enum portreg_status run_lookup(struct portreg_error *error)
{
    struct portreg_view view = portreg_view_now(snapshot);
    struct portreg_string names[PORTREG_SUGGESTION_MAX];
    size_t before = allocations;
    uint32_t rows[8];

    (void)error;
    assert_true(portreg_lookup_port(view, 80, PORTREG_TRANSPORT_TCP) != PORTREG_NONE);
    assert_true(portreg_lookup_port_rows(view, 80, PORTREG_TRANSPORT_NONE, rows, 8) > 0);
    assert_true(portreg_lookup_name(view, "HTTP", 4) != PORTREG_NONE);
    assert_true(portreg_lookup_name_rows(view, "http", 4, rows, 8) > 0);
    assert_true(portreg_suggest(view, "htpp", 4, names) > 0);
    assert_int_equal(allocations, before);
    return PORTREG_OK;
}

static enum portreg_status run_search(struct portreg_error *error)
{
    struct portreg_search *search;
    const uint32_t *rows;
    enum portreg_status status = portreg_search_create(snapshot, &search, error);
    size_t before = allocations;

    if (status != PORTREG_OK) {
        return status;
    }
    assert_true(portreg_search_run(search, 0, "http", 4, &rows) > 0);
    assert_int_equal(allocations, before);
    portreg_search_destroy(search);
    return PORTREG_OK;
}

static enum portreg_status run_diff(struct portreg_error *error)
{
    struct portreg_diff *diff;
    enum portreg_status status = portreg_diff_create((struct portreg_view){ snapshot, 0 },
                                                     portreg_view_now(snapshot), &diff, error);

    if (status == PORTREG_OK) {
        portreg_diff_destroy(diff);
    }
    return status;
}

static enum portreg_status run_log(struct portreg_error *error)
{
    struct portreg_view view = portreg_view_now(snapshot);
    struct portreg_log *log;
    enum portreg_status status = portreg_log_port(view, 80, PORTREG_TRANSPORT_NONE, &log, error);

    if (status != PORTREG_OK) {
        return status;
    }
    portreg_log_destroy(log);
    status = portreg_log_name(view, "http", 4, PORTREG_TRANSPORT_NONE, &log, error);
    if (status == PORTREG_OK) {
        portreg_log_destroy(log);
    }
    return status;
}

/* Writes in every format and reads back what can be read. */
static enum portreg_status run_format(const struct portreg_format_info *format,
                                      struct portreg_error *error)
{
    struct input written = { format->name, BUFFER_INIT(1 << 24) };
    const struct input *inputs[] = { &written };
    char *text;
    enum portreg_status status = portreg_format_write(format->name, portreg_view_now(snapshot),
                                                      NULL, 0, &text, &written.bytes.size, error);

    if (status != PORTREG_OK) {
        return status;
    }
    written.bytes.data = text;
    if (format->can_read) {
        status = compile_and_forget(inputs, 1, NULL, error);
    }
    free(text);
    return status;
}

static enum portreg_status run_formats(struct portreg_error *error)
{
    struct portreg_format_info format;
    enum portreg_status status = PORTREG_OK;

    for (size_t i = 0; status == PORTREG_OK && portreg_format_info(i, &format); i++) {
        if (format.can_write) {
            status = run_format(&format, error);
        }
    }
    return status;
}

typedef enum portreg_status run_function(struct portreg_error *error);

/* Returns how many allocations the run made when the one of this number failed. */
static size_t run_with_failure(run_function *run, size_t number, bool all_that_follow)
{
    struct portreg_error error = { 0 };
    enum portreg_status status;

    failing = number;
    stays = all_that_follow;
    allocations = 0;
    armed = true;
    status = run(&error);
    armed = false;
    if (status != PORTREG_OK && status != PORTREG_OUT_OF_MEMORY) {
        fail_msg("allocation %zu: %s, %s", number, portreg_status_name(status), error.message);
    }
    if (status == PORTREG_OUT_OF_MEMORY) {
        assert_int_equal(error.status, PORTREG_OUT_OF_MEMORY);
        assert_true(error.message[0] != '\0');
    }
    if (allocations < number) {
        assert_int_equal(status, PORTREG_OK);
    }
    return allocations;
}

static void fail_each_in_turn(run_function *run)
{
    size_t total = run_with_failure(run, SIZE_MAX, false);

    for (size_t number = 1; number <= total; number++) {
        run_with_failure(run, number, false);
        run_with_failure(run, number, true);
    }
    /* And none of it has left a mark. */
    assert_int_equal(run_with_failure(run, SIZE_MAX, false), total);
}

#define ALLOCATION_TEST(name)             \
    static void test_##name(void **state) \
    {                                     \
        (void)state;                      \
        fail_each_in_turn(run_##name);    \
    }

ALLOCATION_TEST(compile)
ALLOCATION_TEST(append)
ALLOCATION_TEST(open)
ALLOCATION_TEST(lookup)
ALLOCATION_TEST(search)
ALLOCATION_TEST(diff)
ALLOCATION_TEST(log)
ALLOCATION_TEST(formats)

static int read_input(struct input *input)
{
    const char *folder = getenv("PORTREG_TEST_DATA");
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/%s", folder ? folder : ".", input->name);
    return file_read(path, &input->bytes, NULL) == PORTREG_OK ? 0 : -1;
}

static int prepare(void **state)
{
    const struct input *inputs[] = { &older, &newer };

    (void)state;
    if (read_input(&older) != 0 || read_input(&newer) != 0 ||
        compile_into(inputs, 2, NULL, &image, &image_size, NULL) != PORTREG_OK) {
        return -1;
    }
    return portreg_snapshot_open_memory(image, image_size, PORTREG_OPEN_VERIFIED, &snapshot,
                                        NULL) == PORTREG_OK
               ? 0
               : -1;
}

static int clean_up(void **state)
{
    (void)state;
    portreg_snapshot_unref(snapshot);
    free(image);
    buffer_free(&older.bytes);
    buffer_free(&newer.bytes);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compile), cmocka_unit_test(test_append),  cmocka_unit_test(test_open),
        cmocka_unit_test(test_lookup),  cmocka_unit_test(test_search),  cmocka_unit_test(test_diff),
        cmocka_unit_test(test_log),     cmocka_unit_test(test_formats),
    };

    return cmocka_run_group_tests(tests, prepare, clean_up);
}
