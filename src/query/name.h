/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_NAME_H
#define QUERY_NAME_H

#include "snapshot/snapshot.h"

/*
 * What a snapshot knows of a service name, compared without case; NULL if it
 * has no such name. It stands in STRING_BYTES at the entry's offset, `size` bytes
 * and a NUL; what else the entry says is as in the file.
 */
const struct layout_name *name_find(const struct portreg_snapshot *snapshot, const char *name,
                                    size_t size);

#endif
