/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"
#include "launched.h"

/*
 * Two million flow lines of seven columns to /dev/null: portreg annotate on
 * one core and on all, beside mawk with the same names in an array, and beside
 * programs that do less. Each command reads the file as its standard input.
 */
#define LINES 2000000
#define ROUNDS 7
#define COMMAND_SIZE (3 * PATH_MAX)

enum { ONE, ALL, MAWK, WC, CAT, MILLER, DUCKDB, COMMAND_COUNT };

struct annotate_bench {
    const struct bench_fixture *fixture;
    char flows[PATH_MAX];
    char names[PATH_MAX];
    char commands[COMMAND_COUNT][COMMAND_SIZE];
};

static unsigned below(uint64_t *state, unsigned bound)
{
    return (unsigned)((bench_random(state) >> 33) % bound);
}

/* Seven of ten flows go to a port that many do; the others to any. */
static unsigned random_port(uint64_t *state)
{
    static const unsigned common[] = { 443, 80, 53, 22, 123, 25, 3389, 445, 8080, 993 };

    return below(state, 10) < 7 ? common[below(state, 10)] : 1 + below(state, 65535);
}

static void write_flow(FILE *file, uint64_t *state, unsigned number)
{
    const unsigned port = random_port(state);
    const bool udp = port == 53 || port == 123 || below(state, 10) == 0;

    fprintf(file, "%u.%u,10.%u.%u.%u,%u,192.168.%u.%u,%u,%s,%u\n", 1700000000 + number / 100,
            below(state, 10), below(state, 256), below(state, 256), below(state, 256),
            32768 + below(state, 28232), below(state, 256), below(state, 256), port,
            udp ? "udp" : "tcp", 40 + below(state, 1500000));
}

static bool write_flows(const char *path)
{
    uint64_t state = 88172645463325252u;
    FILE *file = fopen(path, "wbe");

    if (!file) {
        return false;
    }
    for (unsigned i = 0; i < LINES; i++) {
        write_flow(file, &state, i);
    }
    return fclose(file) == 0;
}

/* "443,tcp,https" for every port and transport that has a name. */
static bool write_names(const struct bench_fixture *fixture, const char *path)
{
    const struct portreg_view view = portreg_view_now(fixture->snapshot);
    FILE *file = fopen(path, "wbe");

    for (uint32_t port = 0; file && port <= PORTREG_PORT_MAX; port++) {
        for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
            const enum portreg_transport transport = (enum portreg_transport)t;
            const uint32_t row = portreg_lookup_port(view, (uint16_t)port, transport);
            const struct portreg_string name =
                portreg_snapshot_cell(fixture->snapshot, row, PORTREG_COLUMN_NAME);

            if (name.size > 0) {
                fprintf(file, "%u,%s,%s\n", port, portreg_transport_name(transport), name.data);
            }
        }
    }
    return file && fclose(file) == 0;
}

__attribute__((format(printf, 3, 4))) static void set_command(struct annotate_bench *bench,
                                                              unsigned command,
                                                              const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(bench->commands[command], COMMAND_SIZE, format, arguments);
    va_end(arguments);
}

static void set_commands(struct annotate_bench *bench)
{
    const char *const programs = bench->fixture->programs;
    const char *const snapshot = bench->fixture->snapshot_path;
    static const char script[] =
        "NR == FNR { n[$1 \",\" $2] = $3; next } { print $0 \",\" n[$5 \",\" $6] }";

    set_command(bench, ONE,
                "exec taskset -c 0 %s/portreg annotate --registry %s -p 5 -t 6 < %s", programs,
                snapshot, bench->flows);
    set_command(bench, ALL, "exec %s/portreg annotate --registry %s -p 5 -t 6 < %s", programs,
                snapshot, bench->flows);
    set_command(bench, MAWK, "exec mawk -F, '%s' %s - < %s", script, bench->names, bench->flows);
    set_command(bench, WC, "exec wc -l < %s", bench->flows);
    set_command(bench, CAT, "exec cat < %s", bench->flows);
    set_command(bench, MILLER,
                "exec mlr --icsv --ocsv --implicit-csv-header "
                "--headerless-csv-output join --ul --np --lp l -j 5,6 -f %s then cat < %s",
                bench->names, bench->flows);
    set_command(bench, DUCKDB,
                "exec duckdb -csv -c \"select f.*, n.column2 from "
                "read_csv('/dev/stdin', header=false) f left join read_csv('%s', header=false) n "
                "on f.column4 = n.column0 and f.column5 = n.column1\" < %s",
                bench->names, bench->flows);
}

