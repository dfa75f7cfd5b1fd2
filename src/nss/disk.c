/* SPDX-License-Identifier: BSD-2-Clause */
#include "nss/disk.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/*
 * Clocks of file systems tick slowly: two changes of one tick look the same.
 * What changed so few seconds ago may do so again unseen.
 */
#define SETTLED_SECONDS 2

/* Fixed: a module that setuid programs load must not read their environment. */
static const char *const folders[DISK_FOLDERS] = { PLACES_CONFIG, PLACES_SYSTEM };

/* false if it cannot be known: nothing is concluded from that. */
static bool identify(const char *path, struct disk_identity *ret)
{
    struct stat info;
    memset(ret, 0, sizeof(*ret));
    if (stat(path, &info) != 0) {
        return errno == ENOENT || errno == ENOTDIR;
    }
    *ret = (struct disk_identity){ info.st_dev, info.st_ino, info.st_size, info.st_ctim };
    return true;
}

static bool is_same(const struct disk_identity *a, const struct disk_identity *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool has_changed(const char *path, const struct disk_identity *before)
{
    struct disk_identity now;
    return identify(path, &now) && !is_same(&now, before);
}

bool disk_changed(const struct disk *disk)
{
    char path[PLACES_PATH_SIZE];
    if (disk->unsettled) {
        return true;
    }
    for (size_t i = 0; i < DISK_FOLDERS; i++) {
        if (has_changed(folders[i], &disk->folders[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < disk->places.count; i++) {
        if (places_path(&disk->places.items[i], path) && has_changed(path, &disk->files[i])) {
            return true;
        }
    }
    return false;
}

static bool is_unsettled(const struct disk_identity *identity, time_t now)
{
    time_t changed = identity->changed.tv_sec;
    return changed >= now - SETTLED_SECONDS && changed <= now + SETTLED_SECONDS;
}

/* Adds the snapshot if it can be opened; false for want of memory or descriptors. */
static bool open_snapshot(const char *path, struct portreg_snapshot **snapshots, unsigned *count)
{
    enum portreg_status status =
        portreg_snapshot_open(path, PORTREG_OPEN_QUICK, &snapshots[*count], NULL);
    if (status == PORTREG_OK) {
        (*count)++;
        return true;
    }
    return status != PORTREG_OUT_OF_MEMORY &&
           !(status == PORTREG_IO && (errno == EMFILE || errno == ENFILE));
}

bool disk_open(struct disk *ret, struct portreg_snapshot *snapshots[PLACES_MAX],
               unsigned *ret_count)
{
    char path[PLACES_PATH_SIZE];
    bool complete = true;
    time_t now = time(NULL);
    ret->places.count = 0;
    ret->unsettled = false;
    /* Each is identified before it is read: what changes meanwhile shows the next time. */
    for (size_t i = 0; i < DISK_FOLDERS; i++) {
        identify(folders[i], &ret->folders[i]);
        ret->unsettled |= is_unsettled(&ret->folders[i], now);
        complete &= places_add_folder(&ret->places, folders[i]) != PLACES_FAILED;
    }
    *ret_count = 0;
    for (size_t i = 0; i < ret->places.count; i++) {
        if (places_path(&ret->places.items[i], path)) {
            identify(path, &ret->files[i]);
            ret->unsettled |= is_unsettled(&ret->files[i], now);
            complete &= open_snapshot(path, snapshots, ret_count);
        }
    }
    ret->unsettled |= !complete;
    return complete;
}
