/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_ENDPOINT_H
#define HOST_ENDPOINT_H

#include <portreg/types.h>

#include "util/arena.h"

/*
 * Where something listens: on this host as the kernel says, or on another as
 * one of its tools reported. Texts that are not known are empty.
 */
#define ENDPOINT_NO_UID UINT32_MAX
#define ENDPOINTS_MAX (4u << 20)        /* more than any host has */
#define ENDPOINTS_TEXT_MAX (512u << 20) /* bytes of their texts */

/* Whether a socket of IPv6 takes what comes over IPv4 too (IPV6_V6ONLY of ipv6(7)). */
enum v6_only {
    V6_ONLY_UNKNOWN, /* or a socket of IPv4 */
    V6_ONLY_NO,
    V6_ONLY_YES
};

struct endpoint {
    struct portreg_string host; /* that an input names */
    struct portreg_string address;
    struct portreg_string process;
    struct portreg_string unit; /* systemd's */
    uint32_t pid;               /* 0: not known */
    uint32_t uid;               /* ENDPOINT_NO_UID: not known */
    uint32_t line;              /* of the input; 0: of this host */
    uint16_t port;
    enum portreg_transport transport;
    enum v6_only v6_only;
};

/* A failed addition (memory, limit) is remembered: check `failed` once at the end. */
struct endpoints {
    struct arena arena;
    struct endpoint *items;
    size_t count;
    size_t capacity;
    bool failed;
};

void endpoints_init(struct endpoints *endpoints);
void endpoints_free(struct endpoints *endpoints);

/* Adds one; its texts are borrowed. */
void endpoints_add(struct endpoints *endpoints, const struct endpoint *endpoint);

/* A copy of the text that lives as long as the endpoints do. */
struct portreg_string endpoints_text(struct endpoints *endpoints, struct portreg_string text);

/* By host, port, transport, address, process; what is equal there stays in its order. */
void endpoints_sort(struct endpoints *endpoints);

#endif
