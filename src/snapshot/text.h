/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_TEXT_H
#define SNAPSHOT_TEXT_H

#include "snapshot/snapshot.h"

/*
 * Own texts of a snapshot, decompressed block by block as they are asked for
 * and kept until the reader is closed.
 */
struct text_reader {
    const struct portreg_snapshot *snapshot;
    char **blocks; /* decompressed, NULL until needed */
};

enum portreg_status text_reader_open(struct text_reader *reader,
                                     const struct portreg_snapshot *snapshot,
                                     struct portreg_error *error);
void text_reader_close(struct text_reader *reader);

/* The text with this id, borrowed from the reader. DAMAGED, OUT_OF_MEMORY. */
enum portreg_status text_reader_get(struct text_reader *reader, uint32_t text,
                                    struct portreg_string *ret, struct portreg_error *error);

#endif
