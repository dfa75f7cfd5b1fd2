/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/question.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <portreg/rules.h>

#include "util/file.h"
#include "util/string.h"

#define STANDARD_INPUT_MAX (64u << 20)
#define QUERY_MAX 512 /* bytes; a DNS name with its service has at most 255 */
#define ALL_TRANSPORTS                                                                          \
    (1u << PORTREG_TRANSPORT_TCP | 1u << PORTREG_TRANSPORT_UDP | 1u << PORTREG_TRANSPORT_SCTP |  \
     1u << PORTREG_TRANSPORT_DCCP)

static struct portreg_string part(struct portreg_string text, const char *end)
{
    return (struct portreg_string){ text.data, (size_t)(end - text.data) };
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

static bool parse_number(struct portreg_string text, uint16_t *ret)
{
    uint64_t number;

    if (!string_parse_unsigned(text, PORTREG_PORT_MAX, &number)) {
        message_text("'%.*s' is no port number; they go from 0 to %d", (int)text.size, text.data,
                     PORTREG_PORT_MAX);
        return false;
    }
    *ret = (uint16_t)number;
    return true;
}

static bool parse_numbers(struct portreg_string text, struct question *ret)
{
    const char *dash = memchr(text.data, '-', text.size);
    bool fine;

    if (dash == NULL) {
        ret->kind = QUESTION_PORT;
        fine = parse_number(text, &ret->first);
        ret->last = ret->first;
        return fine;
    }
    ret->kind = QUESTION_RANGE;
    if (!parse_number(part(text, dash), &ret->first) ||
        !parse_number(string_from(text, (size_t)(dash - text.data) + 1), &ret->last)) {
        return false;
    }
    if (ret->first > ret->last) {
        message_text("'%.*s' goes backwards; a range is FIRST-LAST", (int)text.size, text.data);
        return false;
    }
    return true;
}

/* Takes "/tcp" off the end. A slash may also be part of a name: cl/1. */
static bool parse_transport(struct portreg_string *text, struct question *ret)
{
    const char *slash = memrchr(text->data, '/', text->size);
    enum portreg_transport transport;
    struct portreg_string before;
    struct portreg_string behind;

    ret->transports = ALL_TRANSPORTS;
    ret->any_transport = true;
    if (slash == NULL) {
        return true;
    }
    before = part(*text, slash);
    behind = string_from(*text, before.size + 1);
    if (portreg_transport_parse(behind.data, behind.size, &transport)) {
        ret->transports = 1u << transport;
        ret->any_transport = false;
        *text = before;
        return true;
    }
    if (looks_numeric(before)) {
        message_text("'%.*s' is no transport; they are tcp, udp, sctp and dccp", (int)behind.size,
                     behind.data);
        return false;
    }
    return true;
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

bool question_parse(struct portreg_string text, struct question *ret)
{
    text = string_trim(text);
    if (text.size > QUERY_MAX) {
        message_text("a query of %zu bytes; at most %d are read", text.size, QUERY_MAX);
        return false;
    }
    if (text.size > 0 && memchr(text.data, '\0', text.size) != NULL) {
        message_text("a NUL byte in a query; queries are text, one a line");
        return false;
    }
    if (parse_srv(text, ret)) {
        return true;
    }
    if (!parse_transport(&text, ret)) {
        return false;
    }
    if (looks_numeric(text)) {
        return parse_numbers(text, ret);
    }
    if (text.size == 0) {
        message_text("an empty query");
        return false;
    }
    ret->kind = QUESTION_NAME;
    ret->name = text;
    return true;
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

static int ask_text(struct portreg_string text,
                    int (*ask)(void *data, const struct question *question), void *data)
{
    struct question question = { 0 };

    return question_parse(text, &question) ? ask(data, &question) : EXIT_ERROR;
}

static int ask_lines(int (*ask)(void *data, const struct question *question), void *data,
                     struct buffer *input)
{
    struct portreg_error error = { 0 };
    struct portreg_string rest;
    int code = EXIT_FOUND;

    if (file_read_descriptor(STDIN_FILENO, "standard input", input, &error) != PORTREG_OK) {
        return message_error(&error);
    }
    rest = (struct portreg_string){ input->data, input->size };
    while (rest.size > 0) {
        const char *newline = memchr(rest.data, '\n', rest.size);
        size_t size = newline != NULL ? (size_t)(newline - rest.data) : rest.size;
        struct portreg_string line = string_trim((struct portreg_string){ rest.data, size });
        int answered = line.size > 0 ? ask_text(line, ask, data) : EXIT_FOUND;

        code = answered > code ? answered : code;
        rest = string_from(rest, newline != NULL ? size + 1 : size);
    }
    return code;
}

int question_each(const struct invocation *invocation,
                  int (*ask)(void *data, const struct question *question), void *data)
{
    int code = EXIT_FOUND;

    for (size_t i = 0; i < invocation->operand_count; i++) {
        int answered;

        if (strcmp(invocation->operands[i], "-") == 0) {
            struct buffer input = BUFFER_INIT(STANDARD_INPUT_MAX);

            answered = ask_lines(ask, data, &input);
            buffer_free(&input);
        } else {
            answered = ask_text(string_of(invocation->operands[i]), ask, data);
        }
        code = answered > code ? answered : code;
    }
    return code;
}
