/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_PORTS_H
#define HOST_PORTS_H

#include <portreg/types.h>

/*
 * Numbers that this host's kernel treats apart: those it gives to sockets that
 * ask for any (net.ipv4.ip_local_port_range, which holds for IPv6 too), and
 * those in that range that it leaves out (net.ipv4.ip_local_reserved_ports).
 */
#define HOST_PORT_COUNT 65536

struct host_ports {
    uint16_t ephemeral_first;
    uint16_t ephemeral_last;                 /* below the first: not known */
    uint64_t reserved[HOST_PORT_COUNT / 64]; /* a bit for each */
};

/* Reads them; what cannot be read is empty. */
void host_ports_read(struct host_ports *ret);

static inline bool host_ports_has_range(const struct host_ports *ports)
{
    return ports->ephemeral_first <= ports->ephemeral_last;
}

static inline bool host_ports_is_ephemeral(const struct host_ports *ports, uint16_t port)
{
    return port >= ports->ephemeral_first && port <= ports->ephemeral_last;
}

static inline bool host_ports_is_reserved(const struct host_ports *ports, uint16_t port)
{
    return (ports->reserved[port / 64] >> port % 64 & 1) != 0;
}

/* Adds the numbers of "8080,9148-9150" to the reserved ones; stops at what is none. */
void host_ports_reserve(struct host_ports *ports, struct portreg_string list);

#endif
