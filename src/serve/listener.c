/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "util/error.h"
#include "util/string.h"

#define BACKLOG 1024
#define HOST_DEFAULT "127.0.0.1"

/* Cuts ADDRESS:PORT into its halves. */
static bool split(const char *text, char host[LISTENER_TEXT_SIZE], const char **port)
{
    const char *colon = strrchr(text, ':');
    size_t size;

    if (colon == NULL) {
        snprintf(host, LISTENER_TEXT_SIZE, "%s", HOST_DEFAULT);
        *port = text;
        return true;
    }
    *port = colon + 1;
    size = (size_t)(colon - text);
    if (size > 2 && text[0] == '[' && text[size - 1] == ']') {
        text++;
        size -= 2;
    } else if (memchr(text, ':', size) != NULL) {
        return false;
    }
    if (size >= LISTENER_TEXT_SIZE) {
        return false;
    }
    memcpy(host, text, size);
    host[size] = '\0';
    return true;
}

static enum portreg_status resolve(const char *text, struct addrinfo **ret,
                                   struct portreg_error *error)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
    char host[LISTENER_TEXT_SIZE];
    const char *port;
    uint64_t number;

    if (!split(text, host, &port) || !string_parse_unsigned(string_of(port), 65535, &number) ||
        getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, ret) != 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "'%s' is not an address to listen on; they look like 127.0.0.1:8080, "
                         "[::1]:8080 or 8080",
                         text);
    }
    return PORTREG_OK;
}

static enum portreg_status explain(const char *text, struct portreg_error *error)
{
    switch (errno) {
    case EADDRINUSE:
        return error_set(error, PORTREG_IO,
                         "cannot listen on %s: another program does (ss -ltnp shows which); "
                         "choose another port with --listen, 0 for any that is free",
                         text);
    case EACCES:
        return error_set(error, PORTREG_IO,
                         "cannot listen on %s: System Ports (below 1024) take root or "
                         "CAP_NET_BIND_SERVICE; choose another port with --listen",
                         text);
    case EADDRNOTAVAIL:
        return error_set(error, PORTREG_IO,
                         "cannot listen on %s: no interface of this machine has that address",
                         text);
    default:
        return error_set(error, PORTREG_IO, "cannot listen on %s: %s", text, strerror(errno));
    }
}

/* The address as it is after binding, with the port that was chosen. */
static void describe(struct listener *listener)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    char host[INET6_ADDRSTRLEN];
    char port[8];

    if (getsockname(listener->descriptor, (struct sockaddr *)&address, &size) != 0 ||
        address.ss_family == AF_UNIX ||
        getnameinfo((struct sockaddr *)&address, size, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        snprintf(listener->address, sizeof(listener->address), "localhost");
        return;
    }
    if (strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0) {
        /* All of this machine's; this one leads there from here. */
        snprintf(listener->address, sizeof(listener->address), "localhost:%s", port);
        return;
    }
    snprintf(listener->address, sizeof(listener->address),
             strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
}

static bool bind_and_listen(int descriptor, const struct addrinfo *info)
{
    const int on = 1;

    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (info->ai_family == AF_INET6) {
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    }
    /* Those that are accepted inherit it. */
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return bind(descriptor, info->ai_addr, info->ai_addrlen) == 0 &&
           listen(descriptor, BACKLOG) == 0;
}

static struct listener *next_listener(struct listeners *listeners)
{
    return listeners->count < LISTENERS_MAX ? &listeners->items[listeners->count] : NULL;
}

enum portreg_status listeners_add(struct listeners *listeners, const char *text,
                                  struct portreg_error *error)
{
    struct listener *listener = next_listener(listeners);
    struct addrinfo *info;
    enum portreg_status status;

    if (listener == NULL) {
        return error_set(error, PORTREG_LIMIT, "more than %d addresses to listen on",
                         LISTENERS_MAX);
    }
    status = resolve(text, &info, error);
    if (status != PORTREG_OK) {
        return status;
    }
    listener->descriptor =
        socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener->descriptor < 0 || !bind_and_listen(listener->descriptor, info)) {
        status = explain(text, error);
        if (listener->descriptor >= 0) {
            close(listener->descriptor);
        }
    } else {
        describe(listener);
        listeners->count++;
    }
    freeaddrinfo(info);
    return status;
}

enum portreg_status listeners_inherit(struct listeners *listeners, struct portreg_error *error)
{
    int count = sd_listen_fds(1);

    for (int i = 0; i < count; i++) {
        struct listener *listener = next_listener(listeners);

        if (listener == NULL) {
            return error_set(error, PORTREG_LIMIT, "systemd passes more than %d sockets",
                             LISTENERS_MAX);
        }
        listener->descriptor = SD_LISTEN_FDS_START + i;
        if (sd_is_socket(listener->descriptor, AF_UNSPEC, SOCK_STREAM, 1) <= 0) {
            return error_set(error, PORTREG_INVALID_ARGUMENT,
                             "systemd passes a descriptor that is no listening stream socket; "
                             "the socket unit needs ListenStream=");
        }
        describe(listener);
        listeners->count++;
    }
    return PORTREG_OK;
}

void listeners_close(struct listeners *listeners)
{
    while (listeners->count > 0) {
        close(listeners->items[--listeners->count].descriptor);
    }
}
