/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/socket.h"

#include <stdlib.h>
#include <unistd.h>

#include "util/array.h"
#include "util/error.h"

void host_sockets_add(struct host_sockets *sockets, const struct host_socket *socket)
{
    if (!array_grow(&sockets->items, &sockets->capacity, sockets->count + 1, HOST_SOCKETS_MAX,
                    sizeof(*socket))) {
        sockets->failed = true;
        return;
    }
    sockets->items[sockets->count++] = *socket;
}

void host_sockets_free(struct host_sockets *sockets)
{
    free(sockets->items);
    *sockets = (struct host_sockets){ NULL, 0, 0, false };
}

/* Asking for a transport that the kernel has not loaded would load it. */
static bool is_loaded(enum portreg_transport transport)
{
    switch (transport) {
    case PORTREG_TRANSPORT_SCTP:
        return access("/proc/net/sctp", F_OK) == 0;
    case PORTREG_TRANSPORT_DCCP:
        return access("/proc/sys/net/dccp", F_OK) == 0;
    default:
        return true;
    }
}

static bool read_transport(struct host_sockets *sockets, enum host_source source,
                           enum portreg_transport transport)
{
    const size_t before = sockets->count;

    if (source != HOST_SOURCE_PROC && diag_read(sockets, transport)) {
        return true;
    }
    sockets->count = before; /* what came before it failed is in the other source too */
    return source != HOST_SOURCE_DIAG && proc_net_read(sockets, transport);
}

enum portreg_status host_sockets_read(struct host_sockets *sockets, enum host_source source,
                                      struct portreg_error *error)
{
    bool has_any = false;

    for (int i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        const enum portreg_transport transport = (enum portreg_transport)i;

        has_any |= is_loaded(transport) && read_transport(sockets, source, transport);
    }
    if (sockets->failed) {
        return error_out_of_memory(error);
    }
    if (!has_any) {
        return error_set(error, PORTREG_IO,
                         "the kernel's sockets cannot be read, neither through sock_diag nor from "
                         "/proc/net");
    }
    return PORTREG_OK;
}
