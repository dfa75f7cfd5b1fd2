/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/target.h"

#include <string.h>

#include "util/error.h"
#include "util/string.h"

/* Where decoded text goes: behind what is there already. */
struct decoder {
    struct target *target;
    size_t used;
};

/* Decodes %XX, and "+" in a query, into the target's text. */
static enum portreg_status decode(struct decoder *decoder, struct portreg_string raw, bool is_query,
                                  struct portreg_string *ret, struct portreg_error *error)
{
    char *start = decoder->target->text + decoder->used;
    char *to = start;
    size_t bad;

    for (size_t i = 0; i < raw.size; i++) {
        char c = raw.data[i];

        if (c == ' ') {
            return error_set(error, PORTREG_SYNTAX, "a space in the address; %%20 is one");
        }
        if (c == '%') {
            int high = i + 1 < raw.size ? ascii_hex_digit(raw.data[i + 1]) : -1;
            int low = i + 2 < raw.size ? ascii_hex_digit(raw.data[i + 2]) : -1;

            if (high < 0 || low < 0) {
                return error_set(error, PORTREG_SYNTAX,
                                 "a '%%' in the address without two hexadecimal digits behind it");
            }
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        *to++ = c;
    }
    *ret = (struct portreg_string){ start, (size_t)(to - start) };
    decoder->used += ret->size;
    for (size_t i = 0; i < ret->size; i++) {
        if ((unsigned char)ret->data[i] < ' ' || ret->data[i] == 0x7f) {
            return error_set(error, PORTREG_SYNTAX, "a control character in the address");
        }
    }
    if (!string_is_utf8(*ret, &bad)) {
        return error_set(error, PORTREG_SYNTAX, "the address is not well-formed UTF-8");
    }
    return PORTREG_OK;
}

/* Cuts what stands before the next `separator` off `*rest`; false when nothing is left. */
static bool next_part(struct portreg_string *rest, char separator, struct portreg_string *ret)
{
    const char *end;

    if (rest->data == NULL) {
        return false;
    }
    end = rest->size > 0 ? memchr(rest->data, separator, rest->size) : NULL;
    if (end == NULL) {
        *ret = *rest;
        *rest = (struct portreg_string){ NULL, 0 };
    } else {
        *ret = (struct portreg_string){ rest->data, (size_t)(end - rest->data) };
        *rest = string_from(*rest, ret->size + 1);
    }
    return true;
}

static bool is_dots(struct portreg_string segment)
{
    return string_is(segment, ".") || string_is(segment, "..");
}

static enum portreg_status parse_path(struct decoder *decoder, struct portreg_string path,
                                      struct portreg_error *error)
{
    struct target *target = decoder->target;
    struct portreg_string part;

    while (next_part(&path, '/', &part)) {
        struct portreg_string *segment;
        enum portreg_status status;

        if (part.size == 0 && path.data == NULL) {
            target->ends_in_slash = target->segment_count > 0;
            break;
        }
        if (target->segment_count == TARGET_SEGMENTS_MAX) {
            return error_set(error, PORTREG_LIMIT, "an address of more than %d segments",
                             TARGET_SEGMENTS_MAX);
        }
        segment = &target->segments[target->segment_count++];
        status = decode(decoder, part, false, segment, error);
        if (status != PORTREG_OK) {
            return status;
        }
        if (segment->size == 0 || is_dots(*segment)) {
            return error_set(error, PORTREG_SYNTAX,
                             "an empty segment, '.' or '..' in the address");
        }
    }
    return PORTREG_OK;
}

static enum portreg_status parse_query(struct decoder *decoder, struct portreg_string query,
                                       struct portreg_error *error)
{
    struct target *target = decoder->target;
    struct portreg_string part;

    while (next_part(&query, '&', &part)) {
        struct target_parameter *parameter = &target->parameters[target->parameter_count];
        struct portreg_string name;
        enum portreg_status status;

        if (part.size == 0) {
            continue;
        }
        if (target->parameter_count == TARGET_PARAMETERS_MAX) {
            return error_set(error, PORTREG_LIMIT, "more than %d parameters in the address",
                             TARGET_PARAMETERS_MAX);
        }
        next_part(&part, '=', &name);
        status = decode(decoder, name, true, &parameter->name, error);
        if (status == PORTREG_OK) {
            status = decode(decoder, part, true, &parameter->value, error);
        }
        if (status != PORTREG_OK) {
            return status;
        }
        target->parameter_count++;
    }
    return PORTREG_OK;
}

/* Leaves the path and query of "http://host/path?query". */
static struct portreg_string without_authority(struct portreg_string raw)
{
    static const char *const schemes[] = { "http://", "https://" };

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (string_starts_folded(raw, schemes[i])) {
            size_t from = strlen(schemes[i]);

            while (from < raw.size && raw.data[from] != '/' && raw.data[from] != '?') {
                from++;
            }
            return string_from(raw, from);
        }
    }
    return raw;
}

enum portreg_status target_parse(struct portreg_string raw, struct target *ret,
                                 struct portreg_error *error)
{
    struct decoder decoder = { ret, 0 };
    struct portreg_string path;
    enum portreg_status status;

    ret->segment_count = 0;
    ret->parameter_count = 0;
    ret->ends_in_slash = false;
    if (raw.size > TARGET_SIZE_MAX) {
        return error_set(error, PORTREG_LIMIT, "an address of more than %d bytes",
                         TARGET_SIZE_MAX);
    }
    raw = without_authority(raw);
    next_part(&raw, '?', &path);
    if (path.size > 0 && path.data[0] != '/') {
        return error_set(error, PORTREG_SYNTAX, "an address that does not begin with '/'");
    }
    if (path.size > 0) {
        path = string_from(path, 1);
    }
    status = parse_path(&decoder, path, error);
    return status == PORTREG_OK ? parse_query(&decoder, raw, error) : status;
}

bool target_parameter(const struct target *target, const char *name, struct portreg_string *ret)
{
    for (size_t i = 0; i < target->parameter_count; i++) {
        if (string_is(target->parameters[i].name, name)) {
            *ret = target->parameters[i].value;
            return true;
        }
    }
    return false;
}
