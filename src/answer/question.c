/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/question.h"

#include <string.h>

#include <portreg/rules.h>

#include "util/error.h"
#include "util/string.h"

#define QUERY_MAX 512 /* bytes; a DNS name with its service has at most 255 */
#define QUOTED_MAX 400 /* bytes of a query in a message, with room for what is said of it */
#define ALL_TRANSPORTS                                                                          \
    (1u << PORTREG_TRANSPORT_TCP | 1u << PORTREG_TRANSPORT_UDP | 1u << PORTREG_TRANSPORT_SCTP |  \
     1u << PORTREG_TRANSPORT_DCCP)

static struct portreg_string part(struct portreg_string text, const char *end)
{
    return (struct portreg_string){ text.data, (size_t)(end - text.data) };
}

static int quoted_size(struct portreg_string text)
{
    return text.size < QUOTED_MAX ? (int)text.size : QUOTED_MAX;
}

/* Whether the text is digits, or digits "-" digits. */
static bool looks_numeric(struct portreg_string text)
{
    size_t digits = 0;
    bool dash = false;

    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '-' && digits > 0 && !dash) {
            dash = true;
            digits = 0;
        } else if (!ascii_is_digit(text.data[i])) {
            return false;
        } else {
            digits++;
        }
    }
    return digits > 0;
}

static enum portreg_status parse_number(struct portreg_string text, uint16_t *ret,
                                        struct portreg_error *error)
{
    uint64_t number;

    if (!string_parse_unsigned(text, PORTREG_PORT_MAX, &number)) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "'%.*s' is not a port number; they go from 0 to %d", quoted_size(text),
                         text.data, PORTREG_PORT_MAX);
    }
    *ret = (uint16_t)number;
    return PORTREG_OK;
}

static enum portreg_status parse_numbers(struct portreg_string text, struct question *ret,
                                         struct portreg_error *error)
{
    const char *dash = memchr(text.data, '-', text.size);
    enum portreg_status status;

    if (dash == NULL) {
        ret->kind = QUESTION_PORT;
        status = parse_number(text, &ret->first, error);
        ret->last = ret->first;
        return status;
    }
    ret->kind = QUESTION_RANGE;
    status = parse_number(part(text, dash), &ret->first, error);
    if (status == PORTREG_OK) {
        status = parse_number(string_from(text, (size_t)(dash - text.data) + 1), &ret->last, error);
    }
    if (status == PORTREG_OK && ret->first > ret->last) {
        status = error_set(error, PORTREG_INVALID_ARGUMENT,
                           "'%.*s' goes backwards; a range is FIRST-LAST", quoted_size(text),
                           text.data);
    }
    return status;
}

static enum portreg_status check_size(struct portreg_string text, struct portreg_error *error)
{
    if (text.size > QUERY_MAX) {
        return error_set(error, PORTREG_LIMIT, "a query of %zu bytes; at most %d are read",
                         text.size, QUERY_MAX);
    }
    return PORTREG_OK;
}

/* Takes "/tcp" off the end. A slash may also be part of a name: cl/1. */
static enum portreg_status parse_transport(struct portreg_string *text, struct question *ret,
                                           struct portreg_error *error)
{
    const char *slash = memrchr(text->data, '/', text->size);
    enum portreg_transport transport;
    struct portreg_string before;
    struct portreg_string behind;

    ret->transports = ALL_TRANSPORTS;
    ret->any_transport = true;
    if (slash == NULL) {
        return PORTREG_OK;
    }
    before = part(*text, slash);
    behind = string_from(*text, before.size + 1);
    if (portreg_transport_parse(behind.data, behind.size, &transport)) {
        ret->transports = 1u << transport;
        ret->any_transport = false;
        *text = before;
        return PORTREG_OK;
    }
    if (looks_numeric(before)) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "'%.*s' is not a transport; they are tcp, udp, sctp and dccp",
                         quoted_size(behind), behind.data);
    }
    return PORTREG_OK;
}

/*
 * Reads the SRV labels in front of a domain, behind an instance or subtype if
 * there is one: _printer._sub._ipp._tcp.local. DNS-SD's _udp stands for every
 * transport but tcp (RFC 6763 section 7).
 */
static bool parse_srv(struct portreg_string text, struct question *ret)
{
    enum portreg_transport transport;
    struct portreg_string name;

    while (!portreg_srv_label_parse(text.data, text.size, &name, &transport)) {
        const char *next = string_find(text, STRING_LITERAL("._"));

        if (next == NULL) {
            return false;
        }
        text = string_from(text, (size_t)(next - text.data) + 1);
    }
    ret->kind = QUESTION_NAME;
    ret->name = name;
    ret->any_transport = false;
    ret->transports = transport == PORTREG_TRANSPORT_UDP
                          ? ALL_TRANSPORTS & ~(1u << PORTREG_TRANSPORT_TCP)
                          : 1u << transport;
    return true;
}

enum portreg_status question_parse(struct portreg_string text, struct question *ret,
                                   struct portreg_error *error)
{
    enum portreg_status status;

    text = string_trim(text);
    status = check_size(text, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (text.size > 0 && memchr(text.data, '\0', text.size) != NULL) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "a NUL byte in a query; queries are text, one a line");
    }
    if (parse_srv(text, ret)) {
        return PORTREG_OK;
    }
    status = parse_transport(&text, ret, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (looks_numeric(text)) {
        return parse_numbers(text, ret, error);
    }
    if (text.size == 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "an empty query");
    }
    ret->kind = QUESTION_NAME;
    ret->name = text;
    return PORTREG_OK;
}

enum portreg_status question_of_name(struct portreg_string name, struct question *ret,
                                     struct portreg_error *error)
{
    *ret = (struct question){ .kind = QUESTION_NAME,
                              .name = name,
                              .transports = ALL_TRANSPORTS,
                              .any_transport = true };
    return check_size(name, error);
}

enum portreg_transport question_transport(const struct question *question)
{
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        if (!question->any_transport && question->transports == 1u << i) {
            return (enum portreg_transport)i;
        }
    }
    return PORTREG_TRANSPORT_NONE;
}
