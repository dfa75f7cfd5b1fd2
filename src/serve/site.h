/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include <stdatomic.h>

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
    uint64_t checksum;    /* over all layers: the root of every entity tag */
    const char *url;      /* "http://127.0.0.1:8080", without a slash at its end */
    struct cache *cache;
    struct downloads *downloads;
    struct history *history; /* of the layers, in numbers */
};

/*
 * Opens the snapshots, each proven whole. `url` is borrowed while the site
 * lives. The caller holds one reference.
 */
enum portreg_status site_open(const char *const *paths, size_t count, const char *url,
                              struct site **ret, struct portreg_error *error);

void site_ref(struct site *site);
void site_unref(struct site *site); /* accepts NULL */

#endif
