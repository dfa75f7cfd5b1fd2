/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_OWNER_H
#define HOST_OWNER_H

#include "host/endpoint.h"
#include "host/socket.h"

/*
 * Which process holds a socket: /proc/PID/fd has a link for each open file, and
 * that of a socket names its inode. All processes are gone through once, until
 * every socket has an owner: the lowest PID that holds it, but PID 1 only where
 * no other does, since systemd keeps the sockets that it hands to services.
 */

/* What could not be seen. */
struct owner_gaps {
    size_t unreadable; /* processes of other users */
    size_t unowned;    /* sockets whose process is not known */
};

/* Sets the PIDs. What cannot be read, or is gone meanwhile, is passed over. */
void owners_find(struct host_sockets *sockets, struct owner_gaps *ret);

/* Names and units of processes, each read once while the same PID is asked. */
struct owner {
    uint32_t pid;
    struct portreg_string process; /* /proc/PID/comm; the texts live in the endpoints */
    struct portreg_string unit;    /* the service, scope or the like of /proc/PID/cgroup */
};
void owner_read(struct owner *owner, uint32_t pid, struct endpoints *endpoints);

/* The last part of the paths that names a unit: "0::/system.slice/ssh.service". */
struct portreg_string owner_unit_in(struct portreg_string paths);

#endif
