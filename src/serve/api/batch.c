/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/api/batch.h"

#include <jansson.h>
#include <stdlib.h>

#include "util/array.h"
#include "util/error.h"
#include "util/string.h"

#define JSON_FLAGS (JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL) /* a NUL spoils its query alone */
#define NUMBER_SIZE 24 /* of a 64-bit integer with its sign */

static enum portreg_status out_of_queries(struct portreg_error *error)
{
    return error_set(error, PORTREG_LIMIT, "more than %d queries in one batch", BATCH_QUERIES_MAX);
}

static enum portreg_status add_query(struct batch *batch, struct batch_query query,
                                     struct portreg_error *error)
{
    if (batch->count == BATCH_QUERIES_MAX) {
        return out_of_queries(error);
    }
    if (!array_grow(&batch->items, &batch->capacity, batch->count + 1, BATCH_QUERIES_MAX,
                    sizeof(query))) {
        return error_out_of_memory(error);
    }
    batch->items[batch->count++] = query;
    return PORTREG_OK;
}

/* A text is borrowed from the value; a number is written to `digits`. */
static struct batch_query query_of(const json_t *value, char digits[NUMBER_SIZE])
{
    if (json_is_string(value)) {
        return (struct batch_query){
            .text = { json_string_value(value), json_string_length(value) }
        };
    }
    if (json_is_integer(value)) {
        int size = snprintf(digits, NUMBER_SIZE, "%" JSON_INTEGER_FORMAT,
                            json_integer_value(value));

        return (struct batch_query){ .text = { digits, (size_t)size }, .is_number = true };
    }
    return (struct batch_query){ .text = { "", 0 } };
}

static enum portreg_status add_values(struct batch *batch, struct portreg_error *error)
{
    size_t count = json_array_size(batch->values);

    if (count > BATCH_QUERIES_MAX) {
        return out_of_queries(error);
    }
    batch->digits = malloc((count + 1) * NUMBER_SIZE);
    if (batch->digits == NULL) {
        return error_out_of_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        enum portreg_status status =
            add_query(batch, query_of(json_array_get(batch->values, i),
                                      batch->digits + i * NUMBER_SIZE), error);

        if (status != PORTREG_OK) {
            return status;
        }
    }
    return PORTREG_OK;
}

static enum portreg_status bad_json(const json_error_t *found, unsigned line,
                                    struct batch_place *place, struct portreg_error *error)
{
    if (json_error_code(found) == json_error_out_of_memory) {
        return error_out_of_memory(error);
    }
    place->line = line + (found->line > 0 ? (unsigned)found->line : 1) - 1;
    place->column = found->column > 0 ? (unsigned)found->column : 1;
    return error_set(error, PORTREG_SYNTAX, "the body is no JSON at line %u, column %u: %s",
                     place->line, place->column, found->text);
}

static enum portreg_status read_json(struct batch *batch, struct portreg_string body,
                                     struct batch_place *place, struct portreg_error *error)
{
    json_error_t found;
    json_t *value = json_loadb(body.size > 0 ? body.data : "", body.size, JSON_FLAGS, &found);

    if (value == NULL) {
        return bad_json(&found, 1, place, error);
    }
    batch->values = value;
    if (!json_is_array(value)) {
        *place = (struct batch_place){ 1, 1 };
        return error_set(error, PORTREG_SYNTAX,
                         "the body is no JSON array; send [443, \"443/tcp\", \"https\"]");
    }
    return add_values(batch, error);
}

static bool next_line(struct portreg_string *rest, struct portreg_string *ret)
{
    if (!string_next_line(rest, ret)) {
        return false;
    }
    *ret = string_trim(*ret);
    return true;
}

static enum portreg_status read_lines(struct batch *batch, struct portreg_string body,
                                      struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    struct portreg_string line;

    while (status == PORTREG_OK && next_line(&body, &line)) {
        if (line.size > 0) {
            status = add_query(batch, (struct batch_query){ .text = line }, error);
        }
    }
    return status;
}

static enum portreg_status append_value(struct batch *batch, json_t *value,
                                        struct portreg_error *error)
{
    if (json_array_size(batch->values) == BATCH_QUERIES_MAX) {
        json_decref(value);
        return out_of_queries(error);
    }
    return json_array_append_new(batch->values, value) == 0 ? PORTREG_OK
                                                            : error_out_of_memory(error);
}

static enum portreg_status read_json_lines(struct batch *batch, struct portreg_string body,
                                           struct batch_place *place,
                                           struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    struct portreg_string line;

    batch->values = json_array();
    if (batch->values == NULL) {
        return error_out_of_memory(error);
    }
    for (unsigned number = 1; status == PORTREG_OK && next_line(&body, &line); number++) {
        json_error_t found;
        json_t *value;

        if (line.size == 0) {
            continue;
        }
        value = json_loadb(line.data, line.size, JSON_FLAGS | JSON_DECODE_ANY, &found);
        status = value != NULL ? append_value(batch, value, error)
                               : bad_json(&found, number, place, error);
    }
    return status == PORTREG_OK ? add_values(batch, error) : status;
}

static bool is_type(struct portreg_string type, const char *name)
{
    const char *end = type.size > 0 ? memchr(type.data, ';', type.size) : NULL;

    if (end != NULL) {
        type.size = (size_t)(end - type.data);
    }
    return string_equal_folded(string_trim(type), string_of(name));
}

enum portreg_status batch_read(struct portreg_string body, struct portreg_string type,
                               struct batch *ret, struct batch_place *place,
                               struct portreg_error *error)
{
    *ret = (struct batch){ .items = NULL };
    *place = (struct batch_place){ 0, 0 };
    if (type.size == 0 || is_type(type, "application/json")) {
        return read_json(ret, body, place, error);
    }
    if (is_type(type, "application/x-ndjson")) {
        return read_json_lines(ret, body, place, error);
    }
    if (is_type(type, "text/plain")) {
        return read_lines(ret, body, error);
    }
    return error_set(error, PORTREG_UNSUPPORTED,
                     "Content-Type is application/json, application/x-ndjson or text/plain");
}

void batch_free(struct batch *batch)
{
    free(batch->items);
    free(batch->digits);
    json_decref(batch->values);
    *batch = (struct batch){ .items = NULL };
}
