/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UPDATE_LOCK_H
#define UPDATE_LOCK_H

#include <limits.h>

#include <portreg/status.h>

/*
 * One update of a snapshot at a time: a lock on SNAPSHOT.lock. The kernel lets
 * go of it when its holder ends, however that happens.
 */
struct update_lock {
    int descriptor; /* -1: not held */
    char path[PATH_MAX];
};

/* CONFLICT if another process holds it. */
enum portreg_status update_lock_take(struct update_lock *lock, const char *snapshot_path,
                                     struct portreg_error *error);

/* Takes the file away and lets go. Harmless if it is not held. */
void update_lock_release(struct update_lock *lock);

#endif
