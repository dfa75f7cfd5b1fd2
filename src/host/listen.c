/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/listen.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "util/error.h"
#include "util/order.h"
#include "util/string.h"

static bool is_any_of_both(const struct host_socket *socket)
{
    return socket->v6_only == V6_ONLY_NO &&
           memcmp(socket->address, &in6addr_any, sizeof(in6addr_any)) == 0;
}

/*
 * "127.0.0.1", "fe80::1%eth0"; the interface is what the socket is bound to.
 * As ss(8) has it, "*" are all addresses of IPv4 and IPv6, "::" those of IPv6.
 */
static struct portreg_string address_of(struct endpoints *endpoints,
                                        const struct host_socket *socket)
{
    char text[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE] = "*";
    size_t size;

    if (!is_any_of_both(socket) &&
        inet_ntop(socket->is_v6 ? AF_INET6 : AF_INET, socket->address, text, INET6_ADDRSTRLEN) ==
            NULL) {
        return (struct portreg_string){ "", 0 };
    }
    size = strlen(text);
    if (socket->device != 0 && if_indextoname(socket->device, text + size + 1) != NULL) {
        text[size] = '%';
    }
    return endpoints_text(endpoints, string_of(text));
}

static int compare_owners(const void *left, const void *right)
{
    const struct host_socket *a = left;
    const struct host_socket *b = right;

    return order_unsigned(a->pid, b->pid);
}

/* In the order of their owners, so that each process is read once. */
static void add_endpoints(struct endpoints *endpoints, struct host_sockets *sockets)
{
    struct owner owner = { .pid = 0, .process = { "", 0 }, .unit = { "", 0 } };

    if (sockets->count > 1) {
        qsort(sockets->items, sockets->count, sizeof(*sockets->items), compare_owners);
    }
    for (size_t i = 0; i < sockets->count; i++) {
        const struct host_socket *socket = &sockets->items[i];

        owner_read(&owner, socket->pid, endpoints);
        endpoints_add(endpoints, &(struct endpoint){ .host = { "", 0 },
                                                     .address = address_of(endpoints, socket),
                                                     .process = owner.process,
                                                     .unit = owner.unit,
                                                     .pid = socket->pid,
                                                     .uid = socket->uid,
                                                     .port = socket->port,
                                                     .transport = socket->transport,
                                                     .v6_only = socket->v6_only });
    }
}

enum portreg_status host_listen(struct endpoints *endpoints, enum host_source source,
                                struct owner_gaps *ret_gaps, struct portreg_error *error)
{
    struct host_sockets sockets = { NULL, 0, 0, false };
    enum portreg_status status = host_sockets_read(&sockets, source, error);

    if (status == PORTREG_OK) {
        owners_find(&sockets, ret_gaps);
        add_endpoints(endpoints, &sockets);
        endpoints_sort(endpoints);
    }
    host_sockets_free(&sockets);
    if (status == PORTREG_OK && endpoints->failed) {
        status = error_out_of_memory(error);
    }
    return status;
}
