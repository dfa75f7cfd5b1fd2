/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/rules.h>

/* RFC 6335 section 6 and the procedures of its section 8.1.2. */
static const struct portreg_range ranges[] = {
    { "system", "System Ports", 0, PORTREG_SYSTEM_LAST, "IETF Review or IESG Approval" },
    { "user", "User Ports", PORTREG_SYSTEM_LAST + 1, PORTREG_USER_LAST,
      "Expert Review, IETF Review or IESG Approval" },
    { "dynamic", "Dynamic Ports", PORTREG_USER_LAST + 1, PORTREG_PORT_MAX, "never assigned" },
};

#define RANGE_COUNT (sizeof(ranges) / sizeof(ranges[0]))

const struct portreg_range *portreg_range_at(size_t index)
{
    return index < RANGE_COUNT ? &ranges[index] : NULL;
}

const struct portreg_range *portreg_range_of(uint16_t port)
{
    size_t i = 0;
    while (port > ranges[i].last) {
        i++;
    }
    return &ranges[i];
}

bool portreg_port_is_edge(uint16_t port)
{
    const struct portreg_range *range = portreg_range_of(port);
    return port == range->first || port == range->last;
}
