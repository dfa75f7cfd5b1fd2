/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_JSON_H
#define UTIL_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buffer.h"

/*
 * JSON out. The writer keeps track of commas and, if asked, of indentation;
 * the caller opens and closes in pairs. Depth is bounded by JSON_DEPTH_MAX.
 */
#define JSON_DEPTH_MAX 32

struct json {
    struct buffer *out;
    bool pretty;
    unsigned depth;
    bool filled[JSON_DEPTH_MAX]; /* whether the open container has a member */
    bool after_key;
};

void json_init(struct json *json, struct buffer *out, bool pretty);
void json_object_open(struct json *json);
void json_object_close(struct json *json);
void json_array_open(struct json *json);
void json_array_close(struct json *json);
void json_key(struct json *json, const char *key);
void json_string(struct json *json, struct portreg_string value);
void json_text(struct json *json, const char *value); /* NULL gives null */
void json_unsigned(struct json *json, uint64_t value);
void json_number(struct json *json, double value, unsigned decimals);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

/* A value that is JSON already. */
void json_raw(struct json *json, struct portreg_string value);

/* The string, or null where it is empty. */
void json_string_or_null(struct json *json, struct portreg_string value);

/* An array of the parts of a text that stand between separators; see string_next_part(). */
void json_parts(struct json *json, struct portreg_string text, char separator);

/* Appends the escaped and quoted string alone. */
void json_quote(struct buffer *out, struct portreg_string value);

/*
 * Writes what stands between a string's quotes without its escapes, in UTF-8.
 * Returns its bytes; SIZE_MAX if an escape is malformed, or if there are more.
 */
size_t json_unescape(struct portreg_string text, char *out, size_t capacity);

#endif
