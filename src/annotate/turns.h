/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_TURNS_H
#define ANNOTATE_TURNS_H

#include <pthread.h>

#include "annotate/line_block.h"

/*
 * The blocks of a stream and the order in which they are written. A thread takes
 * a free one, has it filled and hands it over; it is written when all before it
 * are, and is free again. There are no more blocks than at the beginning, so
 * memory is bounded. All functions but the first and the last may be called by
 * several threads.
 */
struct turns {
    int out;
    int stop;
    size_t block_size;
    struct line_block *blocks;
    size_t block_limit; /* how many there are */

    pthread_mutex_t lock; /* guards from here on */
    pthread_cond_t freed;
    struct line_block *free;  /* the one that was used last comes first: it is in the cache */
    struct line_block **done; /* by number modulo their limit: waits for its turn to be written */
    uint64_t turn;       /* the block that is written next */
    bool writing;        /* a thread is at it, and takes what comes in the meantime, too */
    bool stopped;
    enum portreg_status status; /* of writing */
    struct portreg_error error;
    struct annotate_counts counts; /* of what was written */
};

/*
 * Makes `block_limit` blocks that are written to `out`. When writing has come
 * to an end before the stream has, a byte is written to `stop`, a pipe. A block
 * that became much larger than `block_size` gives its memory back once it is
 * written.
 * @return false if memory is short; turns_free() is due then, too
 */
bool turns_init(struct turns *turns, int out, int stop, size_t block_limit, size_t block_size);

/* A free block, as soon as there is one; NULL if nothing more will be written. */
struct line_block *turns_take(struct turns *turns);

/* Takes a block back that has nothing to be written. */
void turns_give_back(struct turns *turns, struct line_block *block);

/*
 * Takes a block back to be written. Nobody waits for its turn: who brings the
 * block that is next writes it and all that follow it so far.
 */
void turns_hand_over(struct turns *turns, struct line_block *block);

/* How many blocks are written: those with a number less than this. */
uint64_t turns_written(struct turns *turns);

void turns_free(struct turns *turns);

#endif
