/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_FILTER_PARSE_H
#define QUERY_FILTER_PARSE_H

#include "query/filter.h"

/* filter_parse.c cuts the expression into terms, filter_field.c reads the fields' values. */

struct filter_parser {
    struct portreg_string text;
    size_t at;
    struct portreg_filter *filter;
    struct portreg_error *error;
};

enum filter_form {
    FILTER_BARE,
    FILTER_QUOTED,
    FILTER_PATTERN
};

/* What stands behind the colon, or alone. */
struct filter_value {
    enum filter_form form;
    struct portreg_string text; /* without quotes or slashes, unescaped */
    size_t offset;              /* of the text in the expression */
};

struct filter_field {
    struct portreg_filter_field info;
    enum portreg_column column; /* that patterns and `none` ask, or FILTER_ANY_COLUMN: neither */
    uint32_t flag;
    enum portreg_status (*read)(struct filter_parser *parser, const struct filter_field *field,
                                const struct filter_value *value, struct filter_term *term);
};

/* The field of that name or synonym, without case; NULL if there is none. */
const struct filter_field *filter_field_find(struct portreg_string name);

/* Fails at a byte of the expression. */
enum portreg_status filter_fail(struct filter_parser *parser, size_t offset,
                                enum portreg_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Makes a term that asks for a text, folded, in a column. */
enum portreg_status filter_set_text(struct filter_parser *parser, struct portreg_string text,
                                    enum portreg_column column, struct filter_term *term);

#endif
