/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/service.h"

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

/* The first place among a name's current rows that is of the transport. */
static uint32_t first_place(const struct portreg_snapshot *s, const struct layout_name *name,
                            enum portreg_transport transport)
{
    const struct snapshot_rows found = snapshot_name_rows(s, name);
    uint32_t first = PORTREG_NONE;
    for (uint32_t i = 0; i < found.count && found.rows[i] < s->current_rows; i++) {
        const uint32_t place = snapshot_service_place(&s->rows[found.rows[i]], transport);
        first = place < first ? place : first;
    }
    return first;
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
    name.port = 0;
    name.transports = 0;
    for (unsigned i = PORTREG_TRANSPORT_TCP; i <= PORTREG_TRANSPORT_COUNT; i++) {
        const unsigned transport = i % PORTREG_TRANSPORT_COUNT; /* any comes last */
        const uint32_t place = first_place(s, of, (enum portreg_transport)transport);
        if (place == PORTREG_NONE || !is_alone(s, of, place)) {
            continue;
        }
        if (name.transports == 0) {
            name.port = snapshot_place_port(place);
        }
        if (name.port == snapshot_place_port(place)) {
            name.transports |= (uint8_t)(1u << transport);
        }
    }
    return name;
}
