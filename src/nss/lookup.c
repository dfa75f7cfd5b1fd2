/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <string.h>

#include "nss/mapped.h"
#include "nss/module.h"
#include "nss/reply.h"

/* NULL is any transport. false for a protocol that the registry does not know. */
static bool transport_of(const char *protocol, enum portreg_transport *ret)
{
    *ret = PORTREG_TRANSPORT_NONE;
    if (!protocol) {
        return true;
    }
    /* Almost always one of two, which are told apart here without a call. */
    if (protocol[0] == 't' || protocol[0] == 'u') {
        *ret = protocol[0] == 't' ? PORTREG_TRANSPORT_TCP : PORTREG_TRANSPORT_UDP;
        return protocol[1] == (protocol[0] == 't' ? 'c' : 'd') && protocol[2] == 'p' &&
               protocol[3] == '\0';
    }
    for (int i = PORTREG_TRANSPORT_SCTP; i < PORTREG_TRANSPORT_COUNT; i++) {
        if (strcmp(protocol, portreg_transport_name((enum portreg_transport)i)) == 0) {
            *ret = (enum portreg_transport)i;
            return true;
        }
    }
    return false;
}

enum nss_status _nss_portreg_getservbyname_r(const char *name, const char *protocol,
                                             struct servent *result, char *buffer, size_t size,
                                             int *errnop)
{
    struct service_entry entry;
    enum portreg_transport transport;
    const struct mapped_hold hold = mapped_acquire();
    enum nss_status status = reply_none(hold.layers, errnop);
    const size_t name_size = strlen(name);
    const unsigned count = transport_of(protocol, &transport) ? hold.layers->count : 0;
    for (unsigned i = 0; i < count; i++) {
        const struct service_list list = mapped_list(hold.layers, i);
        if (service_find_name(&list, name, name_size, transport, &entry)) {
            status = reply_entry(&entry, result, buffer, size, errnop);
            break;
        }
    }
    mapped_release(hold);
    return status;
}

enum nss_status _nss_portreg_getservbyport_r(int port, const char *protocol, struct servent *result,
                                             char *buffer, size_t size, int *errnop)
{
    struct service_entry entry;
    enum portreg_transport transport;
    const struct mapped_hold hold = mapped_acquire();
    enum nss_status status = reply_none(hold.layers, errnop);
    const bool known = transport_of(protocol, &transport) && port >= 0 && port <= UINT16_MAX;
    const unsigned count = known ? hold.layers->count : 0;
    for (unsigned i = 0; i < count; i++) {
        const struct service_list list = mapped_list(hold.layers, i);
        if (service_find_port(&list, ntohs((uint16_t)port), transport, &entry)) {
            status = reply_entry(&entry, result, buffer, size, errnop);
            break;
        }
    }
    mapped_release(hold);
    return status;
}
