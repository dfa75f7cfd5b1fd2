/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/hash.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#define XXH_INLINE_ALL
#include <xxhash.h>
#pragma GCC diagnostic pop

uint64_t hash_bytes(const void *data, size_t size)
{
    return XXH3_64bits(data, size);
}
