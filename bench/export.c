/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "harness.h"

/* A whole version written out, beside copying what was written. */
struct export_bench {
    struct portreg_view view;
    const char *format;
    char *text;
    size_t size;
};

static double run_write(void *context)
{
    const struct export_bench *bench = context;
    char *text = NULL;
    size_t size;
    const double start = bench_clock();
    const enum portreg_status status =
        portreg_format_write(bench->format, bench->view, NULL, 0, &text, &size, NULL);
    const double seconds = bench_clock() - start;
    free(text);
    return status == PORTREG_OK && size == bench->size ? seconds : -1;
}

static double run_copy(void *context)
{
    const struct export_bench *bench = context;
    const double start = bench_clock();
    char *copy = malloc(bench->size);
    if (!copy) {
        return -1;
    }
    memcpy(copy, bench->text, bench->size);
    bench_keep(copy);
    const double seconds = bench_clock() - start;
    free(copy);
    return seconds;
}

static void measure_format(const struct bench_fixture *fixture, const char *format,
                           const char *what, double reach)
{
    struct export_bench bench = { portreg_view_now(fixture->snapshot), format, NULL, 0 };
    struct portreg_error error;
    if (portreg_format_write(format, bench.view, NULL, 0, &bench.text, &bench.size, &error) !=
        PORTREG_OK) {
        bench_skip(what, error.message);
        return;
    }
    bench_measure(&(struct bench_pair){
        .what = what, .ours = run_write, .ours_context = &bench, .beside = "memcpy of the output",
        .peer = run_copy, .peer_context = &bench, .rounds = 51, .reach_seconds = reach });
    free(bench.text);
}

void bench_export(const struct bench_fixture *fixture)
{
    measure_format(fixture, "csv", "CSV of the newest version", 5e-3);
    measure_format(fixture, "xml", "XML of the newest version", 15e-3);
    measure_format(fixture, "json", "JSON of the newest version", 0);
}
