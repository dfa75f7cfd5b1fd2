/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/filter_parse.h"

#include <stdio.h>

#include <portreg/rules.h>

#include "query/period.h"
#include "util/string.h"

static enum portreg_status fail_value(struct filter_parser *parser,
                                      const struct filter_field *field,
                                      const struct filter_value *value, size_t offset)
{
    return filter_fail(parser, value->offset + offset, PORTREG_SYNTAX, "%s: takes %s",
                       field->info.name, field->info.values);
}

/* The piece of a list from `at` to the next comma or the end; it may be empty. */
static struct portreg_string piece_at(struct portreg_string list, size_t at)
{
    const struct portreg_string rest = string_from(list, at);
    const char *comma = rest.size > 0 ? memchr(rest.data, ',', rest.size) : NULL;

    return (struct portreg_string){ rest.data,
                                    comma != NULL ? (size_t)(comma - rest.data) : rest.size };
}

/* A comparison before a value; bare values are compared for equality. */
enum comparison {
    COMPARE_EQUAL,
    COMPARE_LESS,
    COMPARE_AT_MOST,
    COMPARE_GREATER,
    COMPARE_AT_LEAST
};

static enum comparison take_comparison(struct portreg_string *text)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {
        { ">=", COMPARE_AT_LEAST }, { "<=", COMPARE_AT_MOST }, { ">", COMPARE_GREATER },
        { "<", COMPARE_LESS },      { "=", COMPARE_EQUAL },
    };

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (string_starts_folded(*text, signs[i].sign)) {
            *text = string_from(*text, strlen(signs[i].sign));
            return signs[i].comparison;
        }
    }
    return COMPARE_EQUAL;
}

static enum portreg_status read_text(struct filter_parser *parser,
                                     const struct filter_field *field,
                                     const struct filter_value *value, struct filter_term *term)
{
    return filter_set_text(parser, value->text, field->column, term);
}

/* A label, with or without its brackets. */
static enum portreg_status read_label(struct filter_parser *parser,
                                      const struct filter_field *field,
                                      const struct filter_value *value, struct filter_term *term)
{
    struct portreg_string label = value->text;
    enum portreg_status status;

    if (label.size > 2 && label.data[0] == '[' && label.data[label.size - 1] == ']') {
        label = (struct portreg_string){ label.data + 1, label.size - 2 };
    }
    status = filter_set_text(parser, label, field->column, term);
    term->kind = FILTER_LABEL;
    return status;
}

static bool read_port_number(struct portreg_string text, uint16_t *ret)
{
    uint64_t number;

    if (!string_parse_unsigned(text, PORTREG_PORT_MAX, &number)) {
        return false;
    }
    *ret = (uint16_t)number;
    return true;
}

static bool read_named_range(struct portreg_string text, struct filter_range *range)
{
    const struct portreg_range *named;

    for (size_t i = 0; (named = portreg_range_at(i)) != NULL; i++) {
        if (string_equal_folded(text, string_of(named->name))) {
            *range = (struct filter_range){ named->first, named->last };
            return true;
        }
    }
    return false;
}

static bool read_compared_port(enum comparison comparison, struct portreg_string text,
                               struct filter_range *range)
{
    uint16_t port;

    if (!read_port_number(text, &port) ||
        (comparison == COMPARE_GREATER && port == PORTREG_PORT_MAX) ||
        (comparison == COMPARE_LESS && port == 0)) {
        return false;
    }
    *range = (struct filter_range){ 0, PORTREG_PORT_MAX };
    if (comparison == COMPARE_EQUAL || comparison == COMPARE_AT_LEAST) {
        range->first = port;
    }
    if (comparison == COMPARE_GREATER) {
        range->first = (uint16_t)(port + 1);
    }
    if (comparison == COMPARE_EQUAL || comparison == COMPARE_AT_MOST) {
        range->last = port;
    }
    if (comparison == COMPARE_LESS) {
        range->last = (uint16_t)(port - 1);
    }
    return true;
}

