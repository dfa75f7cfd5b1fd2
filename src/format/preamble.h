/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_PREAMBLE_H
#define FORMAT_PREAMBLE_H

#include <portreg/snapshot.h>

#include "util/buffer.h"

/* What IANA's XML says above the records; references stand in place as [LABEL]. */
#define PREAMBLE_NOTES_MAX 8

struct preamble_note {
    struct buffer title; /* empty for the first one */
    struct buffer text;
};

struct preamble {
    struct buffer title;
    struct buffer experts;    /* lines */
    struct buffer references; /* labels one behind the other */
    struct preamble_note notes[PREAMBLE_NOTES_MAX];
    size_t note_count;
};

/*
 * Reads it out of a version. One that was not read from XML has a title alone.
 * @return OK; DAMAGED, OUT_OF_MEMORY. The preamble is to be freed in any case.
 */
enum portreg_status preamble_read(struct portreg_view view, struct preamble *ret,
                                  struct portreg_error *error);
void preamble_free(struct preamble *preamble);

#endif
