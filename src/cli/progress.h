/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A progress bar on standard error: only on a terminal, and only for what
 * takes longer than half a second. One line that is drawn over and taken away
 * at the end.
 */
struct progress {
    const char *doing; /* "reading", "fetching" */
    bool terminal;
    bool drawn;
    uint64_t started; /* milliseconds of the monotonic clock */
    uint64_t last;    /* when it was drawn last */
};

void progress_start(struct progress *progress, const char *doing);

/* `total` 0: not known. `versions` is told if it is more than one. */
void progress_update(struct progress *progress, uint64_t done, uint64_t total, uint32_t versions);

/* Takes the line away. Harmless if there is none. */
void progress_end(struct progress *progress);

/*
 * The line as it is drawn, at most `width` - 1 columns, NUL-terminated in
 * `text` (`size` bytes, at least 1).
 */
void progress_line(char *text, size_t size, unsigned width, const char *doing, uint64_t done,
                   uint64_t total, uint32_t versions);

#endif
