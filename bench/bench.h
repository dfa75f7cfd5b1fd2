/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <limits.h>

#include <portreg/portreg.h>

/* Bytes of a folder's path, so that a file in it fits PATH_MAX. */
#define BENCH_FOLDER_MAX (PATH_MAX - 96)

/* What the benchmarks work on. */
struct bench_fixture {
    char programs[BENCH_FOLDER_MAX]; /* the build folder */
    char work[BENCH_FOLDER_MAX];     /* a temporary folder */
    char archive[PATH_MAX];  /* the dated versions, empty if there is no such file */
    char xml_path[PATH_MAX]; /* the newest single version */
    char *xml;
    size_t xml_size;
    char snapshot_path[PATH_MAX]; /* the archive compiled, or the one version */
    bool has_history;
    struct portreg_snapshot *snapshot;
};

/* One file each; they print their rows. */
void bench_lookup(const struct bench_fixture *fixture);
void bench_search(const struct bench_fixture *fixture);
void bench_history(const struct bench_fixture *fixture);
void bench_export(const struct bench_fixture *fixture);
void bench_nss(const struct bench_fixture *fixture);
void bench_process(const struct bench_fixture *fixture);
void bench_compile(const struct bench_fixture *fixture);
void bench_host(const struct bench_fixture *fixture);
void bench_annotate(const struct bench_fixture *fixture);
void bench_serve(const struct bench_fixture *fixture);

/* expat.c: parses bytes with handlers that do nothing; false if malformed. */
bool bench_expat_parse(const char *bytes, size_t size);

/*
 * expat.c: seconds that two threads take to parse every file of a compressed
 * archive, unpacking left out; negative on failure.
 */
double bench_expat_archive(const char *path);

/* Deterministic random numbers. */
static inline uint64_t bench_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

#endif
