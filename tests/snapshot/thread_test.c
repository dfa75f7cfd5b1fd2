/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <portreg/portreg.h>

/*
 * Threads ask one snapshot and take and drop references to it, the last of
 * them frees it. Built with the thread sanitizer, which ends the program at a
 * race; without cmocka, which is not.
 */

#define THREADS 4
#define ROUNDS 2000

static atomic_bool started;
static atomic_uint failures;

static void expect(bool condition)
{
    if (!condition) {
        atomic_fetch_add(&failures, 1);
    }
}

static void ask(struct portreg_snapshot *snapshot, unsigned round)
{
    struct portreg_view view = portreg_view_now(snapshot);
    struct portreg_row row;
    uint32_t rows[8];

    expect(portreg_lookup_port(view, 80, PORTREG_TRANSPORT_TCP) != PORTREG_NONE);
    expect(portreg_lookup_port_rows(view, 80, PORTREG_TRANSPORT_NONE, rows, 8) > 0);
    expect(portreg_lookup_name(view, "http", 4) != PORTREG_NONE);
    expect(portreg_snapshot_row(snapshot, round % portreg_snapshot_row_count(snapshot), &row));
}

static void ask_at_length(struct portreg_snapshot *snapshot)
{
    struct portreg_view oldest = { snapshot, 0 };
    struct portreg_search *search;
    struct portreg_diff *diff;
    struct portreg_log *log;
    const uint32_t *rows;

    expect(portreg_search_create(snapshot, &search, NULL) == PORTREG_OK);
    expect(portreg_search_run(search, oldest.version, "http", 4, &rows) > 0);
    portreg_search_destroy(search);
    expect(portreg_diff_create(oldest, portreg_view_now(snapshot), &diff, NULL) == PORTREG_OK);
    portreg_diff_destroy(diff);
    expect(portreg_log_port(oldest, 80, PORTREG_TRANSPORT_TCP, &log, NULL) == PORTREG_OK);
    portreg_log_destroy(log);
}

/* Holds one reference, which it drops at the end. */
static void *work(void *data)
{
    struct portreg_snapshot *snapshot = data;

    while (!started) {
        continue;
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct portreg_snapshot *held = portreg_snapshot_ref(snapshot);

        ask(held, round);
        if (round % 100 == 0) {
            ask_at_length(held);
        }
        portreg_snapshot_unref(held);
    }
    portreg_snapshot_unref(snapshot);
    return NULL;
}

static void *compile(const char *folder, size_t *ret_size)
{
    static const char *const names[] = { "small-2015.xml", "small.xml" };
    struct portreg_compiler *compiler;
    void *image = NULL;
    char path[4096];

    if (portreg_compiler_create(NULL, &compiler, NULL) != PORTREG_OK) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        expect(portreg_compiler_add_path(compiler, path, NULL) == PORTREG_OK);
    }
    expect(portreg_compiler_finish(compiler, &image, ret_size, NULL) == PORTREG_OK);
    portreg_compiler_destroy(compiler);
    return image;
}

static bool run_threads(struct portreg_snapshot *snapshot)
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, work, portreg_snapshot_ref(snapshot)) != 0) {
            return false;
        }
    }
    portreg_snapshot_unref(snapshot);
    started = true;
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return true;
}

int main(void)
{
    const char *folder = getenv("PORTREG_TEST_DATA");
    struct portreg_snapshot *snapshot = NULL;
    size_t size = 0;
    void *image = compile(folder ? folder : ".", &size);

    expect(image && portreg_snapshot_open_memory(image, size, PORTREG_OPEN_VERIFIED, &snapshot,
                                                 NULL) == PORTREG_OK);
    expect(snapshot && run_threads(snapshot));
    free(image);
    printf("1..1\n%s 1 - threads share a snapshot\n", failures ? "not ok" : "ok");
    return failures ? 1 : 0;
}
