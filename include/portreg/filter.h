/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_FILTER_H
#define PORTREG_FILTER_H

/**
 * @file
 * The field language of `portreg search`. An expression is a list of terms
 * between white space, all of which must hold:
 *
 *     text  "quoted text"  /regular expression/      in any searched column
 *     field:value  field:"quoted value"  field:/regular expression/
 *     -term                                          the term must not hold
 *
 * portreg_filter_field() lists the fields. Text is a substring, letters are
 * compared without case. `none` as an unquoted value means an empty column.
 * Ports, transports and statuses take several values, separated by commas. In
 * quotes, `\"` and `\\` stand for `"` and `\`; in a regular expression, `\/`
 * stands for `/`.
 */

#include <portreg/query.h>
#include <portreg/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PORTREG_FILTER_TEXT_MAX 4096 /**< bytes of an expression */
#define PORTREG_FILTER_TERM_MAX 64   /**< terms of an expression */

/** A compiled expression. One thread at a time. */
struct portreg_filter;

/**
 * Whether an expression uses nothing of the field language, so that it is one
 * text to search for, spaces and all, as IANA's search page takes it.
 */
bool portreg_filter_is_plain(const char *text, size_t size);

/**
 * Compiles an expression. Plain text becomes one term. PCRE2 is loaded when
 * the first regular expression is met.
 * @param[out] ret owned by the caller, freed with portreg_filter_destroy()
 * @param[out] error on failure the column in the expression, in characters
 * @return OK; SYNTAX; LIMIT (length, terms, size of a pattern); UNSUPPORTED
 *         if libpcre2-8 is not installed; OUT_OF_MEMORY
 */
enum portreg_status portreg_filter_compile(const char *text, size_t size,
                                           struct portreg_filter **ret,
                                           struct portreg_error *error);

/** Accepts NULL. */
void portreg_filter_destroy(struct portreg_filter *filter);

/**
 * Whether all terms hold for a row.
 * @return OK if they do, NOT_FOUND (without touching `error`) if not, LIMIT if
 *         a regular expression backtracks too much to be decided
 */
enum portreg_status portreg_filter_match(struct portreg_filter *filter,
                                         const struct portreg_row *row,
                                         struct portreg_error *error);

/**
 * The rows of a view for which all terms hold, in the registry's order. The
 * longest text of the expression narrows them down through `search`.
 * @param search over the view's snapshot
 * @param[out] rows borrowed until the next call with the filter or the search
 * @param[out] count how many there are, possibly 0
 * @return OK, LIMIT as above, or OUT_OF_MEMORY
 */
enum portreg_status portreg_filter_run(struct portreg_filter *filter,
                                       struct portreg_search *search, struct portreg_view view,
                                       const uint32_t **rows, size_t *count,
                                       struct portreg_error *error);

/** A field of the language. */
struct portreg_filter_field {
    const char *name;
    const char *synonym; /**< a second name, or NULL */
    const char *values;  /**< what it takes, such as "443, 8000-8100, >=1024" */
    const char *summary; /**< what it asks, in a few words */
};

/** Field `index` of the table. @return false past its end. */
bool portreg_filter_field(size_t index, struct portreg_filter_field *ret);

#ifdef __cplusplus
}
#endif

#endif
