/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_REGEX_H
#define QUERY_REGEX_H

#include <portreg/status.h>
#include <portreg/types.h>

/*
 * Regular expressions of PCRE2: UTF-8, letters without case. The library is
 * loaded when the first one is compiled, so that nothing else pays for it.
 *
 * A hostile pattern must not hang its caller. A match first gets few steps;
 * if they do not do, it gets many, and of such second tries a regex has only
 * so many. The bound counts steps, not time, so that an answer does not
 * depend on the machine.
 */
#define REGEX_PATTERN_MAX 1024   /* bytes */
#define REGEX_STEPS_FEW 5000
#define REGEX_STEPS_MANY 500000
#define REGEX_SECOND_TRIES_MAX 200
#define REGEX_HEAP_KIBIBYTES 20480
#define REGEX_NESTING_MAX 50     /* parentheses */

struct regex;

/*
 * On SYNTAX and LIMIT, error->column is the place in the pattern, in bytes
 * from 1. UNSUPPORTED if libpcre2-8 cannot be loaded.
 */
enum portreg_status regex_compile(struct portreg_string pattern, struct regex **ret,
                                  struct portreg_error *error);
void regex_destroy(struct regex *regex); /* accepts NULL */

/* Gives back the second tries, for the next run over a registry. */
void regex_restart(struct regex *regex);

/* OK if the pattern occurs in the subject, NOT_FOUND if not, LIMIT, OUT_OF_MEMORY. */
enum portreg_status regex_match(struct regex *regex, struct portreg_string subject,
                                struct portreg_error *error);

#endif
