/* SPDX-License-Identifier: BSD-2-Clause */
#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define BLOCK_SIZE 65536
#define ANNOUNCED_SIZE ((uint64_t)65 << 20)

struct server {
    struct MHD_Daemon *daemon;
    pthread_mutex_t mutex;
    struct server_answer answer;
    struct server_seen seen;
    bool stopping;
};

/* One answer under way; the script may change meanwhile. */
struct stream {
    struct server *server;
    struct server_answer answer;
};

static bool is_stopping(struct server *server)
{
    bool stopping;

    pthread_mutex_lock(&server->mutex);
    stopping = server->stopping;
    pthread_mutex_unlock(&server->mutex);
    return stopping;
}

static ssize_t stall(struct server *server)
{
    const struct timespec pause = { .tv_nsec = 20000000 };

    while (!is_stopping(server)) {
        nanosleep(&pause, NULL);
    }
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t send_more(void *context, uint64_t position, char *data, size_t room)
{
    struct stream *stream = context;
    const struct server_answer *answer = &stream->answer;
    uint64_t end = answer->size / 2;
    size_t size;

    if (answer->mode == SERVER_ENDLESS || answer->mode == SERVER_ANNOUNCED) {
        memset(data, ' ', room);
        return (ssize_t)room;
    }
    if (answer->mode == SERVER_SLOW) {
        end = 1;
    }
    if (position >= end) {
        return answer->mode == SERVER_SLOW ? stall(stream->server)
                                           : MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size = end - position < room ? (size_t)(end - position) : room;
    memcpy(data, (const char *)answer->body + position, size);
    return (ssize_t)size;
}

static struct MHD_Response *make_response(struct server *server, const struct server_answer *answer)
{
    uint64_t announced = MHD_SIZE_UNKNOWN;
    struct stream *stream;

    if (answer->mode == SERVER_WHOLE) {
        return MHD_create_response_from_buffer(answer->size, (void *)(uintptr_t)answer->body,
                                               MHD_RESPMEM_MUST_COPY);
    }
    if (answer->mode == SERVER_TRUNCATED || answer->mode == SERVER_SLOW) {
        announced = answer->size;
    } else if (answer->mode == SERVER_ANNOUNCED) {
        announced = ANNOUNCED_SIZE;
    }
    stream = malloc(sizeof(*stream));
    if (stream == NULL) {
        return NULL;
    }
    *stream = (struct stream){ server, *answer };
    return MHD_create_response_from_callback(announced, BLOCK_SIZE, send_more, stream, free);
}

static void keep(struct MHD_Connection *connection, const char *name, char *value)
{
    const char *found = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    snprintf(value, SERVER_HEADER_SIZE, "%s", found != NULL ? found : "");
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL) {
        MHD_add_response_header(response, name, value);
    }
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    struct server *server = context;
    struct server_answer answer;
    struct MHD_Response *response;
    enum MHD_Result result;

    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_size;
    (void)request;
    pthread_mutex_lock(&server->mutex);
    answer = server->answer;
    server->seen.requests++;
    keep(connection, "If-None-Match", server->seen.if_none_match);
    keep(connection, "If-Modified-Since", server->seen.if_modified_since);
    keep(connection, "Accept-Encoding", server->seen.accept_encoding);
    keep(connection, "User-Agent", server->seen.user_agent);
    pthread_mutex_unlock(&server->mutex);
    response = make_response(server, &answer);
    if (response == NULL) {
        return MHD_NO;
    }
    add(response, "ETag", answer.etag);
    add(response, "Last-Modified", answer.last_modified);
    add(response, "Location", answer.location);
    add(response, "Content-Encoding", answer.encoding);
    add(response, "Content-Type", answer.type);
    result = MHD_queue_response(connection, answer.status, response);
    MHD_destroy_response(response);
    return result;
}

struct server *server_start(const char *certificate, const char *key)
{
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD;
    struct server *server = calloc(1, sizeof(*server));
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

    assert_non_null(server);
    pthread_mutex_init(&server->mutex, NULL);
    server->daemon =
        certificate == NULL
            ? MHD_start_daemon(flags, 0, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR,
                               &address, MHD_OPTION_END)
            : MHD_start_daemon(flags | MHD_USE_TLS, 0, NULL, NULL, handle, server,
                               MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_HTTPS_MEM_CERT,
                               certificate, MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_END);
    if (server->daemon == NULL) {
        fail_msg("no HTTP server can be started on this machine");
    }
    return server;
}

void server_stop(struct server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    pthread_mutex_unlock(&server->mutex);
    MHD_stop_daemon(server->daemon);
    pthread_mutex_destroy(&server->mutex);
    free(server);
}

unsigned server_port(const struct server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void server_answer(struct server *server, const struct server_answer *answer)
{
    pthread_mutex_lock(&server->mutex);
    server->answer = *answer;
    pthread_mutex_unlock(&server->mutex);
}

struct server_seen server_seen(struct server *server)
{
    struct server_seen seen;

    pthread_mutex_lock(&server->mutex);
    seen = server->seen;
    pthread_mutex_unlock(&server->mutex);
    return seen;
}
