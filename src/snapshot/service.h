/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_SERVICE_H
#define SNAPSHOT_SERVICE_H

#include "snapshot/snapshot.h"

/*
 * What a snapshot keeps ready for services(5), where an entry is a port number
 * on a transport: the writer fills it in, a verified open compares it, lookups
 * go on from here where it does not say enough.
 */

/*
 * An entry's place: all tcp, udp, sctp, dccp entries of port 0, then those of
 * port 1, and so on.
 */
enum {
    SNAPSHOT_PLACE_TRANSPORTS = PORTREG_TRANSPORT_COUNT - 1,
    SNAPSHOT_PLACE_COUNT = (PORTREG_PORT_MAX + 1) * SNAPSHOT_PLACE_TRANSPORTS
};

static inline uint16_t snapshot_place_port(uint32_t place)
{
    return (uint16_t)(place / SNAPSHOT_PLACE_TRANSPORTS);
}

static inline enum portreg_transport snapshot_place_transport(uint32_t place)
{
    return (enum portreg_transport)(place % SNAPSHOT_PLACE_TRANSPORTS + 1);
}

/*
 * The first place of a row that is of the transport, PORTREG_TRANSPORT_NONE
 * being any; PORTREG_NONE if there is none. A row without transport counts for
 * each. Which of a name's rows fits is no matter of habit: computed without
 * branches.
 */
static inline uint32_t snapshot_service_place(const struct layout_row *row,
                                              enum portreg_transport transport)
{
    const unsigned of = row->transport;
    const unsigned any = transport == PORTREG_TRANSPORT_NONE;
    const unsigned fits = any | (of == PORTREG_TRANSPORT_NONE) | (of == transport);
    const unsigned first = any ? PORTREG_TRANSPORT_TCP : transport;
    const unsigned answer = of == PORTREG_TRANSPORT_NONE ? first : of;
    const unsigned good = (row->flags & PORTREG_ROW_HAS_NUMBER) != 0;
    return (fits & good & (of < PORTREG_TRANSPORT_COUNT)) != 0
               ? (uint32_t)row->first * SNAPSHOT_PLACE_TRANSPORTS + answer - 1
               : PORTREG_NONE;
}

/* The name that a row gives its port as services(5) can say it; empty if it gives none. */
struct portreg_string snapshot_service_name(const struct portreg_snapshot *snapshot,
                                            const struct layout_row *row);

/* What a segment says of the name of its only row, which must be one of the snapshot's. */
uint32_t snapshot_segment_name(const struct portreg_snapshot *snapshot, uint32_t row);

/*
 * The name with what it says of its service. It stands in NAMES; its rows and
 * the number tables, names of segments included, must be sound.
 */
struct layout_name snapshot_service_of(const struct portreg_snapshot *snapshot,
                                       const struct layout_name *name);

#endif
