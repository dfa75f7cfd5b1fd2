/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/record.h"

#include <portreg/rules.h>

#include "util/error.h"
#include "util/string.h"

/* A bad cell, with the record's place and what would be right. */
#define BAD(fields, file, error, ...)                                                           \
    error_set_at(error, PORTREG_SYNTAX, file, (fields)->position.line,                          \
                 (fields)->position.column, __VA_ARGS__)

/* Long texts are cut in messages. */
static int shown_size(struct portreg_string text)
{
    return text.size < 60 ? (int)text.size : 60;
}

static enum portreg_status derive_number(const struct record_fields *fields, const char *file,
                                         struct record_facts *facts, struct portreg_error *error)
{
    struct portreg_string text = fields->column[PORTREG_COLUMN_NUMBER];
    if (text.size == 0) {
        return PORTREG_OK;
    }
    const char *hyphen = memchr(text.data, '-', text.size);
    struct portreg_string low = text;
    struct portreg_string high = text;
    if (hyphen) {
        low.size = (size_t)(hyphen - text.data);
        high = string_from(text, low.size + 1);
    }
    uint64_t first;
    uint64_t last;
    if (!string_parse_unsigned(low, PORTREG_PORT_MAX, &first) ||
        !string_parse_unsigned(high, PORTREG_PORT_MAX, &last)) {
        return BAD(fields, file, error,
                   "port number \"%.*s\" is neither a number from 0 to 65535 nor a range of two",
                   shown_size(text), text.data);
    }
    if (first > last) {
        return BAD(fields, file, error, "port range \"%.*s\" is reversed; write the lower first",
                   shown_size(text), text.data);
    }
    facts->first = (uint16_t)first;
    facts->last = (uint16_t)last;
    facts->flags |= PORTREG_ROW_HAS_NUMBER;
    return PORTREG_OK;
}

static enum portreg_status derive_transport(const struct record_fields *fields, const char *file,
                                            struct record_facts *facts,
                                            struct portreg_error *error)
{
    struct portreg_string text = fields->column[PORTREG_COLUMN_TRANSPORT];
    enum portreg_transport transport = PORTREG_TRANSPORT_NONE;
    if (text.size > 0 && !portreg_transport_parse(text.data, text.size, &transport)) {
        return BAD(fields, file, error,
                   "unknown transport protocol \"%.*s\"; known are tcp, udp, sctp and dccp",
                   shown_size(text), text.data);
    }
    facts->transport = (uint8_t)transport;
    return PORTREG_OK;
}

static enum portreg_status derive_code(const struct record_fields *fields, const char *file,
                                       struct record_facts *facts, struct portreg_error *error)
{
    struct portreg_string text = fields->column[PORTREG_COLUMN_CODE];
    if (text.size == 0) {
        return PORTREG_OK;
    }
    uint64_t code;
    if (!string_parse_unsigned(text, UINT32_MAX, &code)) {
        return BAD(fields, file, error,
                   "service code \"%.*s\" is not a decimal number below 2^32", shown_size(text),
                   text.data);
    }
    facts->code = (uint32_t)code;
    facts->flags |= PORTREG_ROW_HAS_CODE;
    return PORTREG_OK;
}

static bool starts_with_any(struct portreg_string text, const char *const *words)
{
    for (; *words; words++) {
        if (string_starts_folded(text, *words)) {
            return true;
        }
    }
    return false;
}

/*
 * The registry says a row's status only in its description, in any case and
 * spelling. A named row is assigned unless its description is nothing but a
 * status; an unnamed row is what its description starts with.
 */
