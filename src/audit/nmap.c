/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"

#include <expat.h>

#include "util/error.h"
#include "util/markup.h"
#include "util/string.h"

/*
 * nmap -oX: the ports that it found open. It does not see processes; where it
 * asked a port what it is (-sV), the service that answered stands for one. A
 * name out of nmap's own table says nothing.
 */
#define TEXT_SIZE 256

struct text {
    char bytes[TEXT_SIZE];
    size_t size;
};

struct reading {
    struct audit *audit;
    XML_Parser parser;
    struct text address;
    struct text host;
    struct text service;
    struct text port;
    struct text transport;
    bool is_open;
};

static struct portreg_string string_of_text(const struct text *text)
{
    return (struct portreg_string){ text->bytes, text->size };
}

static void text_set(struct text *text, const char *value)
{
    const size_t size = value != NULL ? strlen(value) : 0;

    text->size = size < TEXT_SIZE ? size : TEXT_SIZE;
    if (text->size > 0) {
        memcpy(text->bytes, value, text->size);
    }
}

static bool attribute_is(const XML_Char **attributes, const char *name, const char *value)
{
    const char *given = markup_attribute(attributes, name);

    return given != NULL && strcmp(given, value) == 0;
}

static void start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *reading = data;

    if (strcmp(name, "host") == 0) {
        reading->address.size = 0;
        reading->host.size = 0;
    } else if (strcmp(name, "address") == 0 && !attribute_is(attributes, "addrtype", "mac")) {
        text_set(&reading->address, markup_attribute(attributes, "addr"));
    } else if (strcmp(name, "hostname") == 0 && reading->host.size == 0) {
        text_set(&reading->host, markup_attribute(attributes, "name"));
    } else if (strcmp(name, "port") == 0) {
        text_set(&reading->port, markup_attribute(attributes, "portid"));
        text_set(&reading->transport, markup_attribute(attributes, "protocol"));
        reading->service.size = 0;
        reading->is_open = false;
    } else if (strcmp(name, "state") == 0) {
        reading->is_open = attribute_is(attributes, "state", "open");
    } else if (strcmp(name, "service") == 0 && attribute_is(attributes, "method", "probed")) {
        text_set(&reading->service, markup_attribute(attributes, "name"));
    }
}

static void end(void *data, const XML_Char *name)
{
    struct reading *reading = data;
    struct audit *audit = reading->audit;
    struct endpoint endpoint = audit_endpoint();

    if (strcmp(name, "port") != 0 || !reading->is_open) {
        return;
    }
    audit->line = (uint32_t)XML_GetCurrentLineNumber(reading->parser);
    if (!audit_parse_transport(string_of_text(&reading->transport), &endpoint.transport)) {
        return; /* -sO scans protocols */
    }
    endpoint.address = string_of_text(&reading->address);
    endpoint.host = string_of_text(reading->host.size > 0 ? &reading->host : &reading->address);
    endpoint.process = string_of_text(&reading->service);
    if (audit_read_port(audit, string_of_text(&reading->port), &endpoint)) {
        audit_add(audit, &endpoint);
    }
    reading->is_open = false;
}

static bool probe(struct portreg_string line)
{
    line = string_trim(line);
    return line.size > 0 && line.data[0] == '<';
}

/* A scan that was stopped leaves half a document; what it has is read. */
static enum portreg_status read_nmap(struct audit *audit, struct portreg_error *error)
{
    struct reading reading = { .audit = audit, .parser = XML_ParserCreate(NULL) };
    const struct portreg_string text = audit->input->text;

    if (reading.parser == NULL) {
        return error_out_of_memory(error);
    }
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, start, end);
    if (XML_Parse(reading.parser, text.data, (int)text.size, XML_TRUE) != XML_STATUS_OK) {
        audit->line = (uint32_t)XML_GetCurrentLineNumber(reading.parser);
        audit_malformed(audit, "the XML ends here: %s",
                        XML_ErrorString(XML_GetErrorCode(reading.parser)));
    }
    XML_ParserFree(reading.parser);
    return PORTREG_OK;
}

const struct audit_format audit_format_nmap = {
    .name = "nmap", .summary = "nmap -oX", .probe = probe, .read = read_nmap
};
