/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/json.h"

#include <assert.h>

#include "util/string.h"

#define INDENT 2

void json_init(struct json *json, struct buffer *out, bool pretty)
{
    *json = (struct json){ .out = out, .pretty = pretty };
}

static void new_line(struct json *json)
{
    if (json->pretty) {
        buffer_append_char(json->out, '\n');
        buffer_append_repeat(json->out, ' ', (size_t)json->depth * INDENT);
    }
}

/* What goes before a value or key: nothing, or a comma. */
static void separate(struct json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0) {
        return;
    }
    if (json->filled[json->depth - 1]) {
        buffer_append_char(json->out, ',');
    }
    json->filled[json->depth - 1] = true;
    new_line(json);
}

static void open_container(struct json *json, char bracket)
{
    separate(json);
    assert(json->depth < JSON_DEPTH_MAX);
    buffer_append_char(json->out, bracket);
    json->filled[json->depth++] = false;
}

static void close_container(struct json *json, char bracket)
{
    assert(json->depth > 0);
    json->depth--;
    if (json->filled[json->depth]) {
        new_line(json);
    }
    buffer_append_char(json->out, bracket);
}

void json_object_open(struct json *json)
{
    open_container(json, '{');
}

void json_object_close(struct json *json)
{
    close_container(json, '}');
}

void json_array_open(struct json *json)
{
    open_container(json, '[');
}

void json_array_close(struct json *json)
{
    close_container(json, ']');
}

void json_key(struct json *json, const char *key)
{
    separate(json);
    json_quote(json->out, (struct portreg_string){ key, strlen(key) });
    buffer_append_text(json->out, json->pretty ? ": " : ":");
    json->after_key = true;
}

static void append_escaped(struct buffer *out, unsigned char c)
{
    switch (c) {
    case '"':
        buffer_append_text(out, "\\\"");
        break;
    case '\\':
        buffer_append_text(out, "\\\\");
        break;
    case '\n':
        buffer_append_text(out, "\\n");
        break;
    case '\r':
        buffer_append_text(out, "\\r");
        break;
    case '\t':
        buffer_append_text(out, "\\t");
        break;
    default:
        buffer_printf(out, "\\u%04x", c);
    }
}

void json_quote(struct buffer *out, struct portreg_string value)
{
    buffer_append_char(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            continue;
        }
        buffer_append(out, value.data + start, i - start);
        append_escaped(out, c);
        start = i + 1;
    }
    if (value.size > start) {
        buffer_append(out, value.data + start, value.size - start);
    }
    buffer_append_char(out, '"');
}

void json_string(struct json *json, struct portreg_string value)
{
    separate(json);
    json_quote(json->out, value);
}

void json_raw(struct json *json, struct portreg_string value)
{
    separate(json);
    buffer_append_string(json->out, value);
}

void json_string_or_null(struct json *json, struct portreg_string value)
{
    if (value.size > 0) {
        json_string(json, value);
    } else {
        json_null(json);
    }
}

void json_text(struct json *json, const char *value)
{
    if (value) {
        json_string(json, (struct portreg_string){ value, strlen(value) });
    } else {
        json_null(json);
    }
}

void json_unsigned(struct json *json, uint64_t value)
{
    separate(json);
    buffer_append_unsigned(json->out, value);
}

void json_number(struct json *json, double value, unsigned decimals)
{
    separate(json);
    buffer_printf(json->out, "%.*f", (int)decimals, value);
}

void json_bool(struct json *json, bool value)
{
    separate(json);
    buffer_append_text(json->out, value ? "true" : "false");
}

void json_null(struct json *json)
{
    separate(json);
    buffer_append_text(json->out, "null");
}

void json_parts(struct json *json, struct portreg_string text, char separator)
{
    struct portreg_string part;

    json_array_open(json);
    while (string_next_part(&text, separator, &part)) {
        json_string(json, part);
    }
    json_array_close(json);
}