static enum portreg_port_status derive_status(const struct record_fields *fields)
{
    static const char *const unassigned[] = { "unassigned", "(unassigned)", NULL };
    static const char *const reserved[] = { "reserved", "de-registered", "deregistered",
                                            "removed",  "deprecated",    "de-assigned",
                                            "decom",    "de-com",        NULL };
    struct portreg_string text = string_trim(fields->column[PORTREG_COLUMN_DESCRIPTION]);
    if (fields->column[PORTREG_COLUMN_NAME].size > 0) {
        if (string_equal_folded(text, string_of("unassigned"))) {
            return PORTREG_PORT_UNASSIGNED;
        }
        if (string_equal_folded(text, string_of("reserved")) ||
            string_equal_folded(text, string_of("de-registered"))) {
            return PORTREG_PORT_RESERVED;
        }
        return PORTREG_PORT_ASSIGNED;
    }
    if (starts_with_any(text, unassigned)) {
        return PORTREG_PORT_UNASSIGNED;
    }
    if (text.size == 0 || starts_with_any(text, reserved)) {
        return PORTREG_PORT_RESERVED;
    }
    return PORTREG_PORT_ASSIGNED;
}

/* The text between the quotes behind `lead` in `text`; empty if there is none. */
static struct portreg_string quoted_after(struct portreg_string text, struct portreg_string lead)
{
    const char *at = string_find(text, lead);
    if (!at) {
        return (struct portreg_string){ "", 0 };
    }
    struct portreg_string rest = string_from(text, (size_t)(at - text.data) + lead.size);
    const char *end = memchr(rest.data, '"', rest.size);
    if (!end) {
        return (struct portreg_string){ "", 0 };
    }
    rest.size = (size_t)(end - rest.data);
    return rest;
}

/* Aliases and historic names say so in their note (RFC 6335 section 10.1). */
static void derive_alias(const struct record_fields *fields, struct record_facts *facts)
{
    struct portreg_string note = fields->column[PORTREG_COLUMN_NOTE];
    facts->replacement = fields->alias_of;
    if (note.size > 0 && facts->replacement.size == 0) {
        facts->replacement =
            quoted_after(note, STRING_LITERAL("This entry is an alias to \""));
        if (facts->replacement.size == 0) {
            facts->replacement =
                quoted_after(note, STRING_LITERAL("This is a duplicate of the \""));
        }
    }
    if (facts->replacement.size > 0) {
        facts->flags |= PORTREG_ROW_ALIAS;
    }
    struct portreg_string description = fields->column[PORTREG_COLUMN_DESCRIPTION];
    if ((note.size > 0 && string_find(note, STRING_LITERAL("entry is now historic"))) ||
        string_find(description, STRING_LITERAL("(historic)"))) {
        facts->flags |= PORTREG_ROW_HISTORIC;
    }
}

enum portreg_status record_derive(const struct record_fields *fields, const char *file,
                                  struct record_facts *ret, struct portreg_error *error)
{
    struct portreg_string name = fields->column[PORTREG_COLUMN_NAME];
    struct record_facts facts = { .replacement = { "", 0 } };
    enum portreg_status status = derive_number(fields, file, &facts, error);
    if (status == PORTREG_OK) {
        status = derive_transport(fields, file, &facts, error);
    }
    if (status == PORTREG_OK) {
        status = derive_code(fields, file, &facts, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    derive_alias(fields, &facts);
    facts.status = (uint8_t)derive_status(fields);
    if (name.size > 0 && !portreg_name_is_valid(name.data, name.size)) {
        facts.flags |= PORTREG_ROW_IRREGULAR_NAME;
    }
    if (string_find(fields->column[PORTREG_COLUMN_DESCRIPTION], STRING_LITERAL("(TEMPORARY"))) {
        facts.flags |= PORTREG_ROW_TEMPORARY;
    }
    if (fields->column[PORTREG_COLUMN_UNAUTHORIZED].size > 0) {
        facts.flags |= PORTREG_ROW_UNAUTHORIZED;
    }
    if (fields->has_frequency) {
        facts.flags |= PORTREG_ROW_HAS_FREQUENCY;
    }
    *ret = facts;
    return PORTREG_OK;
}
