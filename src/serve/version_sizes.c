/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/version_sizes.h"

#include <stdlib.h>
#include <string.h>

#include <portreg/numbers.h>

/* The rows that come or go with each version: `rows` from starts[v] up to starts[v + 1]. */
struct turns {
    uint32_t *starts;
    uint32_t *rows;
};

struct counter {
    const struct portreg_snapshot *snapshot;
    uint32_t version_count;
    struct turns turns;
    uint8_t on[PORTREG_PORT_COUNT];     /* bit 1 << transport where the number is assigned */
    uint32_t seen[PORTREG_PORT_COUNT];  /* the version that looked at the number last */
    struct version_size size;           /* of the version that was counted last */
};

/* The versions after the first at which a row comes or goes; PORTREG_NONE for none. */
static void read_turns(const struct counter *counter, uint32_t row, uint32_t turns[2])
{
    struct portreg_row read;

    turns[0] = PORTREG_NONE;
    turns[1] = PORTREG_NONE;
    if (portreg_snapshot_row(counter->snapshot, row, &read) &&
        (read.flags & PORTREG_ROW_HAS_NUMBER) != 0) {
        turns[0] = read.from > 0 && read.from < counter->version_count ? read.from : PORTREG_NONE;
        turns[1] = read.until < counter->version_count ? read.until : PORTREG_NONE;
    }
}

/* Sorts the rows by counting, twice each at the most. */
static bool sort_turns(struct counter *counter)
{
    uint32_t row_count = portreg_snapshot_row_count(counter->snapshot);
    uint32_t *starts = calloc((size_t)counter->version_count + 2, sizeof(*starts));
    uint32_t turns[2];

    counter->turns.starts = starts;
    counter->turns.rows = calloc((size_t)row_count * 2 + 1, sizeof(*counter->turns.rows));
    if (starts == NULL || counter->turns.rows == NULL) {
        return false;
    }
    /* starts[v + 2] counts the rows of version v, then starts[v + 1] steps through its places. */
    for (uint32_t row = 0; row < row_count; row++) {
        read_turns(counter, row, turns);
        for (unsigned i = 0; i < 2; i++) {
            if (turns[i] != PORTREG_NONE) {
                starts[turns[i] + 2]++;
            }
        }
    }
    for (uint32_t version = 1; version < counter->version_count + 2; version++) {
        starts[version] += starts[version - 1];
    }
    for (uint32_t row = 0; row < row_count; row++) {
        read_turns(counter, row, turns);
        for (unsigned i = 0; i < 2; i++) {
            if (turns[i] != PORTREG_NONE) {
                counter->turns.rows[starts[turns[i] + 1]++] = row;
            }
        }
    }
    return true;
}

static void add(struct version_size *size, uint8_t on, uint32_t amount)
{
    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        if ((on & 1u << t) != 0) {
            size->assigned[t] += amount;
        }
    }
    size->assigned[PORTREG_TRANSPORT_NONE] += on != 0 ? amount : 0;
}

static void look_at(struct counter *counter, struct portreg_view view, uint16_t port)
{
    uint8_t on = 0;

    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        if (portreg_port_status(view, port, (enum portreg_transport)t, NULL, NULL) ==
            PORTREG_PORT_ASSIGNED) {
            on |= (uint8_t)(1u << t);
        }
    }
    add(&counter->size, counter->on[port], UINT32_MAX); /* less one each */
    add(&counter->size, on, 1);
    counter->on[port] = on;
}

/* A number is assigned by its own rows alone, so that no other can have changed. */
static void look_at_turns(struct counter *counter, struct portreg_view view)
{
    const struct turns *turns = &counter->turns;

    for (uint32_t i = turns->starts[view.version]; i < turns->starts[view.version + 1]; i++) {
        struct portreg_row row;

        if (!portreg_snapshot_row(counter->snapshot, turns->rows[i], &row)) {
            continue;
        }
        for (uint32_t port = row.first; port <= row.last; port++) {
            if (counter->seen[port] != view.version) {
                counter->seen[port] = view.version;
                look_at(counter, view, (uint16_t)port);
            }
        }
    }
}

static void count_all(struct counter *counter, struct version_size *sizes)
{
    for (uint32_t version = 0; version < counter->version_count; version++) {
        struct portreg_view view = { counter->snapshot, version };

        if (version > 0) {
            look_at_turns(counter, view);
        } else {
            for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
                look_at(counter, view, (uint16_t)port);
            }
        }
        sizes[version] = counter->size;
        sizes[version].rows = portreg_view_row_count(view);
    }
}

struct version_size *version_sizes_count(const struct portreg_snapshot *snapshot)
{
    struct counter *counter = calloc(1, sizeof(*counter));
    struct version_size *sizes = NULL;

    if (counter == NULL) {
        return NULL;
    }
    counter->snapshot = snapshot;
    counter->version_count = portreg_snapshot_version_count(snapshot);
    if (sort_turns(counter)) {
        sizes = calloc((size_t)counter->version_count + 1, sizeof(*sizes));
    }
    if (sizes != NULL) {
        count_all(counter, sizes);
    }
    free(counter->turns.starts);
    free(counter->turns.rows);
    free(counter);
    return sizes;
}
