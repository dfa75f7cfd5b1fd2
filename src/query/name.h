/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_NAME_H
#define QUERY_NAME_H

#include <portreg/snapshot.h>

/*
 * The rows of a service name over all versions, ascending. Returns their
 * number; ids are as they stand in the file.
 */
uint32_t name_rows(const struct portreg_snapshot *snapshot, const char *name, size_t size,
                   const uint32_t **ret_rows);

#endif
