/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_FILTER_H
#define QUERY_FILTER_H

#include <portreg/filter.h>

#include "query/regex.h"
#include "util/arena.h"

/*
 * A compiled expression is an array of terms. Each is a test of one row that
 * needs nothing but the row. filter_parse.c makes them, filter_match.c asks
 * them, filter_run.c steps through a registry.
 */

#define FILTER_RANGE_MAX 16 /* values of one list of ports */
#define FILTER_NEEDLE_MAX PORTREG_FILTER_TEXT_MAX

enum filter_kind {
    FILTER_TEXT,      /* a column, or any searched one, contains a text */
    FILTER_REGEX,     /* the same with a regular expression */
    FILTER_EMPTY,     /* a column is empty */
    FILTER_PORT,      /* the row's numbers and the ranges overlap */
    FILTER_TRANSPORT, /* the row's transport is one of a set */
    FILTER_STATUS,    /* the row's status is one of a set */
    FILTER_LABEL,     /* a label [in brackets] is the text */
    FILTER_DATE,      /* a column's date lies in a period */
    FILTER_CODE,      /* the row's DCCP service code is the number */
    FILTER_FLAG       /* one of the row's flags is set */
};

/* The term asks all ten columns that are not dates. */
#define FILTER_ANY_COLUMN PORTREG_COLUMN_COUNT

struct filter_range {
    uint16_t first;
    uint16_t last;
};

struct filter_term {
    enum filter_kind kind;
    bool negated;
    enum portreg_column column; /* or FILTER_ANY_COLUMN */
    uint32_t place;             /* of the term in the expression, in characters from 1 */
    union {
        struct portreg_string text; /* folded */
        struct regex *regex;
        struct {
            struct filter_range range[FILTER_RANGE_MAX];
            size_t count;
        } ports;
        uint32_t set; /* bit 1 << value */
        struct {
            portreg_date first; /* whole days, 0 for no bound */
            portreg_date last;
        } period;
        uint32_t code;
        uint32_t flag;
    } as;
};

struct portreg_filter {
    struct arena arena;
    struct filter_term *terms;
    size_t term_count;
    uint32_t *rows; /* result of the last run, not in the arena */
    size_t row_capacity;
};

/* Reads the expression into terms. */
enum portreg_status filter_parse(struct portreg_filter *filter, struct portreg_string text,
                                 struct portreg_error *error);

/* OK, NOT_FOUND, or LIMIT from a regular expression. */
enum portreg_status filter_term_match(const struct filter_term *term,
                                      const struct portreg_row *row,
                                      struct portreg_error *error);

/* Whether the column is one of the ten that IANA's search looks at. */
static inline bool filter_is_searched(enum portreg_column column)
{
    return column != PORTREG_COLUMN_REGISTERED && column != PORTREG_COLUMN_MODIFIED;
}

/* Whether the column holds contact ids, where an underscore stands for a space. */
static inline bool filter_is_joined(enum portreg_column column)
{
    return column == PORTREG_COLUMN_ASSIGNEE || column == PORTREG_COLUMN_CONTACT;
}

#endif
