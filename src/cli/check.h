/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "answer/check_list.h"
#include "cli/output.h"

/*
 * What `check` of names (portreg) and of files (portreg-compile) share: which
 * findings are wanted, how they are shown, what they mean for the exit code.
 */
struct check_filter {
    const struct invocation *invocation; /* --only, which may be repeated */
    enum portreg_severity least;         /* --severity */
    enum portreg_severity fatal;         /* what gives EXIT_CONFLICT: --strict */
};

/* Reads --only, --severity and --strict. Says what is wrong and returns false. */
bool check_filter_read(struct check_filter *ret, const struct invocation *invocation);

/* Whether a finding of this id and severity is wanted. */
bool check_filter_wants(const struct check_filter *filter, const char *id,
                        enum portreg_severity severity);

/* Appends "error: ", "warning: " or "note: " in its colour. */
void check_say_severity(struct output *output, enum portreg_severity severity);

/* The members "id", "severity" and "section" of an object. */
void check_json_kind(struct json *json, const char *id, enum portreg_severity severity,
                     const char *section);

/* Writes the heading, then a line for each finding as it comes. */
void check_lines_open(struct output *output);
void check_line(struct output *output, const struct check_item *item);

#endif
