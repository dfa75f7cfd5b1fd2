/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench.h"
#include "harness.h"

/*
 * Lookups of random rows that exist, beside the plainest structure that gives
 * the same answer: an array by port for each transport, and an open hash table
 * over the names without regard to case.
 */
#define QUERY_COUNT (1u << 16)
#define PASSES 4
#define NAME_SLOTS (1u << 15)

struct lookup_bench {
    struct portreg_view view;
    struct {
        uint16_t port;
        enum portreg_transport transport;
    } ports[QUERY_COUNT];
    struct portreg_string names[QUERY_COUNT];
    uint32_t by_port[PORTREG_TRANSPORT_COUNT][PORTREG_PORT_MAX + 1];
    struct {
        struct portreg_string name;
        uint32_t hash;
        uint32_t row;
    } by_name[NAME_SLOTS];
};

static uint32_t plain_hash(const char *name, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)name[i];
        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
    }
    return hash;
}

__attribute__((noinline)) static uint32_t plain_find(const struct lookup_bench *bench,
                                                     const char *name, size_t size)
{
    const uint32_t hash = plain_hash(name, size);
    for (uint32_t slot = hash % NAME_SLOTS; bench->by_name[slot].name.data;
         slot = (slot + 1) % NAME_SLOTS) {
        if (bench->by_name[slot].hash == hash && bench->by_name[slot].name.size == size &&
            strncasecmp(bench->by_name[slot].name.data, name, size) == 0) {
            return bench->by_name[slot].row;
        }
    }
    return PORTREG_NONE;
}

static void plain_insert(struct lookup_bench *bench, struct portreg_string name, uint32_t row)
{
    const uint32_t hash = plain_hash(name.data, name.size);
    uint32_t slot = hash % NAME_SLOTS;
    while (bench->by_name[slot].name.data) {
        slot = (slot + 1) % NAME_SLOTS;
    }
    bench->by_name[slot].name = name;
    bench->by_name[slot].hash = hash;
    bench->by_name[slot].row = row;
}

/* A call, as the library's lookup is one; inlined, the loop would become one over vectors. */
__attribute__((noinline)) static uint32_t plain_port(const struct lookup_bench *bench,
                                                     uint16_t port,
                                                     enum portreg_transport transport)
{
    return (unsigned)transport < PORTREG_TRANSPORT_COUNT ? bench->by_port[transport][port]
                                                         : PORTREG_NONE;
}

static double run_ports(void *context)
{
    const struct lookup_bench *bench = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (unsigned pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < QUERY_COUNT; i++) {
            sum += portreg_lookup_port(bench->view, bench->ports[i].port,
                                       bench->ports[i].transport);
        }
    }
    bench_keep(&sum);
    return (bench_clock() - start) / (PASSES * QUERY_COUNT);
}

static double run_plain_ports(void *context)
{
    const struct lookup_bench *bench = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (unsigned pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < QUERY_COUNT; i++) {
            sum += plain_port(bench, bench->ports[i].port, bench->ports[i].transport);
        }
    }
    bench_keep(&sum);
    return (bench_clock() - start) / (PASSES * QUERY_COUNT);
}

static double run_names(void *context)
{
    const struct lookup_bench *bench = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (unsigned pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < QUERY_COUNT; i++) {
            sum += portreg_lookup_name(bench->view, bench->names[i].data, bench->names[i].size);
        }
    }
    bench_keep(&sum);
    return (bench_clock() - start) / (PASSES * QUERY_COUNT);
}

static double run_plain_names(void *context)
{
    const struct lookup_bench *bench = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (unsigned pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < QUERY_COUNT; i++) {
            sum += plain_find(bench, bench->names[i].data, bench->names[i].size);
        }
    }
    bench_keep(&sum);
    return (bench_clock() - start) / (PASSES * QUERY_COUNT);
}

/* The plain structures answer as the library does, so that both do the same work. */
static void fill_plain(struct lookup_bench *bench)
{
    struct portreg_row row;
    uint32_t cursor = 0;
    uint32_t id;
    for (int t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        for (unsigned port = 0; port <= PORTREG_PORT_MAX; port++) {
            bench->by_port[t][port] =
                portreg_lookup_port(bench->view, (uint16_t)port, (enum portreg_transport)t);
        }
    }
    while ((id = portreg_view_next_row(bench->view, &cursor)) != PORTREG_NONE) {
        if (portreg_snapshot_row(bench->view.snapshot, id, &row) &&
            row.column[PORTREG_COLUMN_NAME].size > 0) {
            const struct portreg_string name = row.column[PORTREG_COLUMN_NAME];
            if (plain_find(bench, name.data, name.size) == PORTREG_NONE) {
                plain_insert(bench, name, id);
            }
        }
    }
}

static bool fill_queries(struct lookup_bench *bench)
{
    const uint32_t count = portreg_snapshot_current_count(bench->view.snapshot);
    uint64_t random = 88172645463325252u;
    size_t ports = 0;
    size_t names = 0;
    if (count == 0) {
        return false;
    }
    for (uint64_t tries = 0; (ports < QUERY_COUNT || names < QUERY_COUNT) && tries < 100000000;
         tries++) {
        struct portreg_row row;
        if (!portreg_snapshot_row(bench->view.snapshot,
                                  (uint32_t)(bench_random(&random) % count), &row)) {
            return false;
        }
        if (ports < QUERY_COUNT && (row.flags & PORTREG_ROW_HAS_NUMBER) &&
            row.transport != PORTREG_TRANSPORT_NONE) {
            bench->ports[ports].port = row.first;
            bench->ports[ports++].transport = row.transport;
        }
        if (names < QUERY_COUNT && row.column[PORTREG_COLUMN_NAME].size > 0) {
            bench->names[names++] = row.column[PORTREG_COLUMN_NAME];
        }
    }
    return ports == QUERY_COUNT && names == QUERY_COUNT;
}

/* A structure that answers something else is no comparison. */
static bool answers_agree(const struct lookup_bench *bench)
{
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        const struct portreg_string name = bench->names[i];
        if (portreg_lookup_name(bench->view, name.data, name.size) !=
                plain_find(bench, name.data, name.size) ||
            bench->by_port[bench->ports[i].transport][bench->ports[i].port] == PORTREG_NONE) {
            return false;
        }
    }
    return true;
}

void bench_lookup(const struct bench_fixture *fixture)
{
    struct lookup_bench *bench = calloc(1, sizeof(*bench));
    if (!bench) {
        return;
    }
    bench->view = portreg_view_now(fixture->snapshot);
    fill_plain(bench);
    if (!fill_queries(bench) || !answers_agree(bench)) {
        bench_skip("lookup", "the library and the plain structures give different answers");
    } else {
        bench_measure(&(struct bench_pair){
            .what = "lookup by port, random hits", .ours = run_ports, .ours_context = bench,
            .beside = "plain array by port", .peer = run_plain_ports, .peer_context = bench,
            .rounds = 101, .reach_seconds = 15e-9, .reach_ratio = 2 });
        bench_measure(&(struct bench_pair){
            .what = "lookup by name, random hits", .ours = run_names, .ours_context = bench,
            .beside = "plain hash by name", .peer = run_plain_names, .peer_context = bench,
            .rounds = 101, .reach_seconds = 40e-9, .reach_ratio = 2 });
    }
    free(bench);
}
