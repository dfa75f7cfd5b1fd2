/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/places.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_snapshot(const char *name, size_t size)
{
    const size_t suffix = strlen(PLACES_SUFFIX);
    return size > suffix && size < PLACES_NAME_SIZE && name[0] != '.' &&
           strcmp(name + size - suffix, PLACES_SUFFIX) == 0;
}

static bool is_shadowed(const struct places *places, size_t end, const char *name)
{
    for (size_t i = 0; i < end; i++) {
        if (strcmp(places->items[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Puts a name among those of its folder, which begin at `start`. */
static void insert(struct places *places, size_t start, const char *folder, const char *name)
{
    size_t at = places->count++;
    while (at > start && strcmp(places->items[at - 1].name, name) > 0) {
        places->items[at] = places->items[at - 1];
        at--;
    }
    places->items[at].folder = folder;
    memcpy(places->items[at].name, name, strlen(name) + 1);
}

enum places_result places_add_folder(struct places *places, const char *folder)
{
    const size_t start = places->count;
    const struct dirent *entry;
    enum places_result result = PLACES_OK;
    DIR *entries = opendir(folder);
    if (!entries) {
        return errno == EMFILE || errno == ENFILE || errno == ENOMEM ? PLACES_FAILED : PLACES_OK;
    }
    while (result == PLACES_OK && (entry = readdir(entries)) != NULL) {
        if (!is_snapshot(entry->d_name, strlen(entry->d_name)) ||
            is_shadowed(places, start, entry->d_name)) {
            continue;
        }
        if (places->count == PLACES_MAX) {
            result = PLACES_FULL;
        } else {
            insert(places, start, folder, entry->d_name);
        }
    }
    closedir(entries);
    return result;
}

bool places_path(const struct place *place, char path[PLACES_PATH_SIZE])
{
    int size = snprintf(path, PLACES_PATH_SIZE, "%s/%s", place->folder, place->name);
    return size >= 0 && size < PLACES_PATH_SIZE;
}
