/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Standard output as a terminal. */
bool terminal_is_output(void);

/* Its width in columns (COLUMNS overrides), 80 if it is not known. */
unsigned terminal_width(void);

/* Its height in lines, 24 if it is not known. */
unsigned terminal_height(void);

/* Whether the environment wants colour: no NO_COLOR, and a TERM that is not "dumb". */
bool terminal_wants_color(void);

/*
 * Shows text through PAGER (default "less -FRX"). false if that could not be
 * started; nothing was shown then.
 */
bool terminal_page(const char *text, size_t size);

#endif
