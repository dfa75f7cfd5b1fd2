/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_SINK_H
#define CLI_SINK_H

#include <stddef.h>

#include <portreg/status.h>

/*
 * Writes what a command made to where -o says: NULL and "-" are standard
 * output; a regular file, or none yet, is replaced atomically; anything else
 * (a pipe, a device) is written into.
 */
enum portreg_status sink_write(const char *path, const void *data, size_t size,
                               struct portreg_error *error);

#endif
