/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_PREFETCH_H
#define FORMAT_PREFETCH_H

#include "format/source.h"

/*
 * A source that is read ahead by a thread of its own as soon as it turns out
 * to hold more than one file. The file given last and the one before it stay
 * as they are; a few more are filled meanwhile.
 */
struct prefetch;

enum portreg_status prefetch_open(const char *path, bool threaded, struct prefetch **ret,
                                  struct portreg_error *error);

/* The next file, NULL at the end. Errors as source_next(). */
enum portreg_status prefetch_next(struct prefetch *prefetch, const struct source_file **ret,
                                  struct portreg_error *error);

/* Bytes of the input read when the file given last had been read, and in all. */
void prefetch_progress(const struct prefetch *prefetch, uint64_t *ret_done, uint64_t *ret_total);

void prefetch_close(struct prefetch *prefetch); /* accepts NULL */

#endif
