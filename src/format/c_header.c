/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/named.h"
#include "util/string.h"

/* A C header: a macro for each service and transport, PORT_TCP_HTTPS. */
static char map_character(char c)
{
    c = named_identifier_character(c);
    return (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
}

static void append_upper(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        buffer_append_char(out, map_character(*text));
    }
}

/* A service of several numbers has the first one's macro; the others are named beside it. */
static void write_macro(struct buffer *out, const struct named_service *service,
                        enum portreg_transport transport)
{
    struct named_span span;
    size_t cursor = 0;
    const char *separator = " /* also ";
    bool more; /* numbers in the first span */

    if (!named_span_next(service, transport, &cursor, &span)) {
        return;
    }
    buffer_append_text(out, "#define PORT_");
    append_upper(out, portreg_transport_name(transport));
    buffer_append_char(out, '_');
    buffer_append_string(out, service->key);
    buffer_printf(out, " %u", span.first);
    more = span.last > span.first;
    span.first++;
    while (more || named_span_next(service, transport, &cursor, &span)) {
        more = false;
        buffer_append_text(out, separator);
        named_append_span(out, &span);
        separator = ", ";
    }
    buffer_append_text(out, separator[0] == ',' ? " */\n" : "\n");
}

static enum portreg_status write_header(struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    const struct named_options options = { .map = map_character, .aliases = true };
    struct named_list *list;
    struct named_service service;
    size_t cursor = 0;
    enum portreg_status status = named_list_create(view, rows, row_count, &options, &list, error);

    if (status != PORTREG_OK) {
        return status;
    }
    buffer_append_text(out, "/* Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out, " */\n#ifndef PORT_NUMBERS_H\n#define PORT_NUMBERS_H\n\n");
    while (named_list_next(list, &cursor, &service)) {
        for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
            write_macro(out, &service, (enum portreg_transport)i);
        }
    }
    buffer_append_text(out, "\n#endif\n");
    named_list_destroy(list);
    return format_finish(out, error);
}

const struct format format_c_header = {
    .name = "c-header",
    .media_type = "text/x-c",
    .extension = "h",
    .summary = "a C header with a macro for each service",
    .write = write_header,
};