static bool read_range(struct portreg_string text, struct filter_range *range)
{
    const char *dash = text.size > 0 ? memchr(text.data, '-', text.size) : NULL;
    enum comparison comparison;

    if (read_named_range(text, range)) {
        return true;
    }
    if (dash != NULL) {
        const size_t size = (size_t)(dash - text.data);

        return read_port_number((struct portreg_string){ text.data, size }, &range->first) &&
               read_port_number(string_from(text, size + 1), &range->last) &&
               range->first <= range->last;
    }
    comparison = take_comparison(&text);
    return read_compared_port(comparison, text, range);
}

static enum portreg_status read_ports(struct filter_parser *parser,
                                      const struct filter_field *field,
                                      const struct filter_value *value, struct filter_term *term)
{
    size_t at = 0;

    term->kind = FILTER_PORT;
    while (at <= value->text.size) {
        const struct portreg_string piece = piece_at(value->text, at);

        if (term->as.ports.count == FILTER_RANGE_MAX) {
            return filter_fail(parser, value->offset + at, PORTREG_LIMIT,
                               "more than %d ports in one list", FILTER_RANGE_MAX);
        }
        if (!read_range(piece, &term->as.ports.range[term->as.ports.count++])) {
            return fail_value(parser, field, value, at);
        }
        at += piece.size + 1;
    }
    return PORTREG_OK;
}

static bool read_transport(struct portreg_string text, unsigned *ret)
{
    enum portreg_transport transport = PORTREG_TRANSPORT_NONE;

    if (!string_is(text, "none") &&
        (text.size == 0 || !portreg_transport_parse(text.data, text.size, &transport))) {
        return false;
    }
    *ret = (unsigned)transport;
    return true;
}

/* Rows are never dynamic: that status follows from the number alone. */
static bool read_port_status(struct portreg_string text, unsigned *ret)
{
    static const enum portreg_port_status statuses[] = {
        PORTREG_PORT_ASSIGNED, PORTREG_PORT_RESERVED, PORTREG_PORT_UNASSIGNED
    };

    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (string_equal_folded(text, string_of(portreg_port_status_name(statuses[i])))) {
            *ret = (unsigned)statuses[i];
            return true;
        }
    }
    return false;
}

static enum portreg_status read_set(struct filter_parser *parser, const struct filter_field *field,
                                    const struct filter_value *value, struct filter_term *term,
                                    bool (*read_member)(struct portreg_string, unsigned *))
{
    size_t at = 0;

    while (at <= value->text.size) {
        const struct portreg_string piece = piece_at(value->text, at);
        unsigned member;

        if (!read_member(piece, &member)) {
            return fail_value(parser, field, value, at);
        }
        term->as.set |= 1U << member;
        at += piece.size + 1;
    }
    return PORTREG_OK;
}

static enum portreg_status read_transports(struct filter_parser *parser,
                                           const struct filter_field *field,
                                           const struct filter_value *value,
                                           struct filter_term *term)
{
    term->kind = FILTER_TRANSPORT;
    return read_set(parser, field, value, term, read_transport);
}

static enum portreg_status read_statuses(struct filter_parser *parser,
                                         const struct filter_field *field,
                                         const struct filter_value *value,
                                         struct filter_term *term)
{
    term->kind = FILTER_STATUS;
    return read_set(parser, field, value, term, read_port_status);
}

/* "2019..2021", "2019.." or "..2021". */
static bool read_period(struct portreg_string text, struct filter_term *term)
{
    const char *dots = string_find(text, STRING_LITERAL(".."));
    const struct portreg_string first = { text.data, (size_t)(dots - text.data) };
    const struct portreg_string last = string_from(text, first.size + 2);
    const portreg_date from = portreg_date_parse(first.data, first.size);
    const portreg_date until = portreg_date_parse(last.data, last.size);

    if ((first.size > 0 && from == 0) || (last.size > 0 && until == 0) ||
        first.size + last.size == 0) {
        return false;
    }
    term->as.period.first = from != 0 ? period_first(from) : 0;
    term->as.period.last = until != 0 ? period_last(until) : 0;
    return until == 0 || term->as.period.first <= term->as.period.last;
}

