/* SPDX-License-Identifier: BSD-2-Clause */
#include "network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_private;

static bool start_loopback(void)
{
    struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    bool started = descriptor >= 0 && ioctl(descriptor, SIOCSIFFLAGS, &request) == 0;

    close(descriptor);
    return started;
}

int network_setup(void **state)
{
    (void)state;
    is_private = (unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0) &&
                 start_loopback();
    return 0;
}

void network_need(void)
{
    if (!is_private) {
        skip();
    }
}

static int open_v6(int type, struct in6_addr address, uint16_t port, int v6_only)
{
    const struct sockaddr_in6 name = { .sin6_family = AF_INET6,
                                       .sin6_port = htons(port),
                                       .sin6_addr = address };
    int descriptor = socket(AF_INET6, type | SOCK_CLOEXEC, 0);

    assert_true(descriptor >= 0);
    assert_int_equal(setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof(v6_only)),
                     0);
    assert_int_equal(bind(descriptor, (const struct sockaddr *)&name, sizeof(name)), 0);
    return descriptor;
}

static int open_v4(int type, struct in_addr address, uint16_t port)
{
    const struct sockaddr_in name = { .sin_family = AF_INET,
                                      .sin_port = htons(port),
                                      .sin_addr = address };
    int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    assert_true(descriptor >= 0);
    assert_int_equal(bind(descriptor, (const struct sockaddr *)&name, sizeof(name)), 0);
    return descriptor;
}

static int started(int descriptor, int type)
{
    if (type == SOCK_STREAM) {
        assert_int_equal(listen(descriptor, 8), 0);
    }
    return descriptor;
}

int network_open(int type, const char *address, uint16_t port)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, address, &v4) == 1) {
        return started(open_v4(type, v4, port), type);
    }
    assert_int_equal(inet_pton(AF_INET6, address, &v6), 1);
    return started(open_v6(type, v6, port, 1), type);
}

int network_open_dual(int type, uint16_t port)
{
    return started(open_v6(type, in6addr_any, port, 0), type);
}
