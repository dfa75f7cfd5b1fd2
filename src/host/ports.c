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
    struct portreg_string words[3];
    uint16_t first;
    uint16_t last;

    if (string_split_words(text, words, 3) == 2 && parse_port(words[0], &first) &&
        parse_port(words[1], &last)) {
        ports->ephemeral_first = first;
        ports->ephemeral_last = last;
    }
}

void host_ports_reserve(struct host_ports *ports, struct portreg_string list)
{
    struct portreg_string range;

    while (string_next_part(&list, ',', &range)) {
        const size_t size = range.size;
        struct portreg_string number;
        uint16_t first;
        uint16_t last;

        if (!string_next_part(&range, '-', &number) || !parse_port(number, &first)) {
            return;
        }
        last = first;
        if (number.size < size && !parse_port(range, &last)) {
            return;
        }
        for (uint32_t port = first; port <= last; port++) {
            ports->reserved[port / 64] |= 1ULL << port % 64;
        }
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
