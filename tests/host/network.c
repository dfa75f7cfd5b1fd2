/* SPDX-License-Identifier: BSD-2-Clause */
#include "network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
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

bool network_enter(void)
{
    is_private = (unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0) &&
                 start_loopback();
    return is_private;
}

void network_need(void)
{
    if (!is_private) {
        skip();
    }
}

int network_open(int type, const char *address, uint16_t port)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    const bool is_v6 = strchr(address, ':') != NULL;
    const int one = 1;
    int descriptor = socket(is_v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);

    assert_true(descriptor >= 0);
    if (is_v6) {
        assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
        assert_int_equal(setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)), 0);
        assert_int_equal(bind(descriptor, (struct sockaddr *)&v6, sizeof(v6)), 0);
    } else {
        assert_int_equal(inet_pton(AF_INET, address, &v4.sin_addr), 1);
        assert_int_equal(bind(descriptor, (struct sockaddr *)&v4, sizeof(v4)), 0);
    }
    if (type == SOCK_STREAM) {
        assert_int_equal(listen(descriptor, 8), 0);
    }
    return descriptor;
}
