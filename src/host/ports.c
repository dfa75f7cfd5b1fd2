/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/ports.h"

#include <string.h>

#include "util/file.h"
#include "util/string.h"

#define SYSCTL_MAX (1u << 20)

static bool parse_port(struct portreg_string text, uint16_t *ret)
{
    uint64_t port;

    if (!string_parse_unsigned(text, PORTREG_PORT_MAX, &port)) {
        return false;
    }
    *ret = (uint16_t)port;
    return true;
}

/* "32768\t60999" */
static void parse_range(struct host_ports *ports, struct portreg_string text)
{
    size_t size = 0;
    uint16_t first;
    uint16_t last;

    while (size < text.size && !ascii_is_space(text.data[size])) {
        size++;
    }
    if (parse_port((struct portreg_string){ text.data, size }, &first) &&
        parse_port(string_trim(string_from(text, size)), &last)) {
        ports->ephemeral_first = first;
        ports->ephemeral_last = last;
    }
}

void host_ports_reserve(struct host_ports *ports, struct portreg_string list)
{
    while (list.size > 0) {
        const char *comma = memchr(list.data, ',', list.size);
        const size_t size = comma != NULL ? (size_t)(comma - list.data) : list.size;
        const char *dash = memchr(list.data, '-', size);
        const size_t before = dash != NULL ? (size_t)(dash - list.data) : size;
        uint16_t first;
        uint16_t last;

        if (!parse_port((struct portreg_string){ list.data, before }, &first)) {
            return;
        }
        last = first;
        if (dash != NULL &&
            !parse_port((struct portreg_string){ dash + 1, size - before - 1 }, &last)) {
            return;
        }
        for (uint32_t port = first; port <= last; port++) {
            ports->reserved[port / 64] |= 1ULL << port % 64;
        }
        list = string_from(list, size + 1);
    }
}

static void read_with(struct host_ports *ports, const char *path,
                      void (*parse)(struct host_ports *ports, struct portreg_string text))
{
    struct buffer text = BUFFER_INIT(SYSCTL_MAX);

    if (file_read(path, &text, NULL) == PORTREG_OK) {
        parse(ports, string_trim((struct portreg_string){ text.data, text.size }));
    }
    buffer_free(&text);
}

void host_ports_read(struct host_ports *ret)
{
    memset(ret, 0, sizeof(*ret));
    ret->ephemeral_first = 1;
    read_with(ret, "/proc/sys/net/ipv4/ip_local_port_range", parse_range);
    read_with(ret, "/proc/sys/net/ipv4/ip_local_reserved_ports", host_ports_reserve);
}
