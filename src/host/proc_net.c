/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/socket.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>

#include "util/file.h"
#include "util/string.h"

/*
 * The tables in /proc/net: a heading, then a line for each socket, words
 * between blanks. Addresses are words of 32 bits in the host's order, in
 * hexadecimal.
 */
#define TABLE_MAX (1u << 30)
#define WORDS_MAX 10

/* Words of tcp, udp and their like: where the address, state, uid and inode stand. */
enum { WORD_LOCAL = 1, WORD_STATE = 3, WORD_UID = 7, WORD_INODE = 9 };

/* Words of sctp/eps. */
enum { EPS_PORT = 5, EPS_UID = 6, EPS_INODE = 7, EPS_ADDRESS = 8 };

static bool parse_hex(struct portreg_string text, size_t digits, uint32_t *ret)
{
    uint64_t value;

    if (text.size < digits ||
        !string_parse_hexadecimal((struct portreg_string){ text.data, digits }, &value)) {
        return false;
    }
    *ret = (uint32_t)value;
    return true;
}

/* "0100007F:0016" */
static bool parse_local(struct portreg_string text, struct host_socket *ret)
{
    const size_t parts = ret->is_v6 ? 4 : 1;
    uint32_t port;

    for (size_t i = 0; i < parts; i++) {
        uint32_t part;

        if (!parse_hex(string_from(text, i * 8), 8, &part)) {
            return false;
        }
        memcpy(&ret->address[i * sizeof(part)], &part, sizeof(part));
    }
    if (text.size != parts * 8 + 5 || text.data[parts * 8] != ':' ||
        !parse_hex(string_from(text, parts * 8 + 1), 4, &port)) {
        return false;
    }
    ret->port = (uint16_t)port;
    return true;
}

static void add_line(struct host_sockets *sockets, struct portreg_string line,
                     struct host_socket socket)
{
    const uint32_t waits = socket.transport == PORTREG_TRANSPORT_UDP ? TCP_CLOSE : TCP_LISTEN;
    struct portreg_string words[WORDS_MAX];
    uint64_t uid;
    uint32_t state;

    if (string_split_words(line, words, WORDS_MAX) == WORDS_MAX &&
        parse_local(words[WORD_LOCAL], &socket) &&
        parse_hex(words[WORD_STATE], 2, &state) && state == waits &&
        string_parse_unsigned(words[WORD_UID], UINT32_MAX, &uid) &&
        string_parse_unsigned(words[WORD_INODE], UINT64_MAX, &socket.inode) && socket.port != 0) {
        socket.uid = (uint32_t)uid;
        host_sockets_add(sockets, &socket);
    }
}

/* An SCTP endpoint has several addresses; the first stands for it. */
static void add_sctp_line(struct host_sockets *sockets, struct portreg_string line,
                          struct host_socket socket)
{
    struct portreg_string words[WORDS_MAX];
    char address[INET6_ADDRSTRLEN] = "";
    uint64_t port;
    uint64_t uid;

    if (string_split_words(line, words, WORDS_MAX) <= EPS_ADDRESS ||
        words[EPS_ADDRESS].size >= sizeof(address) ||
        !string_parse_unsigned(words[EPS_PORT], PORTREG_PORT_MAX, &port) || port == 0 ||
        !string_parse_unsigned(words[EPS_UID], UINT32_MAX, &uid) ||
        !string_parse_unsigned(words[EPS_INODE], UINT64_MAX, &socket.inode)) {
        return;
    }
    memcpy(address, words[EPS_ADDRESS].data, words[EPS_ADDRESS].size);
    socket.is_v6 = strchr(address, ':') != NULL;
    socket.port = (uint16_t)port;
    socket.uid = (uint32_t)uid;
    if (inet_pton(socket.is_v6 ? AF_INET6 : AF_INET, address, socket.address) == 1) {
        host_sockets_add(sockets, &socket);
    }
}

static bool read_table(struct host_sockets *sockets, const char *path,
                       const struct host_socket *kind)
{
    struct buffer text = BUFFER_INIT(TABLE_MAX);
    struct portreg_string rest;
    struct portreg_string line;

    if (file_read(path, &text, NULL) != PORTREG_OK) {
        buffer_free(&text);
        return false;
    }
    rest = (struct portreg_string){ text.data, text.size };
    string_next_line(&rest, &line); /* the heading */
    while (string_next_line(&rest, &line)) {
        if (kind->transport == PORTREG_TRANSPORT_SCTP) {
            add_sctp_line(sockets, line, *kind);
        } else {
            add_line(sockets, line, *kind);
        }
    }
    buffer_free(&text);
    return true;
}

bool proc_net_read(struct host_sockets *sockets, enum portreg_transport transport)
{
    static const char *const paths[PORTREG_TRANSPORT_COUNT][2] = {
        [PORTREG_TRANSPORT_TCP] = { "/proc/net/tcp", "/proc/net/tcp6" },
        [PORTREG_TRANSPORT_UDP] = { "/proc/net/udp", "/proc/net/udp6" },
        [PORTREG_TRANSPORT_SCTP] = { "/proc/net/sctp/eps", NULL },
    };
    bool has_any = false;

    for (int i = 0; i < 2 && paths[transport][i] != NULL; i++) {
        const struct host_socket kind = { .transport = transport, .is_v6 = i == 1 };

        has_any |= read_table(sockets, paths[transport][i], &kind);
    }
    return has_any;
}
