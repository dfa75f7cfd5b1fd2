/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_PLACES_H
#define SNAPSHOT_PLACES_H

#include <stdbool.h>
#include <stddef.h>

/* Where this system's snapshots lie: an administrator's first, then what `update` keeps. */
#define PLACES_CONFIG "/etc/portreg"
#define PLACES_SYSTEM "/var/lib/portreg"
#define PLACES_SUFFIX ".portreg"

#define PLACES_MAX 16
#define PLACES_NAME_SIZE 256 /* NAME_MAX and NUL */
#define PLACES_PATH_SIZE 4096

/* Snapshots in the order of their layers. */
struct places {
    size_t count;
    struct place {
        const char *folder; /* borrowed */
        char name[PLACES_NAME_SIZE];
    } items[PLACES_MAX];
};

enum places_result {
    PLACES_OK,    /* also for a folder that is missing or may not be read */
    PLACES_FULL,  /* more than PLACES_MAX */
    PLACES_FAILED /* no memory or descriptor left; errno says which */
};

/*
 * Adds the folder's *.portreg in the order of their names, except dot files and
 * those whose name stands there already: of files of one name the first counts.
 */
enum places_result places_add_folder(struct places *places, const char *folder);

/* FOLDER/NAME; false where that is too long. */
bool places_path(const struct place *place, char path[PLACES_PATH_SIZE]);

#endif
