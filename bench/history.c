/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "harness.h"

/* Two dates eleven years apart, and the life of one port, beside reading the file's bytes once. */
struct history_bench {
    struct portreg_view first;
    struct portreg_view last;
    const unsigned char *bytes;
    size_t size;
};

static double run_diff(void *context)
{
    const struct history_bench *bench = context;
    struct portreg_diff *diff = NULL;
    const double start = bench_clock();
    if (portreg_diff_create(bench->first, bench->last, &diff, NULL) != PORTREG_OK) {
        return -1;
    }
    const double seconds = bench_clock() - start;
    const bool differs = diff->row_count > 0;
    portreg_diff_destroy(diff);
    return differs ? seconds : -1;
}

static double run_log(void *context)
{
    const struct history_bench *bench = context;
    struct portreg_log *log = NULL;
    const double start = bench_clock();
    if (portreg_log_port(bench->last, 443, PORTREG_TRANSPORT_TCP, &log, NULL) != PORTREG_OK) {
        return -1;
    }
    const double seconds = bench_clock() - start;
    const bool lived = log->entry_count > 0;
    portreg_log_destroy(log);
    return lived ? seconds : -1;
}

static double run_read(void *context)
{
    const struct history_bench *bench = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (size_t i = 0; i < bench->size; i++) {
        sum += bench->bytes[i];
    }
    bench_keep(&sum);
    return bench_clock() - start;
}

static unsigned char *read_bytes(const char *path, size_t size)
{
    unsigned char *bytes = malloc(size);
    FILE *file = fopen(path, "rbe");
    if (bytes && (!file || fread(bytes, 1, size, file) != size)) {
        free(bytes);
        bytes = NULL;
    }
    if (file) {
        fclose(file);
    }
    return bytes;
}

void bench_history(const struct bench_fixture *fixture)
{
    if (!fixture->has_history) {
        bench_skip("diff and log", "no archive of dated versions");
        return;
    }
    struct history_bench bench = {
        .first = { fixture->snapshot, 0 },
        .last = portreg_view_now(fixture->snapshot),
        .size = portreg_snapshot_size(fixture->snapshot),
    };
    unsigned char *bytes = read_bytes(fixture->snapshot_path, bench.size);
    bench.bytes = bytes;
    if (bytes) {
        bench_measure(&(struct bench_pair){
            .what = "diff of first and last version", .ours = run_diff, .ours_context = &bench,
            .beside = "the snapshot's bytes, read once", .peer = run_read,
            .peer_context = &bench, .rounds = 51, .reach_seconds = 20e-3 });
        bench_measure(&(struct bench_pair){
            .what = "log 443/tcp", .ours = run_log, .ours_context = &bench,
            .beside = "the snapshot's bytes, read once", .peer = run_read,
            .peer_context = &bench, .rounds = 51, .reach_seconds = 2e-3 });
    }
    free(bytes);
}
