/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/service_lines.h"

/* nmap-services: how often a scan found the port open. */
static const struct service_dialect dialect = { .frequency = true, .no_name = "unknown" };

static unsigned probe(struct portreg_string head)
{
    struct service_traits traits = service_lines_probe(head);
    if (traits.lines <= traits.other || 2 * traits.frequency <= traits.lines) {
        return 0;
    }
    return traits.other == 0 ? 80 : 50;
}

static enum portreg_status read_nmap(struct builder *builder, const struct format_input *input,
                                     struct portreg_error *error)
{
    return service_lines_read(&dialect, builder, input, error);
}

static enum portreg_status write_nmap(struct portreg_view view, const uint32_t *rows,
                                      size_t row_count, struct buffer *out,
                                      struct portreg_error *error)
{
    return service_lines_write(&dialect, view, rows, row_count, out, error);
}

const struct format format_nmap = {
    .name = "nmap",
    .media_type = "text/plain",
    .extension = "nmap-services",
    .summary = "nmap-services, with open frequencies",
    .is_list = true,
    .probe = probe,
    .read = read_nmap,
    .write = write_nmap,
};
