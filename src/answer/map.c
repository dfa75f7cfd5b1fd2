/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/map.h"

#include <stdlib.h>
#include <string.h>

#include "util/hilbert.h"

const enum portreg_port_status map_legend[PORTREG_PORT_STATUS_COUNT] = {
    PORTREG_PORT_ASSIGNED, PORTREG_PORT_RESERVED, PORTREG_PORT_UNASSIGNED, PORTREG_PORT_DYNAMIC
};

const char *map_transport_title(const struct map *map)
{
    return map->transport == PORTREG_TRANSPORT_NONE ? "all transports together"
                                                    : portreg_transport_name(map->transport);
}

bool map_fill(struct map *map, const struct layer *layer, enum portreg_transport transport)
{
    uint8_t *statuses = malloc(PORTREG_PORT_COUNT);

    if (statuses == NULL) {
        return false;
    }
    memset(map->count, 0, sizeof(map->count));
    map->layer = layer_name(layer);
    map->transport = transport;
    portreg_date_format(layer_date(layer), map->date);
    portreg_port_statuses(layer->view, transport, statuses);
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        uint32_t x;
        uint32_t y;

        hilbert_point(MAP_SIDE, port, &x, &y);
        map->status[y][x] = statuses[port];
        map->count[statuses[port]]++;
    }
    free(statuses);
    return true;
}
