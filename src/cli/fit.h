/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FIT_H
#define CLI_FIT_H

#include "cli/table.h"

/*
 * Fits a table into `width` characters: breaks the cells of columns that may
 * be wrapped into lines, between words where that can be, so that the widest
 * columns give way first. false if memory is short.
 */
bool fit_table(struct table *table, unsigned width, bool headings);

/* Characters of UTF-8: columns of a terminal, wide characters apart. */
size_t fit_width(const char *text);

#endif
