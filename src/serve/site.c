/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/site.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* Each layer has addresses, lines and counts under its name: two of one name would share them. */
static enum portreg_status check_name(const struct site *site, const char *path,
                                      const struct portreg_snapshot *snapshot,
                                      struct portreg_error *error)
{
    struct portreg_string name = portreg_snapshot_layer(snapshot);
    const struct layer *other = layers_find(&site->layers, name);

    if (other == NULL) {
        return PORTREG_OK;
    }
    return error_set(error, PORTREG_INVALID_ARGUMENT,
                     "%s is layer '%.*s', and so is %s; publish one of them, or compile one with "
                     "another name (--layer)",
                     path, (int)name.size, name.data, other->path);
}

static enum portreg_status read_snapshot(const struct site *site, const char *path,
                                         struct portreg_snapshot **ret,
                                         struct portreg_error *error)
{
    struct portreg_snapshot *snapshot;
    enum portreg_status status =
        portreg_snapshot_open(path, PORTREG_OPEN_VERIFIED, &snapshot, error);

    if (status != PORTREG_OK) {
        return status;
    }
    status = check_name(site, path, snapshot, error);
    if (status != PORTREG_OK) {
        portreg_snapshot_unref(snapshot);
        return status;
    }
    *ret = snapshot;
    return PORTREG_OK;
}

/* The snapshot that the site before has of the path; NULL if there is none to go on with. */
static struct portreg_snapshot *former_snapshot(const struct site *site, const char *path,
                                                const struct site *before)
{
    for (size_t i = 0; before != NULL && i < before->layers.count; i++) {
        struct portreg_snapshot *snapshot = before->layers.items[i].snapshot;

        if (strcmp(before->paths[i], path) == 0 &&
            layers_find(&site->layers, portreg_snapshot_layer(snapshot)) == NULL) {
            return portreg_snapshot_ref(snapshot);
        }
    }
    return NULL;
}

/* When the file came to its place, which cannot be set back as its date can; 0: not known. */
static time_t time_of_file(const char *path)
{
    time_t now = time(NULL);
    struct stat info;

    if (stat(path, &info) != 0) {
        return 0;
    }
    return info.st_ctim.tv_sec < now ? info.st_ctim.tv_sec : now;
}

/*
 * Seconds are coarse, and a file may be replaced by an older layer: whatever
 * differs from what the name stood for before is younger than that.
 */
static time_t time_of_change(const struct layer *layer, time_t of_file, const struct site *before)
{
    const struct layer *former =
        before != NULL ? layers_find(&before->layers, layer_name(layer)) : NULL;
    time_t then;

    if (former == NULL) {
        return of_file;
    }
    then = before->modified[former - before->layers.items];
    if (portreg_snapshot_checksum(former->snapshot) == portreg_snapshot_checksum(layer->snapshot)) {
        return then;
    }
    return of_file > then ? of_file : then + 1;
}

/* Reads the file into the site's next layer, or takes what the site before has of it. */
static enum portreg_status add_layer(struct site *site, const char *path,
                                     const struct site *before)
{
    struct portreg_error *fault = &site->faults[site->fault_count];
    struct layer *layer = &site->layers.items[site->layers.count];
    time_t of_file = time_of_file(path); /* before it is read: whoever replaces it is noticed */
    char **own_path = &site->paths[site->layers.count];
    enum portreg_status status = read_snapshot(site, path, &layer->snapshot, fault);

    if (status != PORTREG_OK) {
        layer->snapshot = former_snapshot(site, path, before);
        site->faulty_layers[site->fault_count++] =
            layer->snapshot != NULL ? site->layers.count : LAYERS_MAX;
        if (layer->snapshot == NULL) {
            return status;
        }
    }
    *own_path = strdup(path);
    layer->path = *own_path;
    layer->view = portreg_view_now(layer->snapshot);
    site->modified[site->layers.count] = time_of_change(layer, of_file, before);
    site->layers.count++;
    return *own_path != NULL ? PORTREG_OK : PORTREG_OUT_OF_MEMORY;
}

/* At the start each file has to be there; later on, one that is damaged stops no other. */
static enum portreg_status add_layers(struct site *site, const char *const *paths, size_t count,
                                      const struct site *before, struct portreg_error *error)
{
    if (count > LAYERS_MAX) {
        return error_set(error, PORTREG_LIMIT, "more than %d snapshots", LAYERS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        enum portreg_status status = add_layer(site, paths[i], before);

        if (status == PORTREG_OUT_OF_MEMORY) {
            return error_out_of_memory(error);
        }
        if (status != PORTREG_OK && before == NULL) {
            break;
        }
    }
    if (site->fault_count > 0 && (before == NULL || site->layers.count == 0)) {
        if (error != NULL) {
            *error = site->faults[0];
        }
        return site->faults[0].status;
    }
    return PORTREG_OK;
}

static enum portreg_status open_site(const char *const *paths, size_t count, const char *url,
                                     const struct site *before, struct site **ret,
                                     struct portreg_error *error)
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
                 ? add_layers(site, paths, count, before, error)
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

enum portreg_status site_open(const char *const *paths, size_t count, const char *url,
                              struct site **ret, struct portreg_error *error)
{
    return open_site(paths, count, url, NULL, ret, error);
}

enum portreg_status site_reopen(const struct site *before, const char *const *paths, size_t count,
                                struct site **ret, struct portreg_error *error)
{
    return open_site(paths, count, before->url, before, ret, error);
}

const struct layer *site_faulty_layer(const struct site *site, size_t fault)
{
    size_t layer = site->faulty_layers[fault];

    return layer < LAYERS_MAX ? &site->layers.items[layer] : NULL;
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
