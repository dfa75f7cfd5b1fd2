/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_COMPILED_FILE_H
#define CLI_COMPILED_FILE_H

#include <portreg/snapshot.h>

#include "cli/command.h"

/* A file of any format that can be read, compiled in memory. */
struct compiled_file {
    void *image;
    struct portreg_snapshot *snapshot;
};

/*
 * Compiles the file; --from may name its format. A format without a date gives
 * a version of the day the file was written. Says what is wrong and returns
 * EXIT_FOUND or what to exit with.
 */
int compiled_file_open(const struct invocation *invocation, const char *path,
                       struct compiled_file *ret);
void compiled_file_close(struct compiled_file *file);

#endif
