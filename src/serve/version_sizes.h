/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_VERSION_SIZES_H
#define SERVE_VERSION_SIZES_H

#include "serve/history.h"

/*
 * The sizes of all versions, malloc'd. Counts the first one and then only
 * what the rows that came and went could change: O(numbers + rows). NULL if
 * memory is short.
 */
struct version_size *version_sizes_count(const struct portreg_snapshot *snapshot);

#endif
