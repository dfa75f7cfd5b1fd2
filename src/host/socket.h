/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_SOCKET_H
#define HOST_SOCKET_H

#include <portreg/status.h>
#include <portreg/types.h>

#include "host/endpoint.h"

/* The sockets that wait for somebody on this host, as the kernel lists them. */
struct host_socket {
    uint64_t inode;
    uint32_t uid;
    uint32_t device; /* index of the interface that it is bound to; 0: none, or not told */
    uint32_t pid;    /* of its owner (host/owner.h); 0: not known */
    unsigned char address[16];
    uint16_t port;
    bool is_v6;
    enum v6_only v6_only;
    enum portreg_transport transport;
};

#define HOST_SOCKETS_MAX (4u << 20)

/* A failed addition (memory, limit) is remembered. */
struct host_sockets {
    struct host_socket *items;
    size_t count;
    size_t capacity;
    bool failed;
};
void host_sockets_add(struct host_sockets *sockets, const struct host_socket *socket);
void host_sockets_free(struct host_sockets *sockets);

/*
 * Where to read them from: sock_diag(7) through libmnl where that is installed
 * and the kernel answers, else the tables in /proc/net.
 */
enum host_source { HOST_SOURCE_ANY, HOST_SOURCE_DIAG, HOST_SOURCE_PROC };

/*
 * Adds the sockets of tcp, udp, sctp and dccp that listen (or are bound and not
 * connected, for udp). IO if neither source can be read.
 */
enum portreg_status host_sockets_read(struct host_sockets *sockets, enum host_source source,
                                      struct portreg_error *error);

/* One transport out of one source. false if that source does not have it. */
bool diag_read(struct host_sockets *sockets, enum portreg_transport transport);
bool proc_net_read(struct host_sockets *sockets, enum portreg_transport transport);

#endif
