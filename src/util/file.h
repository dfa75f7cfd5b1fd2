/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <portreg/status.h>

#include "util/buffer.h"

/* Reads a descriptor to its end into `buffer`, whose limit gives LIMIT. */
enum portreg_status file_read_descriptor(int descriptor, const char *name, struct buffer *buffer,
                                         struct portreg_error *error);

/* Reads a whole file. */
enum portreg_status file_read(const char *path, struct buffer *buffer,
                              struct portreg_error *error);

/*
 * Replaces the file atomically: temporary file beside it, fsync, rename,
 * fsync of the folder. Missing folders on the way are not made. A symbolic link
 * stays; the file that it leads to is replaced. A new file has mode 0644 less
 * the umask, an existing one keeps its mode and, where that is allowed, its owner.
 */
enum portreg_status file_replace(const char *path, const void *data, size_t size,
                                 struct portreg_error *error);

/*
 * Takes away temporary files of file_replace() for `path` whose process was
 * killed. For a writer that holds a lock; what cannot be removed is left.
 */
void file_remove_leftovers(const char *path);

/* Makes the folder and its parents (mode 0755 less the umask). */
enum portreg_status file_make_folders(const char *path, struct portreg_error *error);

/* Writes everything, past interrupts and short writes. false with errno set. */
bool file_write_all(int descriptor, const void *data, size_t size);

#endif
