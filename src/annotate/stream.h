/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_STREAM_H
#define ANNOTATE_STREAM_H

#include "annotate/annotate.h"

/*
 * A stream of lines, from one descriptor to another: cut into blocks at line
 * ends, annotated by several threads, written in order. There are a few blocks
 * for each thread, so memory is bounded. What stands in a pipe is not waited upon: lines
 * go out as they come.
 */
#define STREAM_BLOCK_SIZE ((size_t)256 << 10)
#define STREAM_JOBS_MAX 256

/* A longer line goes through unchanged, in pieces. */
#define STREAM_LINE_MAX ((size_t)256 << 20)

struct stream_options {
    unsigned jobs;     /* threads; 0: one for each processor */
    size_t block_size; /* bytes; 0: STREAM_BLOCK_SIZE */
    size_t line_max;   /* bytes; 0: STREAM_LINE_MAX */
};

/*
 * Annotates all there is. What was read before an error of reading is written.
 * A reader that has closed the pipe ends it without error.
 * @param request what is not yet decided in it is, by the stream's first line
 * @return OK; INVALID_ARGUMENT for a column that is not there, with nothing
 *         written; IO; OUT_OF_MEMORY
 */
enum portreg_status stream_annotate(struct annotate_request *request, int in, int out,
                                    const struct stream_options *options,
                                    struct annotate_counts *counts, struct portreg_error *error);

#endif
