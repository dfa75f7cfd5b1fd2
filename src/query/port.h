/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_PORT_H
#define QUERY_PORT_H

#include "snapshot/snapshot.h"

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
