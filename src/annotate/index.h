/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_INDEX_H
#define ANNOTATE_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* What the positions array must have room for beyond one for each byte. */
#define INDEX_SLACK 64

#define INDEX_SET_SIZE 3

/*
 * Writes the places of all bytes that are in the set to `positions`, in order
 * and counted from `base`. The set may repeat a byte; only its first may be
 * NUL. Returns how many there are; what lies behind them in the array is scratch.
 */
size_t index_bytes(const char *data, size_t size, const char set[INDEX_SET_SIZE], uint32_t base,
                   uint32_t *positions);

#endif
