/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_LISTEN_H
#define HOST_LISTEN_H

#include "host/endpoint.h"
#include "host/owner.h"
#include "host/socket.h"

/*
 * What listens on this host, sorted: sockets, their owners and what these are
 * called. `*ret_gaps` tells what could not be seen. Fails as
 * host_sockets_read() does, and for want of memory.
 */
enum portreg_status host_listen(struct endpoints *endpoints, enum host_source source,
                                struct owner_gaps *ret_gaps, struct portreg_error *error);

#endif
