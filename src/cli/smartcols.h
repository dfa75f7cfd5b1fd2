/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_SMARTCOLS_H
#define CLI_SMARTCOLS_H

#include "cli/table.h"

/*
 * Lays the table out for a terminal with libsmartcols, which is loaded here.
 * false if it is not installed or fails; nothing is written then.
 */
bool smartcols_write(struct table *table, struct buffer *out, unsigned width, bool headings);

#endif
