/* SPDX-License-Identifier: BSD-2-Clause */
#include "nss/servent.h"

#include <arpa/inet.h>
#include <string.h>

/* Bytes of the strings, each with its NUL. */
static size_t strings_size(const struct service_entry *entry, struct portreg_string protocol)
{
    size_t size = protocol.size + 1;
    for (uint32_t i = 0; i < entry->count; i++) {
        size += entry->names[i].size + 1;
    }
    return size;
}

static char *put(char **at, struct portreg_string string)
{
    char *start = *at;
    memcpy(start, string.data, string.size);
    start[string.size] = '\0';
    *at = start + string.size + 1;
    return start;
}

bool servent_write(const struct service_entry *entry, struct servent *ret, char *buffer,
                   size_t size)
{
    const char *transport = portreg_transport_name(entry->transport);
    const struct portreg_string protocol = { transport, strlen(transport) };
    /* The aliases and the NULL behind them come first, where pointers may lie. */
    const size_t padding = -(uintptr_t)buffer % _Alignof(char *);
    const size_t pointers = entry->count * sizeof(char *);
    if (padding + pointers + strings_size(entry, protocol) > size) {
        return false;
    }
    char **aliases = (char **)(void *)(buffer + padding);
    char *at = buffer + padding + pointers;
    ret->s_name = put(&at, entry->names[0]);
    for (uint32_t i = 1; i < entry->count; i++) {
        aliases[i - 1] = put(&at, entry->names[i]);
    }
    aliases[entry->count - 1] = NULL;
    ret->s_aliases = aliases;
    ret->s_port = htons(entry->port);
    ret->s_proto = put(&at, protocol);
    return true;
}
