/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_CHECK_H
#define PORTREG_CHECK_H

/**
 * @file
 * Checking a registry's file: it is read as for compiling, and every oddity
 * is reported with a stable id and its place. Names and numbers by themselves
 * are checked in <portreg/rules.h>.
 */

#include <portreg/rules.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A kind of diagnostic. */
struct portreg_diagnostic_kind {
    const char *id; /**< such as "range-overlap"; never changes its meaning */
    enum portreg_severity severity;
    const char *section; /**< what it goes against, such as "RFC 6335 section 6"; or "" */
    const char *text;
};

/** Kind `index` of the table, NULL past its end. */
const struct portreg_diagnostic_kind *portreg_diagnostic_kind_at(size_t index);

/** The kind with this id, NULL if there is none. */
const struct portreg_diagnostic_kind *portreg_diagnostic_kind_find(const char *id);

/** An oddity of a file. Line and column count from 1; 0 means no place. */
struct portreg_diagnostic {
    const struct portreg_diagnostic_kind *kind;
    uint32_t line;
    uint32_t column;
    const char *message; /**< one line of UTF-8 without control characters */
};

/**
 * Told every diagnostic, ordered by line, column and id. What it is given is
 * borrowed for the call.
 * @return false to hear no more
 */
typedef bool (*portreg_diagnostic_callback)(void *data,
                                            const struct portreg_diagnostic *diagnostic);

/** How to check. Zeroed means the defaults. */
struct portreg_check_options {
    const char *format;  /**< name of the input format, NULL to probe */
    portreg_date today;  /**< judges temporary assignments; 0: their dates are not judged */
    portreg_diagnostic_callback callback; /**< may be NULL */
    void *callback_data;
};

/** What a check found. */
struct portreg_check_result {
    const char *format;     /**< the format that the file was read in */
    uint32_t row_count;
    uint32_t contact_count;
    uint32_t counts[3];     /**< diagnostics of each `portreg_severity` */
};

/**
 * Checks one file of any format, also compressed (.gz, .zst, .xz), or "-" for
 * standard input. A file that cannot be read as a registry is an error with
 * its line and column; the diagnostics up to there are reported before.
 * @param options NULL for the defaults
 * @param[out] ret what was found, filled on OK; may be NULL
 */
enum portreg_status portreg_check_path(const char *path,
                                       const struct portreg_check_options *options,
                                       struct portreg_check_result *ret,
                                       struct portreg_error *error);

/** The same over bytes in memory, not compressed; `name` is what messages call them. */
enum portreg_status portreg_check_memory(const char *name, const void *data, size_t size,
                                         const struct portreg_check_options *options,
                                         struct portreg_check_result *ret,
                                         struct portreg_error *error);

#ifdef __cplusplus
}
#endif

#endif
