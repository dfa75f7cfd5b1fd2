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

static void append_ports(struct buffer *out, const struct named_numbers *numbers)
{
    const char *separator = "";

    for (size_t i = 0; i < numbers->span_count; i++) {
        for (unsigned port = numbers->spans[i].first; port <= numbers->spans[i].last; port++) {
            buffer_printf(out, "%s%u", separator, port);
            separator = "|";
        }
    }
}

/* `$` begins a reference to a group in a replacement. */
static void append_replacement(struct buffer *out, struct portreg_string key)
{
    for (size_t i = 0; i < key.size; i++) {
        buffer_append_text(out, key.data[i] == '$' ? "$" : "");
        buffer_append_char(out, key.data[i]);
    }
}

/* One rule a service: each costs the evaluation of its expression for every series. */
static void append_rule(struct buffer *out, const struct named_service *service)
{
    const char *separator = "";
    struct named_numbers numbers;
    size_t at = 0;

    buffer_append_text(out, "- source_labels: [transport, port]\n  regex: \"");
    while (named_numbers_next(service, &at, &numbers)) {
        buffer_printf(out, "%s%s;(", separator, portreg_transport_name(numbers.transport));
        append_ports(out, &numbers);
        buffer_append_char(out, ')');
        separator = "|";
    }
    buffer_append_text(out, "\"\n  target_label: service\n  replacement: \"");
    append_replacement(out, service->key);
    buffer_append_text(out, "\"\n");
}

static enum portreg_status write_prometheus(struct portreg_view view, const uint32_t *rows,
                                            size_t row_count, struct buffer *out,
                                            struct portreg_error *error)
{
    const struct named_options options = { .map = map_character };
    enum portreg_status status;

    buffer_append_text(out, "# Service names and port numbers: ");
    named_append_source(out, view);
    buffer_append_text(out, "\n# for relabel_configs or metric_relabel_configs\n");
    status = named_append(out, view, rows, row_count, &options, append_rule, error);
    return status == PORTREG_OK ? format_finish(out, error) : status;
}

const struct format format_prometheus = {
    .name = "prometheus",
    .media_type = "application/yaml",
    .extension = "yml",
    .summary = "Prometheus' relabelling rules: port to service",
    .write = write_prometheus,
};
