/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_WATCH_H
#define SERVE_WATCH_H

#include <stdbool.h>
#include <sys/stat.h>

#include "answer/layer.h"

/*
 * Notices that a file was replaced, or what a folder holds: by asking for its
 * identity and date, which works through symbolic links and on file systems
 * that tell nobody of changes.
 */
struct watch {
    const char *const *paths;
    size_t count;
    struct stat seen[LAYERS_MAX];
};

/* Begins with the files as they are. `paths` is borrowed. */
void watch_paths(struct watch *watch, const char *const *paths, size_t count);

/* Whether one of them is another than when this was asked last. One that is gone is no change. */
bool watch_changed(struct watch *watch);

#endif
