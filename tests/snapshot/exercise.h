/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SNAPSHOT_EXERCISE_H
#define TESTS_SNAPSHOT_EXERCISE_H

#include <portreg/portreg.h>

/*
 * Asks a snapshot questions and reads the answers' bytes, so that a sanitizer
 * sees every access. The bytes may be anything; answers are not judged.
 */

/* Everything that can be asked: rows, contacts, lookups, search, history. */
void exercise_all(struct portreg_snapshot *snapshot);

/* A bounded number of lookups around a seed, as a one-shot command makes them. */
void exercise_lookups(struct portreg_snapshot *snapshot, uint64_t seed);

/* Writes every version in every format; only of snapshots that were verified. */
void exercise_writers(struct portreg_snapshot *snapshot);

/* Makes all checksums of an image right again, as far as its table lies in it. */
void exercise_repair(void *image, size_t size);

#endif
