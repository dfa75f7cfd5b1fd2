/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/socket.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <time.h>

#include "util/library.h"

/* sock_diag(7) through libmnl. */

/* What is used of the library. */
#define FUNCTIONS(X)              \
    X(mnl_socket_open)            \
    X(mnl_socket_bind)            \
    X(mnl_socket_get_portid)      \
    X(mnl_socket_sendto)          \
    X(mnl_socket_recvfrom)        \
    X(mnl_socket_close)           \
    X(mnl_nlmsg_put_header)       \
    X(mnl_nlmsg_put_extra_header) \
    X(mnl_nlmsg_get_payload)      \
    X(mnl_nlmsg_get_payload_len)  \
    X(mnl_attr_parse)             \
    X(mnl_attr_get_type)          \
    X(mnl_attr_get_payload)       \
    X(mnl_attr_get_payload_len)   \
    X(mnl_cb_run)

struct functions {
    FUNCTIONS(LIBRARY_POINTER)
};

#define ANSWER_SIZE (32u << 10) /* the kernel fills what it is given, no more than this at a time */
#define TRIES_MAX 4              /* a dump that sockets came into or left is begun anew */
#define STATE_BIT(state) (1u << (state))

static uint8_t protocol_of(enum portreg_transport transport)
{
    static const uint8_t protocols[PORTREG_TRANSPORT_COUNT] = {
        [PORTREG_TRANSPORT_TCP] = IPPROTO_TCP,
        [PORTREG_TRANSPORT_UDP] = IPPROTO_UDP,
        [PORTREG_TRANSPORT_SCTP] = IPPROTO_SCTP,
        [PORTREG_TRANSPORT_DCCP] = IPPROTO_DCCP,
    };

    return protocols[transport];
}

struct dump {
    const struct functions *f;
    struct host_sockets *sockets;
    enum portreg_transport transport;
};

struct attributes {
    const struct functions *f;
    struct host_socket *socket;
};

static int read_attribute(const struct nlattr *attribute, void *data)
{
    const struct attributes *attributes = data;
    const struct functions *f = attributes->f;

    if (f->mnl_attr_get_type(attribute) == INET_DIAG_SKV6ONLY &&
        f->mnl_attr_get_payload_len(attribute) >= 1) {
        const uint8_t *is_set = f->mnl_attr_get_payload(attribute);

        attributes->socket->v6_only = *is_set != 0 ? V6_ONLY_YES : V6_ONLY_NO;
    }
    return MNL_CB_OK;
}

static int add_socket(const struct nlmsghdr *header, void *data)
{
    const struct dump *dump = data;
    const struct inet_diag_msg *message = dump->f->mnl_nlmsg_get_payload(header);
    struct host_socket socket = { .transport = dump->transport };
    struct attributes attributes = { dump->f, &socket };

    if (dump->f->mnl_nlmsg_get_payload_len(header) < sizeof(*message)) {
        return MNL_CB_OK;
    }
    socket.inode = message->idiag_inode;
    socket.uid = message->idiag_uid;
    socket.device = message->id.idiag_if;
    socket.port = ntohs(message->id.idiag_sport);
    socket.is_v6 = message->idiag_family == AF_INET6;
    memcpy(socket.address, message->id.idiag_src, sizeof(socket.address));
    dump->f->mnl_attr_parse(header, sizeof(*message), read_attribute, &attributes);
    if (socket.port != 0) {
        host_sockets_add(dump->sockets, &socket);
    }
    return dump->sockets->failed ? MNL_CB_ERROR : MNL_CB_OK;
}

static bool ask(const struct functions *f, struct mnl_socket *netlink, uint8_t family,
                enum portreg_transport transport, unsigned sequence)
{
    char bytes[NLMSG_LENGTH(sizeof(struct inet_diag_req_v2))];
    struct nlmsghdr *header = f->mnl_nlmsg_put_header(bytes);
    struct inet_diag_req_v2 *request;

    header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    header->nlmsg_seq = sequence;
    request = f->mnl_nlmsg_put_extra_header(header, sizeof(*request));
    request->sdiag_family = family;
    request->sdiag_protocol = protocol_of(transport);
    request->idiag_states =
        transport == PORTREG_TRANSPORT_UDP ? STATE_BIT(TCP_CLOSE) : STATE_BIT(TCP_LISTEN);
    return f->mnl_socket_sendto(netlink, header, header->nlmsg_len) >= 0;
}

/* Reads an answer to its end. false with errno set. */
static bool take(struct mnl_socket *netlink, struct dump *dump, unsigned sequence)
{
    const struct functions *f = dump->f;
    _Alignas(struct nlmsghdr) char answer[ANSWER_SIZE];
    int more = MNL_CB_OK;

    while (more > MNL_CB_STOP) {
        ssize_t size = f->mnl_socket_recvfrom(netlink, answer, sizeof(answer));

        if (size < 0) {
            return false;
        }
        more = f->mnl_cb_run(answer, (size_t)size, sequence, f->mnl_socket_get_portid(netlink),
                             add_socket, dump);
    }
    return more == MNL_CB_STOP;
}

static bool read_family(struct mnl_socket *netlink, struct dump *dump, uint8_t family)
{
    const size_t before = dump->sockets->count;

    for (unsigned i = 0; i < TRIES_MAX; i++) {
        const unsigned sequence = family * TRIES_MAX + i + 1;

        dump->sockets->count = before;
        if (!ask(dump->f, netlink, family, dump->transport, sequence)) {
            return false;
        }
        if (take(netlink, dump, sequence)) {
            return true;
        }
        if (errno != EINTR) {
            return false;
        }
    }
    return false;
}

bool diag_read(struct host_sockets *sockets, enum portreg_transport transport)
{
    struct functions f;
    struct dump dump = { .f = &f, .sockets = sockets, .transport = transport };
    struct mnl_socket *netlink = NULL;
    bool good;

    if (LIBRARY_LOAD("libmnl.so.0", FUNCTIONS, &f, NULL) == PORTREG_OK) {
        netlink = f.mnl_socket_open(NETLINK_SOCK_DIAG);
    }
    if (netlink == NULL) {
        return false;
    }
    good = f.mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) == 0 &&
           read_family(netlink, &dump, AF_INET) && read_family(netlink, &dump, AF_INET6);
    f.mnl_socket_close(netlink);
    return good;
}
