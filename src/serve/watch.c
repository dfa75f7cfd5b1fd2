/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/watch.h"

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

void watch_paths(struct watch *watch, const char *const *paths, size_t count)
{
    watch->paths = paths;
    watch->count = count < LAYERS_MAX ? count : LAYERS_MAX;
    for (size_t i = 0; i < watch->count; i++) {
        if (stat(paths[i], &watch->seen[i]) != 0) {
            watch->seen[i] = (struct stat){ 0 };
        }
    }
}

bool watch_changed(struct watch *watch)
{
    bool changed = false;

    for (size_t i = 0; i < watch->count; i++) {
        struct stat now;

        if (stat(watch->paths[i], &now) == 0 && !is_same(&now, &watch->seen[i])) {
            watch->seen[i] = now;
            changed = true;
        }
    }
    return changed;
}
