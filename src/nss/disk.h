/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NSS_DISK_H
#define NSS_DISK_H

#include <portreg/snapshot.h>
#include <sys/types.h>
#include <time.h>

#include "snapshot/places.h"

enum { DISK_FOLDERS = 2 };

/* What tells a file or folder from what stood in its place before; all 0 where nothing is. */
struct disk_identity {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

/* How the folders of snapshots were when they were read. */
struct disk {
    struct disk_identity folders[DISK_FOLDERS];
    struct places places;
    struct disk_identity files[PLACES_MAX];
    bool unsettled; /* may have changed since without a trace: to be read again */
};

/* Whether something has changed. A few stat(2). */
bool disk_changed(const struct disk *disk);

/*
 * Reads the folders and opens their snapshots; one that is damaged or foreign is
 * left out. false if some were left out for want of memory or descriptors.
 */
bool disk_open(struct disk *ret, struct portreg_snapshot *snapshots[PLACES_MAX],
               unsigned *ret_count);

#endif
