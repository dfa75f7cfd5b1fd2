/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_STATUS_H
#define PORTREG_STATUS_H

/**
 * @file
 * Statuses and errors. Every fallible function returns a `portreg_status` and
 * fills an optional, caller-owned `portreg_error`.
 */

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The one list of statuses: name, text. Enum, names and texts come from it. */
#define PORTREG_STATUS_LIST(X)                                          \
    X(OK, "success")                                                    \
    X(NOT_FOUND, "nothing found")                                       \
    X(INVALID_ARGUMENT, "invalid argument")                             \
    X(OUT_OF_MEMORY, "out of memory")                                   \
    X(IO, "input or output error")                                      \
    X(SYNTAX, "malformed input")                                        \
    X(LIMIT, "a limit was exceeded")                                    \
    X(UNSUPPORTED, "not supported")                                     \
    X(FOREIGN, "not a portreg snapshot")                                \
    X(NEWER, "snapshot of a newer format")                              \
    X(DAMAGED, "damaged snapshot")                                      \
    X(CONFLICT, "conflict")                                             \
    X(STALE, "older than what is already there")                        \
    X(INTERNAL, "internal error")

enum portreg_status {
#define PORTREG_STATUS_ENUM(name, text) PORTREG_##name,
    PORTREG_STATUS_LIST(PORTREG_STATUS_ENUM)
#undef PORTREG_STATUS_ENUM
    PORTREG_STATUS_COUNT
};

#define PORTREG_ERROR_FILE_SIZE 256
#define PORTREG_ERROR_MESSAGE_SIZE 512

/**
 * What went wrong, where, and what to do about it. Line and column count from
 * 1; 0 means that the error has no place in a text. `file` is empty where no
 * file is concerned. Both texts are one line of UTF-8 without control
 * characters, whatever they quote.
 */
struct portreg_error {
    enum portreg_status status;
    uint32_t line;
    uint32_t column;
    char file[PORTREG_ERROR_FILE_SIZE];
    char message[PORTREG_ERROR_MESSAGE_SIZE];
};

/**
 * The status's name as in the source, such as "NOT_FOUND"; "UNKNOWN" for a
 * value outside the list. Static storage, never NULL.
 */
const char *portreg_status_name(enum portreg_status status);

/** A short English text for the status. Static storage, never NULL. */
const char *portreg_status_text(enum portreg_status status);

#ifdef __cplusplus
}
#endif

#endif
