/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_API_CURSOR_H
#define SERVE_API_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include <portreg/types.h>

/*
 * Where a list goes on: how many answers were given before, bound to the
 * versions that gave them and to what was asked, so that no page can be of
 * another list than the one before.
 */
#define CURSOR_SIZE 48

struct cursor {
    uint32_t versions; /* checksums */
    uint32_t question;
    uint64_t offset;
};

void cursor_format(const struct cursor *cursor, char text[CURSOR_SIZE]);

/* false if the text is no cursor. */
bool cursor_parse(struct portreg_string text, struct cursor *ret);

#endif
