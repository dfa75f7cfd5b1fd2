/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/service_lines.h"

/* Wireshark's variant of services(5): several transports a line, ranges. */
static const struct service_dialect dialect = { .ranges = true, .several_transports = true };

static unsigned probe(struct portreg_string head)
{
    struct service_traits traits = service_lines_probe(head);
    if (traits.lines <= traits.other || traits.ranges + traits.several == 0 ||
        traits.frequency > 0) {
        return 0;
    }
    return traits.other == 0 ? 75 : 45;
}

static enum portreg_status read_wireshark(struct builder *builder, const struct format_input *input,
                                          struct portreg_error *error)
{
    return service_lines_read(&dialect, builder, input, error);
}

static enum portreg_status write_wireshark(struct portreg_view view, const uint32_t *rows,
                                           size_t row_count, struct buffer *out,
                                           struct portreg_error *error)
{
    return service_lines_write(&dialect, view, rows, row_count, out, error);
}

const struct format format_wireshark = {
    .name = "wireshark",
    .media_type = "text/plain",
    .extension = "services",
    .summary = "Wireshark's services file: port/tcp/udp, ranges",
    .is_list = true,
    .probe = probe,
    .read = read_wireshark,
    .write = write_wireshark,
};
