/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_LINE_BLOCK_H
#define ANNOTATE_LINE_BLOCK_H

#include "annotate/annotate.h"

/*
 * A piece of a stream of lines, in one thread's hands at a time: turns.h gives
 * it out, reader.h fills it, its thread annotates it, turns.h writes it.
 */
struct line_block {
    struct line_block *next_free;
    uint64_t number; /* from 0, in the order of the stream */
    const struct annotate_plan *plan;
    char *data;
    size_t size;
    size_t capacity; /* ANNOTATE_PADDING is beyond it */
    size_t raw;      /* so many bytes at its start are of a line over the limit */
    bool raw_starts; /* that line begins here */
    size_t header;   /* bytes of the stream's header, behind those */
    struct buffer out;
    bool failed; /* memory was short */
    struct annotate_counts counts;
};

/* Makes room for so many bytes; those that are there stay. false if memory is short. */
bool line_block_reserve(struct line_block *block, size_t capacity);

/* Fills `out` and `counts` from the lines, or sets `failed`. */
void line_block_annotate(struct line_block *block);

/* Frees what the block holds; it may be filled again. */
void line_block_free(struct line_block *block);

#endif
