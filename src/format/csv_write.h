/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_CSV_WRITE_H
#define FORMAT_CSV_WRITE_H

#include <portreg/snapshot.h>

#include "util/buffer.h"

/*
 * IANA's CSV, byte for byte: a field is quoted only if it holds a comma, a
 * quote, CR or LF; rows end in CR LF. Needs libc alone, so that the lean
 * program prints it too.
 */
void csv_append_field(struct buffer *out, struct portreg_string field);
void csv_append_header(struct buffer *out);
void csv_append_row(struct buffer *out, struct portreg_view view, uint32_t row);

/* Header and rows; `rows` NULL: the whole version. */
enum portreg_status csv_export(struct portreg_view view, const uint32_t *rows, size_t row_count,
                               struct buffer *out, struct portreg_error *error);

#endif
