/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include <portreg/numbers.h>

#include "format/named.h"
#include "util/error.h"
#include "util/string.h"

/*
 * nftables: a `define` for each service and transport, and a table with named
 * sets of the numbers by status. It is a file to `include`, and one that can be
 * loaded over an older one.
 */
static void append_define(struct buffer *out, const struct named_numbers *numbers)
{
    buffer_printf(out, "define %s_", portreg_transport_name(numbers->transport));
    buffer_append_string(out, numbers->key);
    buffer_append_text(out, " = {");
    for (size_t i = 0; i < numbers->span_count; i++) {
        buffer_append_text(out, i == 0 ? " " : ", ");
        named_append_span(out, &numbers->spans[i]);
    }
    buffer_append_text(out, " }\n");
}

static void append_defines(struct buffer *out, const struct named_service *service)
{
    struct named_numbers numbers;
    size_t at = 0;

    while (named_numbers_next(service, &at, &numbers)) {
        append_define(out, &numbers);
    }
}

static void append_elements(struct buffer *out, const uint8_t *statuses,
                            enum portreg_port_status status)
{
    const char *separator = "";

    for (unsigned port = 0; port < PORTREG_PORT_COUNT; port++) {
        unsigned first = port;

        if (statuses[port] != status) {
            continue;
        }
        while (port + 1 < PORTREG_PORT_COUNT && statuses[port + 1] == status) {
            port++;
        }
        buffer_append_text(out, separator);
        buffer_append_text(out, "\n    ");
        named_append_span(out, &(struct named_span){ 0, (uint16_t)first, (uint16_t)port });
        separator = ",";
    }
}

/* A set that was loaded before is emptied: what it had may overlap what it gets. */
static void append_set(struct buffer *out, const uint8_t *statuses,
                       enum portreg_transport transport, enum portreg_port_status status)
{
    const char *const first = portreg_transport_name(transport);
    const char *const last = portreg_port_status_name(status);

    buffer_printf(out,
                  "\nadd set inet portreg %s_%s { type inet_service; flags interval; }\n"
                  "flush set inet portreg %s_%s\n",
                  first, last, first, last);
    if (memchr(statuses, (int)status, PORTREG_PORT_COUNT) != NULL) {
        buffer_printf(out, "add element inet portreg %s_%s {", first, last);
        append_elements(out, statuses, status);
        buffer_append_text(out, "\n}\n");
    }
}

static enum portreg_status append_sets(struct portreg_view view, struct buffer *out,
                                       struct portreg_error *error)
{
    uint8_t *statuses = malloc(PORTREG_PORT_COUNT);

    if (statuses == NULL) {
        return error_out_of_memory(error);
    }
    buffer_append_text(out, "\nadd table inet portreg\n");
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        portreg_port_statuses(view, (enum portreg_transport)i, statuses);
        for (unsigned j = 0; j < PORTREG_PORT_STATUS_COUNT; j++) {
            append_set(out, statuses, (enum portreg_transport)i, (enum portreg_port_status)j);
        }
    }
    free(statuses);
    return PORTREG_OK;
}

static enum portreg_status write_nftables(struct portreg_view view, const uint32_t *rows,
                                          size_t row_count, struct buffer *out,
                                          struct portreg_error *error)
{
    const struct named_options options = { .map = named_identifier_character, .aliases = true };
    enum portreg_status status;

    buffer_append_text(out, "# Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out,
                       "\n# include this file, then for instance: tcp dport $tcp_https accept\n"
                       "# or, of table inet portreg: tcp dport @tcp_unassigned log\n\n");
    status = named_append(out, view, rows, row_count, &options, append_defines, error);
    if (status == PORTREG_OK) {
        status = append_sets(view, out, error);
    }
    return status == PORTREG_OK ? format_finish(out, error) : status;
}

const struct format format_nftables = {
    .name = "nftables",
    .media_type = "text/plain",
    .extension = "nft",
    .summary = "nftables: defines by service, named sets by status",
    .write = write_nftables,
};
