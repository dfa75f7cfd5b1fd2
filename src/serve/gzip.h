/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_GZIP_H
#define SERVE_GZIP_H

#include "util/buffer.h"

/*
 * Replaces the bytes by their gzip form (RFC 1952), without a time or name in
 * it, at a level from 1 to 9. false, and the bytes as they were, if memory is
 * short or nothing is saved.
 */
bool gzip_compress(struct buffer *bytes, int level);

#endif
