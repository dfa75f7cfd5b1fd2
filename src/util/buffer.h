/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_BUFFER_H
#define UTIL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <portreg/types.h>

/*
 * A growable run of bytes with a limit. A failed append (memory, limit) is
 * remembered, later appends do nothing: check buffer_failed() once at the end.
 * The bytes are kept NUL-terminated outside `size`.
 */
struct buffer {
    char *data;
    size_t size;
    size_t capacity;
    size_t limit;
    bool failed;
    bool over_limit; /* it failed on the limit, not for want of memory */
};

#define BUFFER_INIT(limit_bytes) ((struct buffer){ NULL, 0, 0, (limit_bytes), false, false })

/* Makes room for `extra` more bytes. */
bool buffer_reserve(struct buffer *buffer, size_t extra);

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_string(struct buffer *buffer, struct portreg_string string);
void buffer_append_clean(struct buffer *buffer, struct portreg_string string); /* string_clean() */
/* The text on one line: its words with a space between. */
void buffer_append_words(struct buffer *buffer, struct portreg_string string);
void buffer_append_char(struct buffer *buffer, char c);
void buffer_append_repeat(struct buffer *buffer, char c, size_t count);
void buffer_append_unsigned(struct buffer *buffer, uint64_t value);
void buffer_append_grouped(struct buffer *buffer, uint64_t value); /* "14,533" */
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drops the bytes, keeps the memory, forgets a failure. */
void buffer_clear(struct buffer *buffer);

/* Gives back the memory behind the bytes, where they are to be kept for long. */
void buffer_shrink(struct buffer *buffer);

/* Hands the bytes (malloc'd, never NULL unless failed) to the caller. */
char *buffer_take(struct buffer *buffer, size_t *ret_size);

void buffer_free(struct buffer *buffer);

static inline bool buffer_failed(const struct buffer *buffer)
{
    return buffer->failed;
}

#endif
