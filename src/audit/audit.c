/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"

#include <stdarg.h>
#include <stdio.h>

#include "util/error.h"
#include "util/string.h"

#define MESSAGE_SIZE 256
#define QUOTED_MAX 40 /* bytes of the input in a message */
#define PROBED_LINES_MAX 32

static const struct audit_format *const formats[] = {
    &audit_format_nmap, &audit_format_lsof, &audit_format_netstat,
    &audit_format_ss,   &audit_format_csv,
};

const struct audit_format *audit_format_at(size_t index)
{
    return index < sizeof(formats) / sizeof(formats[0]) ? formats[index] : NULL;
}

const struct audit_format *audit_format_find(const char *name)
{
    for (size_t i = 0; audit_format_at(i) != NULL; i++) {
        if (strcmp(formats[i]->name, name) == 0) {
            return formats[i];
        }
    }
    return NULL;
}

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static struct portreg_string without_mark(struct portreg_string text)
{
    const size_t size = sizeof(BYTE_ORDER_MARK) - 1;

    return text.size >= size && memcmp(text.data, BYTE_ORDER_MARK, size) == 0
               ? string_from(text, size)
               : text;
}

/* `is_first`: nothing but blank lines is before. */
static const struct audit_format *probe_line(struct portreg_string line, bool is_first)
{
    for (size_t i = 0; audit_format_at(i) != NULL; i++) {
        if ((is_first || formats[i]->begins_anywhere) && formats[i]->probe(line)) {
            return formats[i];
        }
    }
    return NULL;
}

static const struct audit_format *probe(struct portreg_string text)
{
    const struct audit_format *format = NULL;
    struct portreg_string line;
    unsigned seen = 0;

    while (format == NULL && seen < PROBED_LINES_MAX && string_next_line(&text, &line)) {
        if (string_trim(line).size > 0) {
            format = probe_line(line, seen++ == 0);
        }
    }
    return format;
}

static void read_lines(struct audit *audit, const struct audit_format *format)
{
    struct portreg_string rest = audit->input->text;
    struct portreg_string line;

    while (string_next_line(&rest, &line)) {
        audit->line++;
        if (string_trim(line).size > 0) {
            format->read_line(audit, line);
        }
    }
}

enum portreg_status audit_read(struct audit *audit, const struct audit_format *format,
                               struct portreg_error *error)
{
    const struct audit_input *whole = audit->input;
    struct audit_input input = *whole;
    enum portreg_status status = PORTREG_OK;

    input.text = without_mark(input.text);
    audit->line = 0;
    if (string_trim(input.text).size == 0) {
        return PORTREG_OK; /* a host where nothing listens */
    }
    if (format == NULL) {
        format = input.map != NULL ? &audit_format_csv : probe(input.text);
    }
    if (format == NULL) {
        return error_set(error, PORTREG_SYNTAX,
                         "this looks like the output of none of ss, netstat, lsof and nmap -oX, "
                         "nor like CSV with a column of ports; name the format with --from");
    }
    audit->input = &input;
    if (format->read_line != NULL) {
        read_lines(audit, format);
    } else {
        status = format->read(audit, error);
    }
    audit->input = whole;
    if (status == PORTREG_OK && audit->endpoints->failed) {
        status = error_out_of_memory(error);
    }
    return status;
}

void audit_malformed(struct audit *audit, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    string_clean(message, strlen(message));
    audit->malformed++;
    audit->say(audit->data, audit->line, message);
}

struct endpoint audit_endpoint(void)
{
    const struct portreg_string none = { "", 0 };

    return (struct endpoint){
        .host = none, .address = none, .process = none, .unit = none, .uid = ENDPOINT_NO_UID
    };
}

void audit_add(struct audit *audit, const struct endpoint *endpoint)
{
    struct endpoints *endpoints = audit->endpoints;
    struct endpoint copy = *endpoint;

    copy.host = endpoints_text(endpoints, copy.host.size > 0 ? copy.host : audit->input->host);
    copy.address = endpoints_text(endpoints, copy.address);
    copy.process = endpoints_text(endpoints, copy.process);
    copy.unit = endpoints_text(endpoints, copy.unit);
    copy.line = audit->line;
    endpoints_add(endpoints, &copy);
}

int audit_quoted_size(struct portreg_string text)
{
    return text.size < QUOTED_MAX ? (int)text.size : QUOTED_MAX;
}

bool audit_read_port(struct audit *audit, struct portreg_string text, struct endpoint *endpoint)
{
    uint64_t port;

    if (string_parse_unsigned(text, PORTREG_PORT_MAX, &port) && port > 0) {
        endpoint->port = (uint16_t)port;
        return true;
    }
    if (text.size > 0 && ascii_is_alpha(text.data[0])) {
        audit_malformed(audit, "the port is a name, '%.*s'; have the tool print numbers (-n, -P)",
                        audit_quoted_size(text), text.data);
    } else {
        audit_malformed(audit, "'%.*s' is not a port", audit_quoted_size(text), text.data);
    }
    return false;
}

bool audit_read_local(struct audit *audit, struct portreg_string text, struct endpoint *endpoint)
{
    const char *colon = text.size > 0 ? memrchr(text.data, ':', text.size) : NULL;
    struct portreg_string address;

    if (colon == NULL) {
        audit_malformed(audit, "'%.*s' is not an address followed by a port",
                        audit_quoted_size(text), text.data);
        return false;
    }
    address = (struct portreg_string){ text.data, (size_t)(colon - text.data) };
    if (address.size >= 2 && address.data[0] == '[' && address.data[address.size - 1] == ']') {
        address = (struct portreg_string){ address.data + 1, address.size - 2 };
    }
    endpoint->address = address;
    return audit_read_port(audit, string_from(text, (size_t)(colon - text.data) + 1), endpoint);
}

bool audit_parse_transport(struct portreg_string text, enum portreg_transport *ret)
{
    if (text.size > 1 && (text.data[text.size - 1] == '6' || text.data[text.size - 1] == '4')) {
        text.size--;
    }
    return portreg_transport_parse(text.data, text.size, ret) && *ret != PORTREG_TRANSPORT_NONE;
}
