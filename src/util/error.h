/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_ERROR_H
#define UTIL_ERROR_H

#include <portreg/status.h>

/*
 * Fill an error (which may be NULL) and return its status, so that a failing
 * function can say `return error_set(error, PORTREG_IO, "...")`.
 */
enum portreg_status error_set(struct portreg_error *error, enum portreg_status status,
                              const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with a file's name and a place in it (0 where there is none). */
enum portreg_status error_set_at(struct portreg_error *error, enum portreg_status status,
                                 const char *file, uint32_t line, uint32_t column,
                                 const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The same with strerror(errno) behind the message, status IO (or OUT_OF_MEMORY for ENOMEM). */
enum portreg_status error_set_errno(struct portreg_error *error, const char *file,
                                    const char *doing);

enum portreg_status error_out_of_memory(struct portreg_error *error);

/* Zeroes it; accepts NULL. */
void error_clear(struct portreg_error *error);

#endif
