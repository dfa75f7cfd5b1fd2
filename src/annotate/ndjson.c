/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "annotate/plan.h"
#include "util/json.h"

/*
 * One JSON object, read as far as is needed: its structure, and the values of
 * some keys. A key is a member's name, or several names with dots between, one
 * for each object on the way; names may have escapes. What strings and numbers
 * look like inside is not checked.
 */
#define DEPTH_MAX 64
#define NAME_SIZE 256 /* a longer name with escapes is no key */

/* The key is not on the way to here. */
#define OFF_PATH SIZE_MAX

struct scan {
    const struct annotate_plan *plan;
    const char *at;
    const char *end;
    struct field *values;
    char name[NAME_SIZE]; /* without its escapes */
    size_t depth;
    bool is_object[DEPTH_MAX + 1];
    /* How much of each key the names down to here are, with the dot behind. */
    size_t matched[DEPTH_MAX + 1][PLAN_WANTED_MAX];
};

static void skip_space(struct scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r')) {
        scan->at++;
    }
}

/* Steps past a string, from its opening quote on; `ret` is what stands between the quotes. */
static bool read_string(struct scan *scan, struct field *ret)
{
    const char *start = ++scan->at;

    for (const char *at = start; at < scan->end; at++) {
        if (*at == '\\') {
            at++;
        } else if (*at == '"') {
            *ret = (struct field){ start, (size_t)(at - start) };
            scan->at = at + 1;
            return true;
        }
    }
    return false;
}

static bool is_token(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
           c == 'E';
}

/* A number, true, false or null. */
static bool read_token(struct scan *scan, struct field *ret)
{
    const char *start = scan->at;

    while (scan->at < scan->end && is_token(*scan->at)) {
        scan->at++;
    }
    *ret = (struct field){ start, (size_t)(scan->at - start) };
    if (ret->size == 4 && memcmp(start, "null", 4) == 0) {
        ret->size = 0;
    }
    return scan->at > start;
}

/* Goes into an object or array that stands under `name`. */
static bool open_container(struct scan *scan, const struct field *name)
{
    const size_t *outer = scan->matched[scan->depth];
    size_t *inner = scan->matched[scan->depth + 1];
    const bool is_object = *scan->at == '{';

    if (scan->depth == DEPTH_MAX) {
        return false;
    }
    for (size_t i = 0; i < scan->plan->key_count; i++) {
        const struct portreg_string key = scan->plan->keys[i];
        const size_t at = name != NULL ? outer[i] : OFF_PATH;

        inner[i] = OFF_PATH;
        if (is_object && at != OFF_PATH && key.size - at > name->size &&
            memcmp(key.data + at, name->data, name->size) == 0 &&
            key.data[at + name->size] == '.') {
            inner[i] = at + name->size + 1;
        }
    }
    scan->depth++;
    scan->is_object[scan->depth] = is_object;
    scan->at++;
    return true;
}

static void keep_value(struct scan *scan, const struct field *name, const struct field *value)
{
    for (size_t i = 0; i < scan->plan->key_count; i++) {
        const struct portreg_string key = scan->plan->keys[i];
        const size_t at = scan->matched[scan->depth][i];

        if (at != OFF_PATH && key.size - at == name->size &&
            memcmp(key.data + at, name->data, name->size) == 0) {
            scan->values[i] = *value;
        }
    }
}

/* A member's value or an array's element. An object or array is opened only. */
static bool read_value(struct scan *scan, const struct field *name)
{
    struct field value;

    skip_space(scan);
    if (scan->at == scan->end) {
        return false;
    }
    if (*scan->at == '{' || *scan->at == '[') {
        return open_container(scan, name);
    }
    if (!(*scan->at == '"' ? read_string(scan, &value) : read_token(scan, &value))) {
        return false;
    }
    if (name != NULL) {
        keep_value(scan, name, &value);
    }
    return true;
}

/* Where that cannot be done it stays as it is. */
static void unescape(struct scan *scan, struct field *name)
{
    const size_t size = json_unescape((struct portreg_string){ name->data, name->size },
                                      scan->name, sizeof(scan->name));

    if (size != SIZE_MAX) {
        *name = (struct field){ scan->name, size };
    }
}

static bool read_member(struct scan *scan)
{
    struct field name;

    if (!scan->is_object[scan->depth]) {
        return read_value(scan, NULL);
    }
    if (*scan->at != '"' || !read_string(scan, &name)) {
        return false;
    }
    if (name.size > 0 && memchr(name.data, '\\', name.size) != NULL) {
        unescape(scan, &name);
    }
    skip_space(scan);
    if (scan->at == scan->end || *scan->at++ != ':') {
        return false;
    }
    return read_value(scan, &name);
}

/* Reads up to the object's closing brace, on which `at` then stands. */
static bool read_object(struct scan *scan)
{
    bool after_value = false;

    for (;;) {
        const size_t depth = scan->depth;
        const char close = scan->is_object[depth] ? '}' : ']';

        skip_space(scan);
        if (scan->at == scan->end) {
            return false;
        }
        if (*scan->at == close) {
            if (depth == 1) {
                return true;
            }
            scan->depth--;
            scan->at++;
            after_value = true;
            continue;
        }
        if (after_value) {
            if (*scan->at++ != ',') {
                return false;
            }
            skip_space(scan);
        }
        if (scan->at == scan->end || !read_member(scan)) {
            return false;
        }
        after_value = scan->depth == depth;
    }
}

bool ndjson_scan(const struct annotate_plan *plan, const char *line, size_t size,
                 struct field values[PLAN_WANTED_MAX], size_t *ret_close)
{
    struct scan scan;

    scan.plan = plan;
    scan.at = plan_without_mark(line, size).data;
    scan.end = line + size;
    scan.values = values;
    scan.depth = 1;
    scan.is_object[1] = true;
    for (size_t i = 0; i < plan->key_count; i++) {
        values[i] = (struct field){ NULL, 0 };
        scan.matched[1][i] = 0;
    }
    skip_space(&scan);
    if (scan.at == scan.end || *scan.at++ != '{' || !read_object(&scan)) {
        return false;
    }
    *ret_close = (size_t)(scan.at - line);
    scan.at++;
    skip_space(&scan);
    for (size_t i = 0; i < plan->port_count; i++) {
        if (values[i].data == NULL) {
            return false;
        }
    }
    return scan.at == scan.end;
}
