/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_UNPACK_H
#define FORMAT_UNPACK_H

#include <archive.h>

#include <portreg/status.h>

#include "util/buffer.h"

/* Compressed files and archives, through libarchive. `name` is for messages. */

/* Whether it is neither: text, which is read straight. */
bool unpack_is_text(struct portreg_string head);

/* A reader for all that is understood, not yet opened; NULL if memory is short. */
struct archive *unpack_open(void);

/* Copies the data of the archive's current entry; not `*ret_ended`: unpack_failed() knows why. */
enum portreg_status unpack_data(struct archive *archive, const char *name, struct buffer *to,
                                bool *ret_ended, struct portreg_error *error);

/* Replaces compressed bytes by what they unpack to. */
enum portreg_status unpack_buffer(struct buffer *bytes, const char *name,
                                  struct portreg_error *error);

/* What libarchive says went wrong. */
enum portreg_status unpack_failed(struct archive *archive, const char *name,
                                  struct portreg_error *error);

/* Why `bytes` failed: its limit or memory. */
enum portreg_status unpack_too_large(const struct buffer *bytes, const char *name,
                                     struct portreg_error *error);

#endif
