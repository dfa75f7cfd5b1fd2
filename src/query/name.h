/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_NAME_H
#define QUERY_NAME_H

#include <portreg/snapshot.h>

/* The rows of a service name over all versions, ascending. Ids are as they stand in the file. */
struct name_rows {
    const uint32_t *rows;
    uint32_t first; /* rows[0], which need not be read for it */
    uint32_t count;
};
struct name_rows name_rows_of(const struct portreg_snapshot *snapshot, const char *name,
                              size_t size);

#endif
