/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "answer/map.h"
#include "answer/map_path.h"
#include "util/hilbert.h"
#include "util/markup.h"

/* The drawing in its own units: the map is 1024 wide, so a cell is 4. */
#define CELL 4
#define MARGIN 40
#define MAP_TOP 118
#define MAP_SIZE (MAP_SIDE * CELL)
#define MAP_BOTTOM (MAP_TOP + MAP_SIZE)
#define WIDTH (MAP_SIZE + 2 * MARGIN)
#define HEIGHT (MAP_BOTTOM + 108)

/* Numbers are printed at the start of each block of this many: 64 cells square. */
#define BLOCK 4096

/* Told apart also by those who see few colours: they differ in lightness. */
static const struct {
    const char *light; /* on a light and a dark ground */
    const char *dark;
} colors[PORTREG_PORT_STATUS_COUNT] = {
    [PORTREG_PORT_ASSIGNED] = { "#1f5fbf", "#5aa5ff" },
    [PORTREG_PORT_RESERVED] = { "#e08a00", "#f2b134" },
    [PORTREG_PORT_UNASSIGNED] = { "#e3e7ec", "#2b323c" },
    [PORTREG_PORT_DYNAMIC] = { "#c5b3e0", "#594a7d" },
};

static void append_colors(struct buffer *out, bool dark)
{
    buffer_append_text(out, dark ? ".ground{fill:#14181d}text{fill:#e8ecf1}.small{fill:#9aa5b1}"
                                   ".halo{stroke:#14181d}.border{stroke:#f4f6f8}\n"
                                 : ".ground{fill:#ffffff}text{fill:#1c232b}.small{fill:#4d5966}"
                                   ".halo{stroke:#ffffff}.border{stroke:#10151b}\n");
    for (unsigned s = 0; s < PORTREG_PORT_STATUS_COUNT; s++) {
        const enum portreg_port_status status = (enum portreg_port_status)s;

        buffer_printf(out, ".%s{fill:%s}", portreg_port_status_name(status),
                      dark ? colors[s].dark : colors[s].light);
    }
    buffer_append_char(out, '\n');
}

static void append_head(struct buffer *out, const struct map *map)
{
    buffer_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                  "height=\"%d\" role=\"img\" aria-labelledby=\"title desc\">\n"
                  "<title id=\"title\">Port numbers, ",
                  WIDTH, HEIGHT, WIDTH, HEIGHT);
    markup_append(out, map->layer);
    buffer_printf(out, " as of %s, %s</title>\n<desc id=\"desc\">", map->date,
                  map_transport_title(map));
    buffer_append_text(out, "The 65,536 port numbers as a square of 256 times 256 cells along a "
                            "Hilbert curve from the upper left to the upper right corner:");
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        buffer_append_text(out, i > 0 ? ", " : " ");
        buffer_append_grouped(out, map->count[map_legend[i]]);
        buffer_printf(out, " %s", portreg_port_status_name(map_legend[i]));
    }
    buffer_append_text(out, ".</desc>\n<style>\n"
                            "text{font-family:system-ui,\"DejaVu Sans\",sans-serif;font-size:20px}"
                            ".heading{font-size:30px;font-weight:600}"
                            ".small{font-size:17px}"
                            ".halo{font-size:11px;stroke-width:3;stroke-linejoin:round;"
                            "paint-order:stroke}"
                            ".border{fill:none;stroke-width:3}\n");
    append_colors(out, false);
    buffer_append_text(out, "@media (prefers-color-scheme:dark){\n");
    append_colors(out, true);
    buffer_printf(out, "}\n</style>\n<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n", WIDTH,
                  HEIGHT);
}

static void append_status(struct buffer *out, const struct map *map,
                          enum portreg_port_status status)
{
    buffer_printf(out, "<path class=\"%s\" d=\"", portreg_port_status_name(status));
    map_path_append(out, map->status, (uint8_t)status);
    buffer_append_text(out, "\"/>\n");
}

