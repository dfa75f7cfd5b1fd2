/* SPDX-License-Identifier: BSD-2-Clause */
#include "update/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"

/* A holder that has just finished takes its file away: a handful is plenty. */
#define LOCK_ATTEMPTS 8

/* Whether the locked file is still the one of that name. */
static bool is_current(int descriptor, const char *path)
{
    struct stat locked;
    struct stat named;

    return fstat(descriptor, &locked) == 0 && stat(path, &named) == 0 &&
           locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

enum portreg_status update_lock_take(struct update_lock *lock, const char *snapshot_path,
                                     struct portreg_error *error)
{
    int length;

    lock->descriptor = -1;
    length = snprintf(lock->path, sizeof(lock->path), "%s.lock", snapshot_path);
    if (length < 0 || (size_t)length >= sizeof(lock->path)) {
        errno = ENAMETOOLONG;
        return error_set_errno(error, snapshot_path, "lock");
    }
    for (unsigned attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
        int descriptor = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

        if (descriptor < 0) {
            return error_set_errno(error, lock->path, "make the lock file");
        }
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            int number = errno;

            close(descriptor);
            if (number == EWOULDBLOCK) {
                break;
            }
            errno = number;
            return error_set_errno(error, lock->path, "lock");
        }
        if (is_current(descriptor, lock->path)) {
            lock->descriptor = descriptor;
            return PORTREG_OK;
        }
        close(descriptor);
    }
    return error_set_at(error, PORTREG_CONFLICT, snapshot_path, 0, 0,
                        "another update of it is running; try again when it is done");
}

void update_lock_release(struct update_lock *lock)
{
    if (lock->descriptor >= 0) {
        unlink(lock->path);
        close(lock->descriptor);
        lock->descriptor = -1;
    }
}
