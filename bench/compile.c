/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"
#include "launched.h"

#define ARCHIVE_ROUNDS 3

/* One version, or one more, into a snapshot. */
struct compile_bench {
    const struct bench_fixture *fixture;
    char *next; /* the newest version once more, a year younger and slightly changed */
    char path[PATH_MAX];
    void *image; /* bytes for the peer to write */
    size_t image_size;
};

static double run_one_version(void *context)
{
    const struct compile_bench *bench = context;
    struct portreg_compile_options options = { 0 };
    struct portreg_compiler *compiler = NULL;
    void *image = NULL;
    size_t size;
    const double start = bench_clock();
    const bool good =
        portreg_compiler_create(&options, &compiler, NULL) == PORTREG_OK &&
        portreg_compiler_add_memory(compiler, "version.xml", bench->fixture->xml,
                                    bench->fixture->xml_size, NULL) == PORTREG_OK &&
        portreg_compiler_finish(compiler, &image, &size, NULL) == PORTREG_OK;
    portreg_compiler_destroy(compiler);
    const double seconds = bench_clock() - start;
    free(image);
    return good ? seconds : -1;
}

static double run_expat(void *context)
{
    const struct compile_bench *bench = context;
    const double start = bench_clock();
    const bool good = bench_expat_parse(bench->fixture->xml, bench->fixture->xml_size);
    return good ? bench_clock() - start : -1;
}

/* What `portreg update` does once the new version is here. */
static double run_append(void *context)
{
    const struct compile_bench *bench = context;
    struct portreg_compile_options options = { 0 };
    struct portreg_compiler *compiler = NULL;
    struct portreg_snapshot *snapshot = NULL;
    void *image = NULL;
    size_t size;
    const double start = bench_clock();
    const bool good =
        portreg_snapshot_open(bench->fixture->snapshot_path, PORTREG_OPEN_VERIFIED, &snapshot,
                              NULL) == PORTREG_OK &&
        portreg_compiler_create(&options, &compiler, NULL) == PORTREG_OK &&
        portreg_compiler_load(compiler, snapshot, NULL) == PORTREG_OK &&
        portreg_compiler_add_memory(compiler, "next.xml", bench->next, bench->fixture->xml_size,
                                    NULL) == PORTREG_OK &&
        portreg_compiler_finish(compiler, &image, &size, NULL) == PORTREG_OK &&
        portreg_file_replace(bench->path, image, size, NULL) == PORTREG_OK;
    const double seconds = bench_clock() - start;
    portreg_compiler_destroy(compiler);
    portreg_snapshot_unref(snapshot);
    free(image);
    return good ? seconds : -1;
}

static double run_write(void *context)
{
    const struct compile_bench *bench = context;
    size_t written = 0;
    const double start = bench_clock();
    const int file = open(bench->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    while (file >= 0 && written < bench->image_size) {
        const ssize_t size = write(file, (const char *)bench->image + written,
                                   bench->image_size - written);
        if (size <= 0) {
            break;
        }
        written += (size_t)size;
    }
    const bool good = file >= 0 && written == bench->image_size && fsync(file) == 0;
    if (file >= 0) {
        close(file);
    }
    return good ? bench_clock() - start : -1;
}

/* A copy of the version under a younger date, with one description changed. */
static char *make_next_version(const struct bench_fixture *fixture)
{
    static const char date[] = "<updated>";
    static const char description[] = "World Wide Web HTTP";
    char *next = malloc(fixture->xml_size + 1);
    if (!next) {
        return NULL;
    }
    memcpy(next, fixture->xml, fixture->xml_size);
    next[fixture->xml_size] = '\0';
    char *found = strstr(next, date);
    if (found) {
        memcpy(found + sizeof(date) - 1, "2099", 4);
    }
    found = strstr(next, description);
    if (found) {
        found[0] = 'w';
    }
    return next;
}

static void measure_append(struct compile_bench *bench)
{
    const char *what = "append a version to the history";
    struct stat status;
    if (!bench->fixture->has_history) {
        bench_skip(what, "no archive of dated versions");
        return;
    }
    bench->next = make_next_version(bench->fixture);
    if (bench->next && stat(bench->fixture->snapshot_path, &status) == 0) {
        bench->image_size = (size_t)status.st_size;
        bench->image = calloc(1, bench->image_size);
    }
    if (bench->image) {
        snprintf(bench->path, sizeof(bench->path), "%s/next.portreg", bench->fixture->work);
        bench_measure(&(struct bench_pair){
            .what = what, .ours = run_append, .ours_context = bench,
            .beside = "write and fsync of that size", .peer = run_write, .peer_context = bench,
            .rounds = 15, .reach_beyond = 60e-3 });
        unlink(bench->path);
    }
    free(bench->image);
    free(bench->next);
}

static void measure_archive(const struct bench_fixture *fixture)
{
    const char *what = "all dated versions to one snapshot";
    double ours[ARCHIVE_ROUNDS];
    double peer[ARCHIVE_ROUNDS];
    char compiler[PATH_MAX];
    char archive[PATH_MAX];
    char output[PATH_MAX];
    struct launched result = { 0 };
    if (!fixture->has_history) {
        bench_skip(what, "no archive of dated versions");
        return;
    }
    snprintf(compiler, sizeof(compiler), "%s/portreg", fixture->programs);
    snprintf(archive, sizeof(archive), "%s", fixture->archive);
    snprintf(output, sizeof(output), "%s/all.portreg", fixture->work);
    char *words[] = { compiler, (char[]){ "compile" }, archive, (char[]){ "-o" }, output,
                      NULL, NULL };
    for (unsigned i = 0; i < ARCHIVE_ROUNDS; i++) {
        if (!bench_launch(fixture->programs, 1, words, &result, 1)) {
            bench_skip(what, "portreg compile failed");
            return;
        }
        ours[i] = result.seconds;
        peer[i] = bench_expat_archive(fixture->archive);
    }
    bench_print_row(&(struct bench_pair){ .what = what, .reach_ratio = 0.2,
                                          .beside = "expat, no-op handlers, 2 threads" },
                    bench_median(ours, ARCHIVE_ROUNDS), bench_median(peer, ARCHIVE_ROUNDS));
    bench_print_size("  peak memory", result.peak_bytes, 200e6);
    struct stat status;
    if (stat(output, &status) == 0) {
        bench_print_size("  size of the snapshot", (double)status.st_size, 6e6);
    }
    unlink(output);
}

void bench_compile(const struct bench_fixture *fixture)
{
    struct compile_bench bench = { .fixture = fixture };
    bench_measure(&(struct bench_pair){
        .what = "one XML version to snapshot", .ours = run_one_version, .ours_context = &bench,
        .beside = "expat, no-op handlers", .peer = run_expat, .peer_context = &bench,
        .rounds = 31, .reach_ratio = 1.4 });
    measure_append(&bench);
    measure_archive(fixture);
}
