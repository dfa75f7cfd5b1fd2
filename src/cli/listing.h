/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "answer/listing.h"
#include "cli/output.h"

/*
 * Writes the items of a listing into the output's text in the form that the
 * options ask for: with the columns that the output was opened with, all if
 * that was none. The cursor is moved.
 */
void listing_write(struct output *output, struct listing_cursor *cursor);

#endif
