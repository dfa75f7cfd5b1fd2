/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/map_terminal.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/picture.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "util/file.h"
#include "util/string.h"

static bool read_transport(const struct invocation *invocation, enum portreg_transport *ret)
{
    const char *name = invocation_value(invocation, "transport");

    *ret = PORTREG_TRANSPORT_NONE;
    if (name == NULL || strcmp(name, "any") == 0 ||
        portreg_transport_parse(name, strlen(name), ret)) {
        return true;
    }
    message_usage(invocation, "--transport takes any, tcp, udp, sctp or dccp, not '%s'", name);
    return false;
}

/* Writes the picture to the file of --output; EXIT_FOUND or EXIT_ERROR. */
static int save_svg(const struct map *map, const char *path)
{
    struct buffer text = BUFFER_INIT(OUTPUT_TEXT_MAX);
    struct portreg_error error = { .status = PORTREG_OK };
    int code = EXIT_FOUND;

    map_append_svg(&text, map);
    if (buffer_failed(&text)) {
        code = message_text("out of memory");
    } else if (file_replace(path, text.data, text.size, &error) != PORTREG_OK) {
        code = message_error(&error);
    }
    buffer_free(&text);
    return code;
}

/* SVG goes to a file and into a pipe, unless colours are forced there. */
static int draw(struct output *output, const struct map *map)
{
    const char *path = invocation_value(output->invocation, "output");

    if (path != NULL) {
        const int code = save_svg(map, path);

        return code == EXIT_FOUND ? output_finish(output, code) : output_abandon(output);
    }
    if (invocation_has(output->invocation, "svg") || (!output->terminal && !output->color)) {
        map_append_svg(&output->text, map);
    } else {
        const struct map_screen screen = { .width = terminal_width(),
                                           .height = terminal_height(),
                                           .color = output->color,
                                           .utf8 = picture_has_utf8() };

        map_append_terminal(&output->text, map, &screen);
    }
    return output_finish(output, EXIT_FOUND);
}

int map_run(const struct invocation *invocation)
{
    enum portreg_transport transport;
    struct registry registry;
    struct output output;
    struct map *map;
    int code = EXIT_ERROR;

    if (!read_transport(invocation, &transport) ||
        !registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    map = malloc(sizeof(*map));
    if (map == NULL || !map_fill(map, layers_base(&registry.layers), transport)) {
        code = message_text("out of memory");
    } else if (output_open(&output, invocation, &registry.layers, NULL)) {
        code = draw(&output, map);
    }
    free(map);
    registry_close(&registry);
    return code;
}
