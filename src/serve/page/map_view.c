/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/map_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <portreg/numbers.h>

#include "answer/map_path.h"
#include "serve/page/layout.h"
#include "util/hilbert.h"
#include "util/string.h"

#define BLOCK 256 /* numbers that share a link: a square of 16 times 16 cells */
#define BLOCK_SIDE 16
#define LABELLED 4096 /* numbers whose first is printed: 64 times 64 cells */
#define LABELLED_SIDE 64
#define LAYER_CLASSES 8 /* of the style sheet; further layers start anew */

static void place_cells(struct map_view *view)
{
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        uint32_t x;
        uint32_t y;

        hilbert_point(MAP_SIDE, port, &x, &y);
        view->cells[y][x] = view->numbers[port];
        view->colors[view->numbers[port]].count++;
    }
}

bool map_view_fill_statuses(struct map_view *view, const struct layer *layer,
                            enum portreg_transport transport)
{
    memset(view->colors, 0, sizeof(view->colors));
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        const char *name = portreg_port_status_name((enum portreg_port_status)i);

        snprintf(view->colors[i].class, sizeof(view->colors[i].class), "%s", name);
        view->colors[i].title = string_of(name);
        view->legend[i] = map_legend[i];
    }
    view->color_count = PORTREG_PORT_STATUS_COUNT;
    view->ground = PORTREG_PORT_UNASSIGNED;
    portreg_port_statuses(layer->view, transport, view->numbers);
    place_cells(view);
    return true;
}

bool map_view_fill_layers(struct map_view *view, const struct layers *layers,
                          enum portreg_transport transport)
{
    uint8_t *statuses = malloc(PORTREG_PORT_COUNT);

    if (statuses == NULL) {
        return false;
    }
    memset(view->colors, 0, sizeof(view->colors));
    memset(view->numbers, (int)layers->count, sizeof(view->numbers));
    for (size_t i = layers->count; i-- > 0;) {
        snprintf(view->colors[i].class, sizeof(view->colors[i].class), "layer-%zu",
                 i % LAYER_CLASSES);
        view->colors[i].title = layer_name(&layers->items[i]);
        view->legend[i] = (unsigned)i;
        portreg_port_statuses(layers->items[i].view, transport, statuses);
        for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
            if (statuses[port] == PORTREG_PORT_ASSIGNED) {
                view->numbers[port] = (uint8_t)i;
            }
        }
    }
    free(statuses);
    view->ground = (unsigned)layers->count;
    view->legend[view->ground] = view->ground;
    view->color_count = view->ground + 1;
    view->colors[view->ground].title = STRING_LITERAL("assigned in none");
    snprintf(view->colors[view->ground].class, sizeof(view->colors[0].class), "unassigned");
    place_cells(view);
    return true;
}

static void append_cells(struct buffer *out, const struct map_view *view)
{
    buffer_printf(out, "<g class=\"cells\"><path class=\"%s\" d=\"M0 0h%dv%dh-%dz\"/>\n",
                  view->colors[view->ground].class, MAP_SIDE, MAP_SIDE, MAP_SIDE);
    for (unsigned i = 0; i < view->color_count; i++) {
        if (i != view->ground && view->colors[i].count > 0) {
            buffer_printf(out, "<path class=\"%s\" d=\"", view->colors[i].class);
            map_path_append(out, view->cells, (uint8_t)i);
            buffer_append_text(out, "\"/>\n");
        }
    }
    buffer_append_text(out, "</g>\n<path class=\"border\" d=\"");
    map_path_append_borders(out, 0, 0, 1);
    buffer_append_text(out, "\"/>\n");
}

static void append_labels(struct buffer *out)
{
    for (uint32_t first = LABELLED; first < PORTREG_PORT_COUNT; first += LABELLED) {
        uint32_t x;
        uint32_t y;

        hilbert_point(MAP_SIDE / LABELLED_SIDE, first / LABELLED, &x, &y);
        buffer_printf(out, "<text x=\"%u\" y=\"%u\" text-anchor=\"middle\">%u</text>\n",
                      LABELLED_SIDE * x + LABELLED_SIDE / 2,
                      LABELLED_SIDE * y + LABELLED_SIDE / 2 + 1, first);
    }
}

/* "4096-4351: 200 assigned, 56 unassigned" */
static void append_block_title(struct buffer *out, const struct map_view *view, uint32_t first)
{
    uint32_t counts[MAP_COLORS_MAX] = { 0 };
    const char *separator = ": ";

    for (uint32_t port = first; port < first + BLOCK; port++) {
        counts[view->numbers[port]]++;
    }
    buffer_printf(out, "%u–%u", first, first + BLOCK - 1);
    for (unsigned i = 0; i < view->color_count; i++) {
        if (counts[i] > 0) {
            buffer_printf(out, "%s%u ", separator, counts[i]);
            markup_append(out, view->colors[i].title);
            separator = ", ";
        }
    }
}

static void append_block(const struct request *request, struct buffer *out,
                         const struct map_view *view, uint32_t first)
{
    uint32_t x;
    uint32_t y;

    hilbert_point(MAP_SIDE / BLOCK_SIDE, first / BLOCK, &x, &y);
    buffer_printf(out, "<a href=\"/range/%u-%u", first, first + BLOCK - 1);
    page_append_date(request, out);
    buffer_append_text(out, "\"><title>");
    append_block_title(out, view, first);
    buffer_printf(out, "</title><rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\"/></a>\n",
                  x * BLOCK_SIDE, y * BLOCK_SIDE, BLOCK_SIDE, BLOCK_SIDE);
}

void map_view_append(const struct request *request, struct buffer *out,
                     const struct map_view *view)
{
    buffer_printf(out,
                  "<svg viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"All port numbers along a "
                  "Hilbert curve from the upper left to the upper right corner, in blocks of 256\">"
                  "\n",
                  MAP_SIDE, MAP_SIDE);
    append_cells(out, view);
    append_labels(out);
    for (uint32_t first = 0; first < PORTREG_PORT_COUNT; first += BLOCK) {
        append_block(request, out, view, first);
    }
    buffer_append_text(out, "</svg>\n");
}

void map_view_append_legend(struct buffer *out, const struct map_view *view)
{
    buffer_append_text(out, "<ul class=\"legend\">\n");
    for (unsigned i = 0; i < view->color_count; i++) {
        const struct map_color *color = &view->colors[view->legend[i]];

        buffer_printf(out,
                      "<li><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><path class=\"%s\" "
                      "d=\"M0 0h1v1h-1z\"/></svg> ",
                      color->class);
        markup_append(out, color->title);
        buffer_append_text(out, " <b>");
        buffer_append_grouped(out, color->count);
        buffer_append_text(out, "</b></li>\n");
    }
    buffer_append_text(out, "</ul>\n");
}