/*
 * A comparison holds if it holds for every day that either date may mean. One
 * day more or less leaves the months' 31 days, which no date lies in.
 */
static bool read_compared_date(struct portreg_string text, struct filter_term *term)
{
    const enum comparison comparison = take_comparison(&text);
    const portreg_date date = portreg_date_parse(text.data, text.size);

    if (date == 0) {
        return false;
    }
    if (comparison == COMPARE_EQUAL || comparison == COMPARE_AT_LEAST) {
        term->as.period.first = period_first(date);
    }
    if (comparison == COMPARE_GREATER) {
        term->as.period.first = period_last(date) + 1;
    }
    if (comparison == COMPARE_EQUAL || comparison == COMPARE_AT_MOST) {
        term->as.period.last = period_last(date);
    }
    if (comparison == COMPARE_LESS) {
        term->as.period.last = period_first(date) - 1;
    }
    return true;
}

static enum portreg_status read_date(struct filter_parser *parser,
                                     const struct filter_field *field,
                                     const struct filter_value *value, struct filter_term *term)
{
    const bool is_period = string_find(value->text, STRING_LITERAL("..")) != NULL;

    term->kind = FILTER_DATE;
    term->column = field->column;
    if (is_period ? !read_period(value->text, term) : !read_compared_date(value->text, term)) {
        return fail_value(parser, field, value, 0);
    }
    return PORTREG_OK;
}

/* "yes" and "no", unless quoted. */
static bool read_yes_no(const struct filter_field *field, const struct filter_value *value,
                        struct filter_term *term)
{
    const bool no = string_equal_folded(value->text, STRING_LITERAL("no"));

    if (value->form != FILTER_BARE ||
        (!no && !string_equal_folded(value->text, STRING_LITERAL("yes")))) {
        return false;
    }
    term->kind = FILTER_FLAG;
    term->as.flag = field->flag;
    term->negated = term->negated != no;
    return true;
}

static enum portreg_status read_flag(struct filter_parser *parser,
                                     const struct filter_field *field,
                                     const struct filter_value *value, struct filter_term *term)
{
    if (!read_yes_no(field, value, term)) {
        return fail_value(parser, field, value, 0);
    }
    return PORTREG_OK;
}

static enum portreg_status read_flag_or_text(struct filter_parser *parser,
                                             const struct filter_field *field,
                                             const struct filter_value *value,
                                             struct filter_term *term)
{
    if (read_yes_no(field, value, term)) {
        return PORTREG_OK;
    }
    return read_text(parser, field, value, term);
}

/* The forms of RFC 4340 section 8.1.2; the hexadecimal one also without "SC=". */
static bool read_code_number(struct portreg_string text, uint32_t *ret)
{
    char form[16];
    int size;

    if (!string_starts_folded(text, "x")) {
        return portreg_service_code_parse(text.data, text.size, ret, NULL) == PORTREG_OK;
    }
    if (text.size > sizeof("xFFFFFFFF") - 1) {
        return false;
    }
    size = snprintf(form, sizeof(form), "SC=%.*s", (int)text.size, text.data);
    return portreg_service_code_parse(form, (size_t)size, ret, NULL) == PORTREG_OK;
}

static enum portreg_status read_code(struct filter_parser *parser,
                                     const struct filter_field *field,
                                     const struct filter_value *value, struct filter_term *term)
{
    if (read_yes_no(field, value, term)) {
        return PORTREG_OK;
    }
    if (!read_code_number(value->text, &term->as.code)) {
        return fail_value(parser, field, value, 0);
    }
    term->kind = FILTER_CODE;
    return PORTREG_OK;
}

