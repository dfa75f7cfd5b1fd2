/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_PORT_H
#define QUERY_PORT_H

#include "snapshot/snapshot.h"
#include "util/bits.h"

/*
 * The segment of a port in one of the tables that layout.h describes; whatever
 * the cell holds, none from `port_segment_count` on is one.
 */
static inline uint32_t port_segment(const struct portreg_snapshot *snapshot, unsigned table,
                                    uint16_t port)
{
    uint32_t cell = snapshot->port_cells[table * LAYOUT_PORT_TABLE_CELLS +
                                         port / LAYOUT_PORT_CELL_NUMBERS];
    unsigned beyond = LAYOUT_PORT_CELL_NUMBERS - 1 - port % LAYOUT_PORT_CELL_NUMBERS;
    uint8_t up_to = (uint8_t)(cell << beyond);
    return (cell >> LAYOUT_PORT_CELL_SHIFT) + bits_in_byte(up_to) - 1;
}

/*
 * The rows of a port on a transport in the newest version, in the order of
 * portreg_lookup_port_rows(). Ids are as they stand in the file.
 */
struct port_rows {
    const uint32_t *rows; /* NULL: `single` */
    uint32_t single;
    uint32_t count;
};
struct port_rows port_rows_now(const struct portreg_snapshot *snapshot, uint16_t port,
                               enum portreg_transport transport);

#endif
