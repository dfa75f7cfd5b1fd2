/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/named.h"

/*
 * Prometheus: a list of relabel_config entries that give a series the label
 * `service` by its labels `transport` and `port`.
 */
static char map_character(char c)
{
    return (unsigned char)c <= ' ' || c == '"' || c == '\\' ? '_' : c;
}

static void append_numbers(struct buffer *out, const struct named_service *service,
                           enum portreg_transport transport, struct named_span span,
                           size_t *cursor)
{
    const char *separator = "";

    do {
        for (unsigned port = span.first; port <= span.last; port++) {
            buffer_printf(out, "%s%u", separator, port);
            separator = "|";
        }
    } while (named_span_next(service, transport, cursor, &span));
}

/* `$` begins a reference to a group in a replacement. */
static void append_replacement(struct buffer *out, struct portreg_string key)
{
    for (size_t i = 0; i < key.size; i++) {
        buffer_append_text(out, key.data[i] == '$' ? "$" : "");
        buffer_append_char(out, key.data[i]);
    }
}

static void write_rule(struct buffer *out, const struct named_service *service,
                       enum portreg_transport transport)
{
    struct named_span span;
    size_t cursor = 0;

    if (!named_span_next(service, transport, &cursor, &span)) {
        return;
    }
    buffer_printf(out, "- source_labels: [transport, port]\n  regex: \"%s;(",
                  portreg_transport_name(transport));
    append_numbers(out, service, transport, span, &cursor);
    buffer_append_text(out, ")\"\n  target_label: service\n  replacement: \"");
    append_replacement(out, service->key);
    buffer_append_text(out, "\"\n");
}

static enum portreg_status write_prometheus(struct portreg_view view, const uint32_t *rows,
                                            size_t row_count, struct buffer *out,
                                            struct portreg_error *error)
{
    const struct named_options options = { .map = map_character };
    struct named_list *list;
    struct named_service service;
    size_t cursor = 0;
    enum portreg_status status = named_list_create(view, rows, row_count, &options, &list, error);

    if (status != PORTREG_OK) {
        return status;
    }
    buffer_append_text(out, "# Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out, "\n# for relabel_configs or metric_relabel_configs\n");
    while (named_list_next(list, &cursor, &service)) {
        for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
            write_rule(out, &service, (enum portreg_transport)i);
        }
    }
    named_list_destroy(list);
    return format_finish(out, error);
}

const struct format format_prometheus = {
    .name = "prometheus",
    .media_type = "application/yaml",
    .extension = "yml",
    .summary = "Prometheus' relabelling rules: port to service",
    .write = write_prometheus,
};
