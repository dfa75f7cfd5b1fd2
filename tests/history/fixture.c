/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ARCHIVE "iana-history-2015-2026.tar.zst"
#define PATH_SIZE 4096

static void open_image(struct fixture *fixture, struct portreg_compiler *compiler)
{
    struct portreg_error error = { 0 };

    if (portreg_compiler_finish(compiler, &fixture->image, &fixture->size, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    portreg_compiler_destroy(compiler);
    if (portreg_snapshot_open_memory(fixture->image, fixture->size, PORTREG_OPEN_QUICK,
                                     &fixture->snapshot, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
}

static struct portreg_compiler *make_compiler(void)
{
    struct portreg_compiler *compiler;
    struct portreg_error error = { 0 };

    if (portreg_compiler_create(NULL, &compiler, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return compiler;
}

static void add_version(struct portreg_compiler *compiler, const struct fixture_version *version)
{
    struct portreg_error error = { 0 };
    char *text;
    int size = asprintf(&text,
                        "<?xml version='1.0' encoding='UTF-8'?>\n"
                        "<registry xmlns=\"http://www.iana.org/assignments\" "
                        "id=\"service-names-port-numbers\">\n"
                        "<title>Ports</title><updated>%s</updated>\n%s<people>\n%s</people>\n"
                        "</registry>\n",
                        version->date, version->records, version->people ? version->people : "");

    assert_true(size > 0);
    if (portreg_compiler_add_memory(compiler, version->date, text, (size_t)size, &error) !=
        PORTREG_OK) {
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    }
    free(text);
}

void fixture_compile(struct fixture *fixture, const struct fixture_version *versions, size_t count)
{
    struct portreg_compiler *compiler = make_compiler();

    for (size_t i = 0; i < count; i++) {
        add_version(compiler, &versions[i]);
    }
    open_image(fixture, compiler);
}

void fixture_compile_path(struct fixture *fixture, const char *path)
{
    struct portreg_compiler *compiler = make_compiler();
    struct portreg_error error = { 0 };

    if (portreg_compiler_add_path(compiler, path, &error) != PORTREG_OK) {
        fail_msg("%s: %s", path, error.message);
    }
    open_image(fixture, compiler);
}

void fixture_compile_view(struct fixture *fixture, struct portreg_view view)
{
    struct portreg_compiler *compiler = make_compiler();
    struct portreg_error error = { 0 };
    char *text;
    size_t size;

    if (portreg_format_write("xml", view, NULL, 0, &text, &size, &error) != PORTREG_OK ||
        portreg_compiler_add_memory(compiler, "version", text, size, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    free(text);
    open_image(fixture, compiler);
}

void fixture_free(struct fixture *fixture)
{
    portreg_snapshot_unref(fixture->snapshot);
    free(fixture->image);
    *fixture = (struct fixture){ 0 };
}

static struct fixture history;

const struct fixture *fixture_history(void)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    char path[PATH_SIZE];

    if (history.snapshot) {
        return &history;
    }
    if (!folder || snprintf(path, sizeof(path), "%s/" ARCHIVE, folder) >= (int)sizeof(path) ||
        access(path, R_OK) != 0) {
        return NULL;
    }
    fixture_compile_path(&history, path);
    return &history;
}

void fixture_history_free(void)
{
    fixture_free(&history);
}

char *fixture_row_text(const struct portreg_snapshot *snapshot, uint32_t row)
{
    struct portreg_row read;
    size_t size = PORTREG_COLUMN_COUNT + 1;
    char *text;
    char *end;

    assert_true(portreg_snapshot_row(snapshot, row, &read));
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        size += read.column[i].size;
    }
    text = end = malloc(size);
    assert_non_null(text);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (read.column[i].size) {
            memcpy(end, read.column[i].data, read.column[i].size);
        }
        end += read.column[i].size;
        *end++ = '\x1f';
    }
    *end = '\0';
    return text;
}

void bag_add(struct bag *bag, char *item)
{
    if (bag->count == bag->capacity) {
        bag->capacity = bag->capacity ? bag->capacity * 2 : 64;
        bag->items = realloc(bag->items, bag->capacity * sizeof(*bag->items));
        assert_non_null(bag->items);
    }
    bag->items[bag->count++] = item;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void bag_add_view(struct bag *bag, struct portreg_view view)
{
    uint32_t cursor = 0;
    uint32_t row;

    while ((row = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        bag_add(bag, fixture_row_text(view.snapshot, row));
    }
}

void bag_remove(struct bag *bag, const struct portreg_snapshot *snapshot, uint32_t row)
{
    char *text = fixture_row_text(snapshot, row);

    for (size_t i = 0; i < bag->count; i++) {
        if (strcmp(bag->items[i], text) != 0) {
            continue;
        }
        free(bag->items[i]);
        bag->items[i] = bag->items[--bag->count];
        free(text);
        return;
    }
    fail_msg("no such row: %s", text);
}

void bag_assert_equal(struct bag *a, struct bag *b)
{
    qsort(a->items, a->count, sizeof(*a->items), compare_texts);
    qsort(b->items, b->count, sizeof(*b->items), compare_texts);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->items[i], b->items[i]);
    }
}

void bag_free(struct bag *bag)
{
    for (size_t i = 0; i < bag->count; i++) {
        free(bag->items[i]);
    }
    free(bag->items);
    *bag = (struct bag){ 0 };
}
