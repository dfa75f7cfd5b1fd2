/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UPDATE_FETCH_STATE_H
#define UPDATE_FETCH_STATE_H

#include "update/fetch.h"

/*
 * What the last fetch said, kept beside the snapshot as SNAPSHOT.fetch, so
 * that the next one can be conditional. It counts only for the address and for
 * the very snapshot that it was written for: the worst that a lost, old or
 * damaged one can do is a fetch that was not needed.
 */
#define FETCH_STATE_SUFFIX ".fetch"

/*
 * Reads it. false (and empty validators) if there is none for this address
 * and this checksum of a snapshot.
 */
bool fetch_state_load(const char *snapshot_path, const char *url, uint64_t checksum,
                      struct fetch_validators *ret);

/* Replaces it atomically; takes it away where the validators are empty. */
enum portreg_status fetch_state_save(const char *snapshot_path, const char *url,
                                     uint64_t checksum,
                                     const struct fetch_validators *validators,
                                     struct portreg_error *error);

#endif
