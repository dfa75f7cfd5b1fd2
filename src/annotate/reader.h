/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_READER_H
#define ANNOTATE_READER_H

#include <pthread.h>

#include "annotate/line_block.h"
#include "annotate/plans.h"
#include "annotate/turns.h"
#include "util/buffer.h"

/*
 * Reads a stream and cuts it into blocks of whole lines, numbered from 0, each
 * with the plan that its lines need. What stands in a pipe is not waited upon:
 * a block has what there is, if that is a line. A line over the limit goes into
 * blocks in pieces.
 */
struct reader {
    struct annotate_request *request;
    int in;
    int stop;            /* a pipe: what is written to it ends waiting for input */
    struct turns *turns; /* tells which plans are needed no longer */
    size_t block_size;   /* bytes that a block has room for; for a longer line, more */
    size_t line_max;     /* the limit of lines */

    pthread_mutex_t lock;  /* guards from here on */
    struct plans plans;    /* the newest is the one for what is read next */
    struct buffer pending; /* was read, and belongs to the next block */
    uint64_t block_count;
    bool in_long_line;
    bool ended;
    enum portreg_status status;
    struct portreg_error error;
};

/* Begins with what stands before the lock, which the caller has set. */
void reader_init(struct reader *reader);

/*
 * Fills the next block; by one thread at a time, others wait. Before the first
 * it decides what is not yet decided in the request.
 * @return false at the end, or after an error, which is in `status` and `error`
 */
bool reader_next(struct reader *reader, struct line_block *block);

/* Also destroys the plans. */
void reader_free(struct reader *reader);

#endif
