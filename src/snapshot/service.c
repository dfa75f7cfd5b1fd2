/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/service.h"

#include <string.h>

#include "util/string.h"

struct portreg_string snapshot_service_name(const struct portreg_snapshot *s,
                                            const struct layout_row *row)
{
    const struct portreg_string name = snapshot_string(s, row->column[PORTREG_COLUMN_NAME]);
    const bool regular = (row->flags & PORTREG_ROW_IRREGULAR_NAME) == 0;
    return regular || string_is_word(name) ? name : (struct portreg_string){ "", 0 };
}

uint32_t snapshot_segment_name(const struct portreg_snapshot *s, uint32_t row)
{
    const struct portreg_string name = snapshot_service_name(s, &s->rows[row]);
    return name.size > 0 ? (uint32_t)(name.data - s->string_bytes) : 0;
}

/* The first place on each transport among a name's current rows. */
static void find_places(const struct portreg_snapshot *s, const struct layout_name *name,
                        uint32_t places[PORTREG_TRANSPORT_COUNT])
{
    const struct snapshot_rows found = snapshot_name_rows(s, name);
    memset(places, 0xFF, PORTREG_TRANSPORT_COUNT * sizeof(*places)); /* PORTREG_NONE */
    for (uint32_t i = 0; i < found.count && found.rows[i] < s->current_rows; i++) {
        const struct layout_row *row = &s->rows[found.rows[i]];
        const bool any = row->transport == PORTREG_TRANSPORT_NONE;
        const unsigned first = any ? PORTREG_TRANSPORT_TCP : row->transport;
        const unsigned last = any ? PORTREG_TRANSPORT_COUNT - 1 : row->transport;
        for (unsigned t = first; t <= last; t++) {
            const uint32_t place = snapshot_service_place(row, (enum portreg_transport)t);
            places[t] = place < places[t] ? place : places[t];
        }
    }
}

/* Whether the entry at a place has one name, written as the first row of `name` writes it. */
static bool is_alone(const struct portreg_snapshot *s, const struct layout_name *name,
                     uint32_t place)
{
    const struct layout_segment *segment = &s->port_segments[snapshot_port_segment(
        s, snapshot_place_transport(place), snapshot_place_port(place))];
    return segment->list_or_name == name->offset;
}

struct layout_name snapshot_service_of(const struct portreg_snapshot *s,
                                       const struct layout_name *of)
{
    struct layout_name name = *of;
    uint32_t places[PORTREG_TRANSPORT_COUNT];
    unsigned lowest = PORTREG_TRANSPORT_TCP;
    name.port = 0;
    name.transports = 0;
    find_places(s, of, places);
    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        lowest = places[t] < places[lowest] ? t : lowest;
        if (places[t] == PORTREG_NONE || !is_alone(s, of, places[t])) {
            continue;
        }
        if (name.transports == 0) {
            name.port = snapshot_place_port(places[t]);
        }
        if (name.port == snapshot_place_port(places[t])) {
            name.transports |= (uint8_t)(1u << t);
        }
    }
    /* The first entry on any transport is the first of those on each. */
    name.transports |= (uint8_t)(name.transports >> lowest & 1);
    return name;
}
