/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/locations.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "snapshot/places.h"
#include "util/string.h"

#define LOCATIONS_BYTES_MAX (1u << 20)

_Static_assert(PLACES_MAX == LOCATIONS_MAX, "the folders' snapshots are the layers");

/* FOLDER/NAME in the arena. */
static const char *join(struct locations *locations, const char *folder, const char *name)
{
    size_t size = strlen(folder) + 1 + strlen(name) + 1;
    char *path = arena_alloc(&locations->arena, size);

    if (path != NULL) {
        snprintf(path, size, "%s/%s", folder, name);
    }
    return path;
}

const char *locations_user_folder(struct locations *locations)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");

    if (data != NULL && data[0] == '/') {
        return join(locations, data, "portreg");
    }
    if (home != NULL && home[0] != '\0') {
        return join(locations, home, ".local/share/portreg");
    }
    return NULL;
}

static bool add_path(struct locations *locations, const char *path)
{
    if (locations->count == LOCATIONS_MAX) {
        message_text("more than %d snapshots", LOCATIONS_MAX);
        return false;
    }
    if (path == NULL) {
        message_text("out of memory");
        return false;
    }
    locations->paths[locations->count++] = path;
    return true;
}

/* Adds the folder's snapshots in the order of their names. */
static bool add_folder(struct locations *locations, struct places *places, const char *folder)
{
    size_t start = places->count;

    locations->folders[locations->folder_count++] = folder;
    switch (places_add_folder(places, folder)) {
    case PLACES_FULL:
        message_text("more than %d snapshots", LOCATIONS_MAX);
        return false;
    case PLACES_FAILED:
        message_text("%s: cannot be read: %s", folder, strerror(errno));
        return false;
    case PLACES_OK:
        break;
    }
    for (size_t i = start; i < places->count; i++) {
        if (!add_path(locations, join(locations, folder, places->items[i].name))) {
            return false;
        }
    }
    return true;
}

/* Adds the paths of a list separated by colons; the last one needs no copy. */
static bool add_list(struct locations *locations, const char *list)
{
    const char *colon;

    while ((colon = strchr(list, ':')) != NULL) {
        size_t size = (size_t)(colon - list);

        if (size > 0 && !add_path(locations, arena_copy(&locations->arena, list, size))) {
            return false;
        }
        list = colon + 1;
    }
    return *list == '\0' || add_path(locations, list);
}

static bool find_explicit(struct locations *locations, const struct invocation *invocation)
{
    const char *value;
    size_t cursor = 0;

    while ((value = invocation_next_value(invocation, "registry", &cursor)) != NULL) {
        if (!add_path(locations, value)) {
            return false;
        }
    }
    if (locations->count == 0 && (value = getenv("PORTREG_REGISTRY")) != NULL) {
        return add_list(locations, value);
    }
    return true;
}

bool locations_find(struct locations *ret, const struct invocation *invocation)
{
    struct places places;
    const char *user;

    ret->arena = ARENA_INIT(LOCATIONS_BYTES_MAX);
    ret->count = 0;
    ret->folder_count = 0;
    if (!find_explicit(ret, invocation)) {
        return false;
    }
    if (ret->count > 0) {
        return true;
    }
    places.count = 0;
    user = locations_user_folder(ret);
    return (user == NULL || add_folder(ret, &places, user)) &&
           add_folder(ret, &places, PLACES_CONFIG) && add_folder(ret, &places, PLACES_SYSTEM);
}

void locations_free(struct locations *locations)
{
    arena_free(&locations->arena);
    locations->count = 0;
}

const char *locations_target(struct locations *locations, const struct invocation *invocation,
                             const char *layer, bool system)
{
    const char *folder = PLACES_SYSTEM;
    char name[256];

    locations->count = 0;
    if (!find_explicit(locations, invocation)) {
        return NULL;
    }
    if (locations->count > 1) {
        message_text("more than one snapshot is named; name the one to write with --registry");
        return NULL;
    }
    if (locations->count == 1) {
        return locations->paths[0];
    }
    if (!system && geteuid() != 0) {
        folder = locations_user_folder(locations);
    }
    if (folder == NULL) {
        message_text("HOME is not set; name the snapshot to write with --registry");
        return NULL;
    }
    if (strchr(layer, '/') != NULL || layer[0] == '.' || layer[0] == '\0' ||
        snprintf(name, sizeof(name), "%s%s", layer, PLACES_SUFFIX) >= (int)sizeof(name)) {
        message_text("'%s' cannot be the name of a layer", layer);
        return NULL;
    }
    return join(locations, folder, name);
}
