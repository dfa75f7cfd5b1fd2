/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/string.h"

#define CAPACITY_FIRST 256
/* No limit is larger, so that no sum of sizes wraps. */
#define BUFFER_LIMIT_MAX (SIZE_MAX / 4)

bool buffer_reserve(struct buffer *buffer, size_t extra)
{
    if (buffer->failed) {
        return false;
    }
    size_t limit = buffer->limit < BUFFER_LIMIT_MAX ? buffer->limit : BUFFER_LIMIT_MAX;
    if (extra > limit || buffer->size > limit - extra) {
        buffer->failed = true;
        buffer->over_limit = true;
        return false;
    }
    size_t needed = buffer->size + extra + 1;
    if (needed <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity ? buffer->capacity : CAPACITY_FIRST;
    while (capacity < needed) {
        capacity += capacity / 2;
    }
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    if (!buffer_reserve(buffer, size)) {
        return;
    }
    if (size > 0) {
        memcpy(buffer->data + buffer->size, data, size);
    }
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void buffer_append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_string(struct buffer *buffer, struct portreg_string string)
{
    buffer_append(buffer, string.data, string.size);
}

void buffer_append_clean(struct buffer *buffer, struct portreg_string string)
{
    buffer_append_string(buffer, string);
    if (!buffer->failed) {
        string_clean(buffer->data + buffer->size - string.size, string.size);
    }
}

void buffer_append_words(struct buffer *buffer, struct portreg_string string)
{
    struct portreg_string word;

    for (const char *separator = ""; string_next_word(&string, &word); separator = " ") {
        buffer_append_text(buffer, separator);
        buffer_append_string(buffer, word);
    }
}

void buffer_append_char(struct buffer *buffer, char c)
{
    buffer_append(buffer, &c, 1);
}

void buffer_append_repeat(struct buffer *buffer, char c, size_t count)
{
    if (!buffer_reserve(buffer, count)) {
        return;
    }
    memset(buffer->data + buffer->size, c, count);
    buffer->size += count;
    buffer->data[buffer->size] = '\0';
}

void buffer_append_unsigned(struct buffer *buffer, uint64_t value)
{
    char digits[STRING_UNSIGNED_SIZE];

    buffer_append(buffer, digits, string_write_unsigned(digits, value));
}

void buffer_append_grouped(struct buffer *buffer, uint64_t value)
{
    char text[STRING_GROUPED_SIZE];

    buffer_append(buffer, text, string_write_grouped(text, value));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        buffer->failed = true;
        return;
    }
    if (!buffer_reserve(buffer, (size_t)size)) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)size;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
    buffer->over_limit = false;
    if (buffer->data) {
        buffer->data[0] = '\0';
    }
}

void buffer_shrink(struct buffer *buffer)
{
    char *data = buffer->data != NULL ? realloc(buffer->data, buffer->size + 1) : NULL;

    if (data != NULL) {
        data[buffer->size] = '\0';
        buffer->data = data;
        buffer->capacity = buffer->size + 1;
    }
}

char *buffer_take(struct buffer *buffer, size_t *ret_size)
{
    if (!buffer_reserve(buffer, 0)) {
        return NULL;
    }
    char *data = buffer->data;
    data[buffer->size] = '\0';
    *ret_size = buffer->size;
    *buffer = BUFFER_INIT(buffer->limit);
    return data;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = BUFFER_INIT(buffer->limit);
}
