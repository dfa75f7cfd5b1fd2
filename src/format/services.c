/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/service_lines.h"

/* services(5), as in /etc/services: one transport a line, aliases. */
static const struct service_dialect dialect = { 0 };

static unsigned probe(struct portreg_string head)
{
    struct service_traits traits = service_lines_probe(head);
    if (traits.lines <= traits.other || traits.ranges + traits.several + traits.frequency > 0) {
        return 0;
    }
    return traits.other == 0 ? 70 : 40;
}

static enum portreg_status read_services(struct builder *builder, const struct format_input *input,
                                         struct portreg_error *error)
{
    return service_lines_read(&dialect, builder, input, error);
}

static enum portreg_status write_services(struct portreg_view view, const uint32_t *rows,
                                          size_t row_count, struct buffer *out,
                                          struct portreg_error *error)
{
    return service_lines_write(&dialect, view, rows, row_count, out, error);
}

const struct format format_services = {
    .name = "services",
    .media_type = "text/plain",
    .extension = "services",
    .summary = "services(5), as in /etc/services",
    .is_list = true,
    .probe = probe,
    .read = read_services,
    .write = write_services,
};
