/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"
#include "launched.h"

/* A whole process that answers one question, beside one that does nothing and beside getent. */
enum { OURS, EMPTY, GETENT, COMMAND_COUNT };

void bench_process(const struct bench_fixture *fixture)
{
    char portreg[PATH_MAX];
    char empty[PATH_MAX];
    char snapshot[PATH_MAX];
    struct launched results[COMMAND_COUNT];
    snprintf(portreg, sizeof(portreg), "%s/portreg", fixture->programs);
    snprintf(empty, sizeof(empty), "%s/bench/empty", fixture->programs);
    snprintf(snapshot, sizeof(snapshot), "%s", fixture->snapshot_path);
    char *words[] = { portreg, (char[]){ "--registry" }, snapshot, (char[]){ "443" }, NULL,
                      empty, NULL,
                      (char[]){ "getent" }, (char[]){ "services" }, (char[]){ "443/tcp" },
                      NULL, NULL };
    if (!bench_launch(fixture->programs, 500, words, results, COMMAND_COUNT)) {
        bench_skip("portreg 443", "a command failed");
        return;
    }
    bench_print_row(&(struct bench_pair){ .what = "portreg 443, whole process",
                                          .beside = "an empty C program", .reach_ratio = 1.15 },
                    results[OURS].seconds, results[EMPTY].seconds);
    bench_print_row(&(struct bench_pair){ .what = "portreg 443, whole process",
                                          .beside = "getent services 443/tcp", .reach_ratio = 1 },
                    results[OURS].seconds, results[GETENT].seconds);
    bench_print_size("  peak memory beyond the empty one",
                     results[OURS].peak_bytes - results[EMPTY].peak_bytes, 4e6);
}
