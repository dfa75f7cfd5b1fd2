/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/numbers.h"

bool portreg_number_set_has(const struct portreg_number_set *set, uint16_t port)
{
    return (set->word[port / 64] >> (port % 64) & 1) != 0;
}

/* The first number from `from` on that is in the set, or is not; PORTREG_PORT_COUNT if none. */
static uint32_t next_number(const struct portreg_number_set *set, uint32_t from, bool in)
{
    while (from < PORTREG_PORT_COUNT) {
        const uint64_t word = in ? set->word[from / 64] : ~set->word[from / 64];
        const uint64_t ahead = word >> (from % 64);

        if (ahead != 0) {
            return from + (uint32_t)__builtin_ctzll(ahead);
        }
        from = (from / 64 + 1) * 64;
    }
    return PORTREG_PORT_COUNT;
}

bool portreg_number_set_next_run(const struct portreg_number_set *set, uint32_t from,
                                 uint16_t *ret_first, uint16_t *ret_last)
{
    const uint32_t first = next_number(set, from, true);

    if (first >= PORTREG_PORT_COUNT) {
        return false;
    }
    *ret_first = (uint16_t)first;
    *ret_last = (uint16_t)(next_number(set, first, false) - 1);
    return true;
}

enum portreg_port_status number_status(struct portreg_view view, uint16_t port)
{
    enum portreg_port_status together = PORTREG_PORT_UNASSIGNED;

    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        const enum portreg_port_status status =
            portreg_port_status(view, port, (enum portreg_transport)t, NULL, NULL);

        if (status == PORTREG_PORT_ASSIGNED) {
            return status;
        }
        if (together != PORTREG_PORT_RESERVED && status != PORTREG_PORT_UNASSIGNED) {
            together = status;
        }
    }
    return together;
}

void portreg_port_statuses(struct portreg_view view, enum portreg_transport transport,
                           uint8_t statuses[PORTREG_PORT_COUNT])
{
    for (uint32_t i = 0; i < PORTREG_PORT_COUNT; i++) {
        const uint16_t port = (uint16_t)i;

        statuses[i] = (uint8_t)(transport == PORTREG_TRANSPORT_NONE
                                    ? number_status(view, port)
                                    : portreg_port_status(view, port, transport, NULL, NULL));
    }
}
