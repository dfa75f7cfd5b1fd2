/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_LOCATIONS_H
#define CLI_LOCATIONS_H

#include "answer/layer.h"
#include "cli/command.h"
#include "snapshot/places.h"
#include "util/arena.h"

/*
 * Where snapshots lie. Reading: --registry PATH (repeated: layers in order),
 * else PORTREG_REGISTRY (paths separated by colons), else every *.portreg in
 * the user's folder, /etc/portreg and /var/lib/portreg; of files of one name
 * the first counts. Within a folder they are ordered by name.
 */
#define LOCATIONS_MAX LAYERS_MAX
#define LOCATIONS_FOLDERS_MAX 3

struct locations {
    struct arena arena;
    const char *paths[LOCATIONS_MAX];
    size_t count;
    const char *folders[LOCATIONS_FOLDERS_MAX]; /* that were looked through, if any were */
    size_t folder_count;
};

/* Finds the snapshots to read. Says what is wrong and returns false. None is no error. */
bool locations_find(struct locations *ret, const struct invocation *invocation);
void locations_free(struct locations *locations);

/*
 * $XDG_DATA_HOME/portreg or ~/.local/share/portreg, NULL if neither is known
 * or memory is short. In the arena of `locations`.
 */
const char *locations_user_folder(struct locations *locations);

/*
 * The snapshot that `update` writes for a layer: the only --registry or
 * PORTREG_REGISTRY, else LAYER.portreg in the system folder if `system` (or
 * if the process is root), else in the user's. Says what is wrong and returns
 * NULL.
 */
const char *locations_target(struct locations *locations, const struct invocation *invocation,
                             const char *layer, bool system);

#endif
