/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/site.h"

#include <stdlib.h>
#include <string.h>

#include "serve/asset.h"
#include "serve/cache.h"
#include "serve/download.h"
#include "serve/history.h"
#include "util/error.h"
#include "util/hash.h"

/* Of what the answers are made of: the snapshots, what this program makes of them, and where. */
static uint64_t make_checksum(const struct layers *layers, const char *url)
{
    uint64_t parts[LAYERS_MAX + 3];
    size_t count = 0;

    parts[count++] = hash_bytes(PORTREG_VERSION, sizeof(PORTREG_VERSION));
    parts[count++] = assets_checksum();
    parts[count++] = hash_bytes(url, strlen(url));
    for (size_t i = 0; i < layers->count; i++) {
        parts[count++] = portreg_snapshot_checksum(layers->items[i].snapshot);
    }
    return hash_bytes(parts, count * sizeof(parts[0]));
}

static enum portreg_status open_layers(struct site *site, const char *const *paths, size_t count,
                                       struct portreg_error *error)
{
    if (count > LAYERS_MAX) {
        return error_set(error, PORTREG_LIMIT, "more than %d snapshots", LAYERS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        struct layer *layer = &site->layers.items[i];
        enum portreg_status status;

        site->paths[i] = strdup(paths[i]);
        if (site->paths[i] == NULL) {
            return error_out_of_memory(error);
        }
        status = portreg_snapshot_open(paths[i], PORTREG_OPEN_VERIFIED, &layer->snapshot, error);
        if (status != PORTREG_OK) {
            return status;
        }
        layer->path = site->paths[i];
        layer->view = portreg_view_now(layer->snapshot);
        site->layers.count++;
    }
    return PORTREG_OK;
}

enum portreg_status site_open(const char *const *paths, size_t count, const char *url,
                              struct site **ret, struct portreg_error *error)
{
    struct site *site = calloc(1, sizeof(*site));
    enum portreg_status status;

    if (site == NULL) {
        return error_out_of_memory(error);
    }
    atomic_init(&site->references, 1);
    site->url = url;
    site->cache = cache_create();
    site->downloads = downloads_create();
    status = site->cache != NULL && site->downloads != NULL
                 ? open_layers(site, paths, count, error)
                 : error_out_of_memory(error);
    if (status != PORTREG_OK) {
        site_unref(site);
        return status;
    }
    site->history = history_create(&site->layers);
    if (site->history == NULL) {
        site_unref(site);
        return error_out_of_memory(error);
    }
    site->checksum = make_checksum(&site->layers, url);
    *ret = site;
    return PORTREG_OK;
}

void site_ref(struct site *site)
{
    atomic_fetch_add(&site->references, 1);
}

void site_unref(struct site *site)
{
    if (site == NULL || atomic_fetch_sub(&site->references, 1) != 1) {
        return;
    }
    cache_destroy(site->cache);
    downloads_destroy(site->downloads);
    history_destroy(site->history);
    for (size_t i = 0; i < site->layers.count; i++) {
        portreg_snapshot_unref(site->layers.items[i].snapshot);
    }
    for (size_t i = 0; i < LAYERS_MAX; i++) {
        free(site->paths[i]);
    }
    free(site);
}
