/* SPDX-License-Identifier: BSD-2-Clause */
#include "nss/servent.h"

#include <arpa/inet.h>
#include <string.h>

/* Three letters or four. */
static struct portreg_string protocol_of(const struct service_entry *entry)
{
    const char *name = portreg_transport_name(entry->transport);
    return (struct portreg_string){ name, name[3] == '\0' ? 3 : 4 };
}

/* Bytes of the strings, each with its NUL. */
static size_t strings_size(const struct service_entry *entry, struct portreg_string protocol)
{
    size_t size = protocol.size + 1;
    for (uint32_t i = 0; i < entry->count; i++) {
        size += entry->names[i].size + 1;
    }
    return size;
}

/* Copies a string and puts a NUL behind it. Names are short: two moves that overlap. */
static inline char *put(char **at, struct portreg_string string)
{
    char *start = *at;
    const size_t size = string.size;
    *at = start + size + 1;
    start[size] = '\0';
    if (size >= 8 && size <= 16) {
        memcpy(start, string.data, 8);
        memcpy(start + size - 8, string.data + size - 8, 8);
    } else if (size >= 4 && size < 8) {
        memcpy(start, string.data, 4);
        memcpy(start + size - 4, string.data + size - 4, 4);
    } else {
        memcpy(start, string.data, size);
    }
    return start;
}

bool servent_write(const struct service_entry *entry, struct servent *ret, char *buffer,
                   size_t size)
{
    const struct portreg_string protocol = protocol_of(entry);
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