#define TEXT_VALUES "text or none"
#define DATE_VALUES "a date, >=2024, <2019-06, 2019..2021 or none"
#define FLAG_VALUES "yes or no"

static const struct filter_field fields[] = {
    { { "name", NULL, TEXT_VALUES, "the service name contains it" },
      PORTREG_COLUMN_NAME, 0, read_text },
    { { "port", "number", "443, 8000-8100, >=1024, system, user, dynamic or none",
        "the row's ports and these overlap" },
      PORTREG_COLUMN_NUMBER, 0, read_ports },
    { { "proto", "transport", "tcp, udp, sctp, dccp or none",
        "the row's transport is one of these" },
      PORTREG_COLUMN_TRANSPORT, 0, read_transports },
    { { "status", NULL, "assigned, reserved or unassigned", "the row's status is one of these" },
      FILTER_ANY_COLUMN, 0, read_statuses },
    { { "desc", "description", TEXT_VALUES, "the description contains it" },
      PORTREG_COLUMN_DESCRIPTION, 0, read_text },
    { { "assignee", NULL, TEXT_VALUES, "the assignee contains it" },
      PORTREG_COLUMN_ASSIGNEE, 0, read_text },
    { { "contact", NULL, TEXT_VALUES, "the contact contains it" },
      PORTREG_COLUMN_CONTACT, 0, read_text },
    { { "ref", "reference", "a whole label such as rfc7252, or none",
        "one of the references is it" },
      PORTREG_COLUMN_REFERENCE, 0, read_label },
    { { "date", "registered", DATE_VALUES, "it was registered then" },
      PORTREG_COLUMN_REGISTERED, 0, read_date },
    { { "updated", "modified", DATE_VALUES, "it was last modified then" },
      PORTREG_COLUMN_MODIFIED, 0, read_date },
    { { "code", NULL, "a DCCP service code (decimal, xHEX, SC:abcd), yes, no or none",
        "the service code is it" },
      PORTREG_COLUMN_CODE, PORTREG_ROW_HAS_CODE, read_code },
    { { "unauthorized", NULL, "yes, no, text or none", "unauthorized use is reported" },
      PORTREG_COLUMN_UNAUTHORIZED, PORTREG_ROW_UNAUTHORIZED, read_flag_or_text },
    { { "note", NULL, TEXT_VALUES, "the assignment notes contain it" },
      PORTREG_COLUMN_NOTE, 0, read_text },
    { { "alias", NULL, FLAG_VALUES, "another name is to be used instead" },
      FILTER_ANY_COLUMN, PORTREG_ROW_ALIAS, read_flag },
    { { "historic", NULL, FLAG_VALUES, "the name is kept for the record only" },
      FILTER_ANY_COLUMN, PORTREG_ROW_HISTORIC, read_flag },
    { { "temporary", NULL, FLAG_VALUES, "the assignment is an early one (RFC 7120)" },
      FILTER_ANY_COLUMN, PORTREG_ROW_TEMPORARY, read_flag },
    { { "irregular", NULL, FLAG_VALUES, "the name breaks RFC 6335 section 5.1" },
      FILTER_ANY_COLUMN, PORTREG_ROW_IRREGULAR_NAME, read_flag },
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

const struct filter_field *filter_field_find(struct portreg_string name)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const struct portreg_filter_field *info = &fields[i].info;

        if (string_equal_folded(name, string_of(info->name)) ||
            (info->synonym != NULL && string_equal_folded(name, string_of(info->synonym)))) {
            return &fields[i];
        }
    }
    return NULL;
}

bool portreg_filter_field(size_t index, struct portreg_filter_field *ret)
{
    if (index >= FIELD_COUNT) {
        return false;
    }
    *ret = fields[index].info;
    return true;
}
