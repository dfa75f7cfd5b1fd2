/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UPDATE_UPDATE_H
#define UPDATE_UPDATE_H

#include <portreg/snapshot.h>

#include "update/fetch.h"

/*
 * Adding what a source holds to a snapshot. The source is read whole, the new
 * snapshot is built and proved in memory, and only then the file is replaced.
 */
#define UPDATE_SOURCE_IANA                                                                      \
    "https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xml"

/*
 * Layer of a snapshot that only stands in for the registry (the excerpt of the
 * first start): an update takes its place instead of adding to it.
 */
#define UPDATE_STAND_IN_LAYER "excerpt"

struct update_request {
    const char *target; /* the snapshot's path */
    const char *source; /* a path, an address, or "-" */
    const char *layer;  /* of a snapshot that is made anew */
    const char *date;   /* of a version whose format has none, or NULL */
    bool force;         /* also what is older or lost more than a tenth of its rows */
    struct fetch_request fetch; /* limits and progress; the rest is filled in */
};

struct update_outcome {
    bool changed; /* false: the snapshot holds the version already */
    bool created; /* there was none, or a stand-in */
    char date[11];          /* of the newest version */
    uint32_t rows;          /* of it */
    uint32_t version_count;
    uint32_t rows_before; /* of the newest version before, 0 if created */
};

/*
 * Brings the snapshot up to date. STALE for an older version, CONFLICT for
 * another one of the same date or a running update, LIMIT for one that lost
 * too many rows; whatever is returned, the file is whole: the old or the new.
 */
enum portreg_status update_snapshot(const struct update_request *request,
                                    struct update_outcome *ret, struct portreg_error *error);

#endif
