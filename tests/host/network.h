/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_HOST_NETWORK_H
#define TESTS_HOST_NETWORK_H

#include <stdint.h>

/*
 * A network namespace of the test's own, with nothing in it but the loopback
 * interface: what listens there is what the test opened. Where there may be no
 * such namespace, network_need() skips the test.
 */
int network_setup(void **state); /* of a group */
void network_need(void);

/*
 * Opens a socket (SOCK_STREAM listens, SOCK_DGRAM is bound) and returns its
 * descriptor; one of IPv6 is for IPv6 alone. Port 0 takes any. Fails the test if that cannot be.
 */
int network_open(int type, const char *address, uint16_t port);

/* The same for all addresses of IPv4 and IPv6 at once. */
int network_open_dual(int type, uint16_t port);

#endif
