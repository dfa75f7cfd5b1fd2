/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_SWEEP_H
#define QUERY_SWEEP_H

#include <portreg/types.h>

/* Words of a bitmap with a bit for each of `size` bytes. */
#define SWEEP_WORDS(size) (((size) + 63) / 64)

/*
 * Passes over strings that follow one another, each ended by a NUL, and sets
 * in `ends` the bits of the NULs of those that contain the needle, one or two
 * bytes that are no NUL. All other bits are cleared.
 */
void sweep_strings(struct portreg_string strings, struct portreg_string needle, uint64_t *ends);

#endif
