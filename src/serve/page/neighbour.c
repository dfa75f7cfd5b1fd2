/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/neighbour.h"

#include <portreg/query.h>

#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "util/string.h"

#define NEAREST 3   /* on each side */
#define NAMES_MAX 8 /* rows that are looked at for a number's names */

static void append_link(const struct request *request, struct buffer *out, const char *folder,
                        unsigned port, const char *before, const char *behind)
{
    buffer_printf(out, "<a href=\"/%s/%u", folder, port);
    page_append_date(request, out);
    buffer_printf(out, "\"%s%u%s</a>", before, port, behind);
}

void neighbour_append_links(const struct request *request, struct buffer *out,
                            const char *folder, uint16_t port)
{
    bool is_port = strcmp(folder, "port") == 0;

    buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Neighbours\">");
    if (port > 0) {
        append_link(request, out, folder, port - 1u, " rel=\"prev\">← ", "");
    }
    if (!is_port) {
        buffer_printf(out, "<a href=\"/port/%u", port);
        page_append_date(request, out);
        buffer_printf(out, "\">Port %u on all transports</a>", port);
    }
    if (port < PORTREG_PORT_MAX) {
        append_link(request, out, folder, port + 1u, " rel=\"next\">", " →");
    }
    buffer_append_text(out, "</nav>\n");
}

/* The names of a number, each once, or what else its first row is. */
static void append_names(const struct request *request, struct buffer *out,
                         struct portreg_view view, uint16_t port)
{
    uint32_t rows[NAMES_MAX];
    size_t count = portreg_lookup_port_rows(view, port, PORTREG_TRANSPORT_NONE, rows, NAMES_MAX);
    struct portreg_string said = { "", 0 };
    struct portreg_row row;

    for (size_t i = 0; i < count && i < NAMES_MAX; i++) {
        struct portreg_string name = portreg_snapshot_cell(view.snapshot, rows[i],
                                                           PORTREG_COLUMN_NAME);

        if (name.size > 0 && !string_equal_folded(name, said)) {
            buffer_append_char(out, ' ');
            link_name(request, out, name);
            said = name;
        }
    }
    if (said.size == 0 && portreg_snapshot_row(view.snapshot, rows[0], &row)) {
        buffer_printf(out, " <span>%s</span>", portreg_port_status_name(row.status));
    }
}

static void append_side(const struct request *request, struct buffer *out, uint16_t port,
                        int step)
{
    struct portreg_view view = layers_base(request->layers)->view;
    unsigned found = 0;

    for (int at = port + step; at >= 0 && at <= PORTREG_PORT_MAX && found < NEAREST; at += step) {
        if (portreg_lookup_port(view, (uint16_t)at, PORTREG_TRANSPORT_NONE) != PORTREG_NONE) {
            buffer_append_text(out, "<li>");
            link_port(request, out, (uint16_t)at);
            append_names(request, out, view, (uint16_t)at);
            buffer_append_text(out, "</li>\n");
            found++;
        }
    }
}

void neighbour_append_nearest(const struct request *request, struct buffer *out, uint16_t port)
{
    buffer_append_text(out, "<section>\n<h2>Neighbours</h2>\n<div class=\"sides\">\n"
                            "<div><h3>Before</h3><ul class=\"changes\">\n");
    append_side(request, out, port, -1);
    buffer_append_text(out, "</ul></div>\n<div><h3>After</h3><ul class=\"changes\">\n");
    append_side(request, out, port, 1);
    buffer_append_text(out, "</ul></div>\n</div>\n</section>\n");
}
