/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include <stdatomic.h>
#include <time.h>

#include "answer/layer.h"

/*
 * What the server publishes: the snapshots of one moment and everything made
 * from them. It does not change; when a file is replaced, another site takes
 * its place, and this one goes with the last request that uses it.
 */
struct cache;
struct downloads;
struct history;

struct site {
    atomic_uint references;
    struct layers layers; /* opened verified, newest versions */
    char *paths[LAYERS_MAX]; /* of the layers */
    time_t modified[LAYERS_MAX]; /* when each became what it is; 0: not known */
    struct portreg_error faults[LAYERS_MAX]; /* of the files that could not be read */
    size_t faulty_layers[LAYERS_MAX];        /* site_faulty_layer(); LAYERS_MAX: none */
    size_t fault_count;
    uint64_t checksum;    /* over all layers: the root of every entity tag */
    const char *url;      /* "http://127.0.0.1:8080", without a slash at its end */
    struct cache *cache;
    struct downloads *downloads;
    struct history *history; /* of the layers, in numbers */
};

/*
 * Opens the snapshots, each proven whole and of another name. `url` is borrowed
 * while the site lives. The caller holds one reference.
 */
enum portreg_status site_open(const char *const *paths, size_t count, const char *url,
                              struct site **ret, struct portreg_error *error);

/*
 * The same for a site that takes the place of another. A file that cannot be
 * published is a fault of the new site: the layer goes on with what the site
 * before has of it, or is left out. Fails if nothing is left.
 */
enum portreg_status site_reopen(const struct site *before, const char *const *paths, size_t count,
                                struct site **ret, struct portreg_error *error);

/* The layer that stays as it was in spite of a fault; NULL: the file is left out. */
const struct layer *site_faulty_layer(const struct site *site, size_t fault);

void site_ref(struct site *site);
void site_unref(struct site *site); /* accepts NULL */

#endif
