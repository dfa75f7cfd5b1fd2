/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NSS_MAPPED_H
#define NSS_MAPPED_H

#include <stdatomic.h>

#include "query/service.h"
#include "snapshot/places.h"

/*
 * The snapshots of this system as one process has them mapped. They are mapped
 * at the first lookup; at most once a second one lookup looks whether files
 * were replaced, and maps them anew. What others still read stays mapped until
 * they are done.
 */
struct mapped {
    struct portreg_snapshot *snapshots[PLACES_MAX]; /* in the order of their layers */
    unsigned count;
};

/* One lookup's hold on the layers. */
struct mapped_hold {
    const struct mapped *layers;
    atomic_uint *readers;
};

/*
 * Takes hold of the layers; waits for nobody except at the first lookup of the
 * process. Leaves errno alone. There may be none: `layers->count` is 0 then.
 */
struct mapped_hold mapped_acquire(void);
void mapped_release(struct mapped_hold hold);

/*
 * A hold that lasts from call to call. The lock keeps threads apart, and forks:
 * a child finds it free.
 */
void mapped_lock(void);
void mapped_unlock(void);
const struct mapped *mapped_pin(void);          /* under the lock */
void mapped_unpin(const struct mapped *layers); /* under the lock */

/* The newest version of a layer as a list of services. */
static inline struct service_list mapped_list(const struct mapped *layers, unsigned index)
{
    return (struct service_list){ portreg_view_now(layers->snapshots[index]), NULL };
}

#endif
