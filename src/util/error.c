/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/string.h"

/* Fills the message, which may quote a stranger; `file` NULL leaves the file empty. */
static __attribute__((format(printf, 6, 0))) void
fill(struct portreg_error *error, enum portreg_status status, const char *file, uint32_t line,
     uint32_t column, const char *format, va_list arguments)
{
    error->status = status;
    error->line = line;
    error->column = column;
    snprintf(error->file, sizeof(error->file), "%s", file ? file : "");
    vsnprintf(error->message, sizeof(error->message), format, arguments);
    string_clean(error->file, strlen(error->file));
    string_clean(error->message, strlen(error->message));
}

enum portreg_status error_set(struct portreg_error *error, enum portreg_status status,
                              const char *format, ...)
{
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        fill(error, status, NULL, 0, 0, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum portreg_status error_set_at(struct portreg_error *error, enum portreg_status status,
                                 const char *file, uint32_t line, uint32_t column,
                                 const char *format, ...)
{
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        fill(error, status, file, line, column, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum portreg_status error_set_errno(struct portreg_error *error, const char *file,
                                    const char *doing)
{
    int number = errno;
    enum portreg_status status = number == ENOMEM ? PORTREG_OUT_OF_MEMORY : PORTREG_IO;
    return error_set_at(error, status, file, 0, 0, "cannot %s: %s", doing, strerror(number));
}

enum portreg_status error_out_of_memory(struct portreg_error *error)
{
    return error_set(error, PORTREG_OUT_OF_MEMORY, "out of memory");
}

void error_clear(struct portreg_error *error)
{
    if (error) {
        memset(error, 0, sizeof(*error));
    }
}
