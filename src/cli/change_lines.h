/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_CHANGE_LINES_H
#define CLI_CHANGE_LINES_H

#include "answer/change.h"
#include "cli/output.h"

/* Writes changes for programs: --ndjson one a line, --csv and --raw one field a line. */
void change_lines_write(struct output *output, const struct changes *changes);

#endif
