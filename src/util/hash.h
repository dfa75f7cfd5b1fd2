/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>

/* 64-bit hash (XXH3) for checksums and hash tables. Stable across machines. */
uint64_t hash_bytes(const void *data, size_t size);

#endif
