/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_TARGET_H
#define SERVE_TARGET_H

#include <stdbool.h>

#include <portreg/status.h>
#include <portreg/types.h>

/*
 * The target of a request (RFC 9112 section 3.2): path segments and query
 * parameters, decoded. Segments are decoded after they are cut, so that %2F is
 * part of a segment and no separator: /service/cl%2F1.
 */
#define TARGET_SIZE_MAX 4096 /* bytes, escaped */
#define TARGET_SEGMENTS_MAX 8
#define TARGET_PARAMETERS_MAX 32

struct target_parameter {
    struct portreg_string name;
    struct portreg_string value;
};

struct target {
    struct portreg_string segments[TARGET_SEGMENTS_MAX];
    size_t segment_count;
    bool ends_in_slash; /* and is not the root */
    struct target_parameter parameters[TARGET_PARAMETERS_MAX]; /* in their order */
    size_t parameter_count;
    char text[TARGET_SIZE_MAX]; /* what the strings lie in */
};

/*
 * Reads a target in origin or absolute form.
 * @return OK; LIMIT if it is longer or has more parts than the limits above;
 *         SYNTAX for a bad escape, a space, a control character, what is not
 *         UTF-8, an empty segment, "." and ".."
 */
enum portreg_status target_parse(struct portreg_string raw, struct target *ret,
                                 struct portreg_error *error);

/* The first parameter of that name. false if there is none. */
bool target_parameter(const struct target *target, const char *name, struct portreg_string *ret);

#endif