/* The unassigned numbers, the most scattered ones, are the ground that the others lie on. */
static void append_cells(struct buffer *out, const struct map *map)
{
    buffer_printf(out,
                  "<g transform=\"translate(%d %d) scale(%d)\" shape-rendering=\"crispEdges\">\n"
                  "<path class=\"%s\" d=\"M0 0h%dv%dh-%dz\"/>\n",
                  MARGIN, MAP_TOP, CELL, portreg_port_status_name(PORTREG_PORT_UNASSIGNED),
                  MAP_SIDE, MAP_SIDE, MAP_SIDE);
    append_status(out, map, PORTREG_PORT_DYNAMIC);
    append_status(out, map, PORTREG_PORT_RESERVED);
    append_status(out, map, PORTREG_PORT_ASSIGNED);
    buffer_append_text(out, "</g>\n");
}

static void append_text(struct buffer *out, int x, int y, const char *attributes,
                        const char *text)
{
    buffer_printf(out, "<text x=\"%d\" y=\"%d\"%s>%s</text>\n", x, y, attributes, text);
}

/* What each range is, beside the corner where it lies. */
static void append_ranges(struct buffer *out)
{
    buffer_append_text(out, "<path class=\"border\" d=\"");
    map_path_append_borders(out, MARGIN, MAP_TOP, CELL);
    buffer_append_text(out, "\"/>\n");
    append_text(out, MARGIN, MAP_TOP - 12, " class=\"small\"", "System Ports 0–1023");
    append_text(out, WIDTH - MARGIN, MAP_TOP - 12, " class=\"small\" text-anchor=\"end\"",
                "Dynamic Ports 49152–65535");
    append_text(out, MARGIN, MAP_BOTTOM + 26, " class=\"small\"", "User Ports 1024–49151");
    append_text(out, WIDTH - MARGIN, MAP_BOTTOM + 26, " class=\"small\" text-anchor=\"end\"",
                "a printed number is the first of its 4,096");
}

/* The first number of each block but the first, in the middle of the block. */
static void append_numbers(struct buffer *out)
{
    for (uint32_t first = BLOCK; first < PORTREG_PORT_COUNT; first += BLOCK) {
        uint32_t x;
        uint32_t y;

        hilbert_point(MAP_SIDE / 64, first / BLOCK, &x, &y);
        buffer_printf(out, "<text class=\"halo\" text-anchor=\"middle\" x=\"%u\" y=\"%u\">%u"
                           "</text>\n",
                      MARGIN + CELL * (64 * x + 32), MAP_TOP + CELL * (64 * y + 32) + 4, first);
    }
}

static void append_legend(struct buffer *out, const struct map *map)
{
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        const int x = MARGIN + (int)i * MAP_SIZE / PORTREG_PORT_STATUS_COUNT;
        const char *name = portreg_port_status_name(map_legend[i]);

        buffer_printf(out,
                      "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"24\" height=\"24\" rx=\"3\"/>\n"
                      "<text x=\"%d\" y=\"%d\">%s <tspan class=\"small\">",
                      name, x, MAP_BOTTOM + 56, x + 34, MAP_BOTTOM + 75, name);
        buffer_append_grouped(out, map->count[map_legend[i]]);
        buffer_append_text(out, "</tspan></text>\n");
    }
}

void map_append_svg(struct buffer *out, const struct map *map)
{
    append_head(out, map);
    buffer_printf(out, "<text class=\"heading\" x=\"%d\" y=\"50\">Port numbers, ", MARGIN);
    markup_append(out, map->layer);
    buffer_printf(out,
                  " as of %s <tspan class=\"small\" font-weight=\"400\">%s</tspan></text>\n",
                  map->date, map_transport_title(map));
    append_cells(out, map);
    append_ranges(out);
    append_numbers(out);
    append_legend(out, map);
    buffer_append_text(out, "</svg>\n");
}