/* Runs both alternately; the medians, or false if one failed. */
static bool run_pair(struct annotate_bench *bench, unsigned ours, unsigned peer, unsigned rounds,
                     struct launched results[2])
{
    char *words[] = { (char[]){ "sh" }, (char[]){ "-c" }, bench->commands[ours], NULL,
                      (char[]){ "sh" }, (char[]){ "-c" }, bench->commands[peer], NULL, NULL };

    return bench_launch(bench->fixture->programs, rounds, words, results, 2);
}

static void measure(struct annotate_bench *bench, unsigned ours, unsigned peer,
                    const struct bench_pair *pair)
{
    struct launched results[2];

    if (run_pair(bench, ours, peer, pair->rounds, results)) {
        bench_print_row(pair, results[0].seconds, results[1].seconds);
    } else {
        bench_skip(pair->what, pair->beside);
    }
}

static bool is_at_hand(const char *program)
{
    const char *folder = getenv("PATH");

    while (folder && *folder) {
        const size_t size = strcspn(folder, ":");
        char path[PATH_MAX];

        snprintf(path, sizeof(path), "%.*s/%s", (int)size, folder, program);
        if (access(path, X_OK) == 0) {
            return true;
        }
        folder += folder[size] == ':' ? size + 1 : size;
    }
    return false;
}

/* Peers that are not installed for it. */
static void measure_where_at_hand(struct annotate_bench *bench, unsigned peer,
                                  const char *program, const char *name)
{
    struct launched results[2];

    if (!is_at_hand(program)) {
        bench_skip(name, "not installed");
    } else if (run_pair(bench, ONE, peer, 1, results)) {
        bench_print_row(&(struct bench_pair){ .what = "annotate 2,000,000 flows, one core",
                                              .beside = name },
                        results[0].seconds, results[1].seconds);
    }
}

static void measure_all(struct annotate_bench *bench)
{
    static const char one[] = "annotate 2,000,000 flows, one core";
    static const char all[] = "annotate 2,000,000 flows, all cores";
    struct stat info = { 0 };

    stat(bench->flows, &info);
    measure(bench, ONE, MAWK,
            &(struct bench_pair){ .what = one, .beside = "mawk with the same table",
                                  .rounds = ROUNDS, .reach_seconds = (double)info.st_size / 1e9,
                                  .reach_ratio = 1 / 8.0 });
    measure(bench, ALL, ONE,
            &(struct bench_pair){ .what = all, .beside = "the same on one core",
                                  .rounds = 3 * ROUNDS, .reach_ratio = 1 / 1.7 });
    measure(bench, ONE, WC,
            &(struct bench_pair){ .what = one, .beside = "wc -l", .rounds = ROUNDS });
    measure(bench, ONE, CAT,
            &(struct bench_pair){ .what = one, .beside = "cat", .rounds = ROUNDS });
    measure_where_at_hand(bench, MILLER, "mlr", "Miller's join");
    measure_where_at_hand(bench, DUCKDB, "duckdb", "DuckDB's join");
}

void bench_annotate(const struct bench_fixture *fixture)
{
    struct annotate_bench *bench = calloc(1, sizeof(*bench));

    if (!bench) {
        bench_skip("annotate", "out of memory");
        return;
    }
    bench->fixture = fixture;
    snprintf(bench->flows, sizeof(bench->flows), "%s/flows.csv", fixture->work);
    snprintf(bench->names, sizeof(bench->names), "%s/names.csv", fixture->work);
    set_commands(bench);
    if (write_flows(bench->flows) && write_names(fixture, bench->names)) {
        measure_all(bench);
    } else {
        bench_skip("annotate", "the flows could not be written");
    }
    unlink(bench->flows);
    unlink(bench->names);
    free(bench);
}
