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

/* What the service has beside the number that its macro is, in a comment. */
static void append_others(struct buffer *out, const struct named_numbers *numbers)
{
    const char *separator = " /* also ";

    for (size_t i = 0; i < numbers->span_count; i++) {
        struct named_span span = numbers->spans[i];

        if (i == 0 && span.first == span.last) {
            continue;
        }
        if (i == 0) {
            span.first++;
        }
        buffer_append_text(out, separator);
        named_append_span(out, &span);
        separator = ", ";
    }
    buffer_append_text(out, separator[0] == ',' ? " */" : "");
}

static void append_macro(struct buffer *out, const struct named_numbers *numbers)
{
    buffer_append_text(out, "#define PORT_");
    append_upper(out, portreg_transport_name(numbers->transport));
    buffer_append_char(out, '_');
    buffer_append_string(out, numbers->key);
    buffer_printf(out, " %u", numbers->spans[0].first);
    append_others(out, numbers);
    buffer_append_char(out, '\n');
}

static void append_macros(struct buffer *out, const struct named_service *service)
{
    struct named_numbers numbers;
    size_t at = 0;

    while (named_numbers_next(service, &at, &numbers)) {
        append_macro(out, &numbers);
    }
}

static enum portreg_status write_header(struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error)
{
    const struct named_options options = { .map = map_character, .aliases = true };
    enum portreg_status status;

    buffer_append_text(out, "/* Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out, " */\n#ifndef PORT_NUMBERS_H\n#define PORT_NUMBERS_H\n\n");
    status = named_append(out, view, rows, row_count, &options, append_macros, error);
    buffer_append_text(out, "\n#endif\n");
    return status == PORTREG_OK ? format_finish(out, error) : status;
}

const struct format format_c_header = {
    .name = "c-header",
    .media_type = "text/x-c",
    .extension = "h",
    .summary = "a C header with a macro for each service",
    .write = write_header,
};
