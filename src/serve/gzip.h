/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_GZIP_H
#define SERVE_GZIP_H

#include "util/buffer.h"

/*
 * Makes the gzip form of the bytes (RFC 1952), without a time or name in it, at
 * a level from 1 to 9. false if memory is short or nothing is saved.
 */
bool gzip_compress(const struct buffer *bytes, int level, struct buffer *ret);

#endif
