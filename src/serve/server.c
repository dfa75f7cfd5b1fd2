/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/server.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "serve/head.h"
#include "serve/http.h"
#include "serve/metrics.h"
#include "util/error.h"

#define DESCRIPTORS_OF_THREAD 2 /* libmicrohttpd's: epoll, and what wakes it */
#define DESCRIPTORS_BESIDE 32   /* for logs, and snapshots while they are opened */
#define STOP_STEP_MILLISECONDS 20

struct server {
    struct MHD_Daemon *daemons[LISTENERS_MAX];
    size_t daemon_count;
    pthread_mutex_t lock; /* for `site` */
    struct site *site;
    struct access_log *log;
};

static atomic_bool ready;

bool server_is_ready(void)
{
    return atomic_load(&ready);
}

struct access_log *server_log(const struct server *server)
{
    return server->log;
}

struct site *server_site(struct server *server)
{
    struct site *site;

    pthread_mutex_lock(&server->lock);
    site = server->site;
    site_ref(site);
    pthread_mutex_unlock(&server->lock);
    return site;
}

void server_publish(struct server *server, struct site *site)
{
    struct site *before;

    site_ref(site);
    pthread_mutex_lock(&server->lock);
    before = server->site;
    server->site = site;
    pthread_mutex_unlock(&server->lock);
    site_unref(before);
}

static unsigned choose_threads(unsigned asked)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (asked == 0) {
        asked = cores > 0 ? (unsigned)cores : 1;
    }
    return asked < SERVER_THREADS_MAX ? asked : SERVER_THREADS_MAX;
}

/* Each connection is a descriptor: the soft limit is often 1024. */
static enum portreg_status raise_descriptor_limit(const struct server_options *options,
                                                  size_t listeners, struct portreg_error *error)
{
    rlim_t of_threads =
        (rlim_t)listeners * choose_threads(options->threads) * DESCRIPTORS_OF_THREAD;
    rlim_t needed = options->connections + of_threads + DESCRIPTORS_BESIDE;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) {
        return PORTREG_OK;
    }
    if (limit.rlim_max < needed) {
        return error_set(error, PORTREG_LIMIT,
                         "%u connections take %llu descriptors, and this process may have %llu; "
                         "ask for fewer with --connections or raise the limit",
                         options->connections, (unsigned long long)needed,
                         (unsigned long long)limit.rlim_max);
    }
    limit.rlim_cur = needed;
    setrlimit(RLIMIT_NOFILE, &limit);
    return PORTREG_OK;
}

/* Connections that come while the server is being stopped are closed. */
static enum MHD_Result accept_client(void *data, const struct sockaddr *address, socklen_t size)
{
    (void)data;
    (void)address;
    (void)size;
    return server_is_ready() ? MHD_YES : MHD_NO;
}

static struct MHD_Daemon *start_daemon(const struct server_options *options, int descriptor,
                                       struct server *server)
{
    unsigned threads = choose_threads(options->threads);
    struct MHD_OptionItem items[] = {
        { MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)http_message, NULL },
        { MHD_OPTION_LISTEN_SOCKET, descriptor, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->connections, NULL },
        { MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)options->connections_per_address, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)options->idle_seconds, NULL },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, SERVER_HEAD_MAX, NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, head_is_ours() ? 0 : 1, NULL },
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)http_target, server },
        { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)http_connection, server },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)http_completed, server },
        /* A pool of one is an error: without the option there is one thread. */
        { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };

    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_USE_ITC |
                                MHD_USE_ERROR_LOG,
                            0, accept_client, NULL, http_request, server, MHD_OPTION_ARRAY, items,
                            MHD_OPTION_END);
}

static enum portreg_status start_daemons(const struct server_options *options,
                                         struct listeners *listeners, struct server *server,
                                         struct portreg_error *error)
{
    while (listeners->count > 0) {
        struct listener *listener = &listeners->items[listeners->count - 1];
        struct MHD_Daemon *daemon = start_daemon(options, listener->descriptor, server);

        if (daemon == NULL) {
            return error_set(error, PORTREG_IO, "cannot serve on %s: %s", listener->address,
                             errno != 0 ? strerror(errno) : "libmicrohttpd did not start");
        }
        listeners->count--;
        server->daemons[server->daemon_count++] = daemon;
    }
    return PORTREG_OK;
}

static void free_server(struct server *server)
{
    for (size_t i = 0; i < server->daemon_count; i++) {
        MHD_stop_daemon(server->daemons[i]);
    }
    site_unref(server->site);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

enum portreg_status server_start(const struct server_options *options,
                                 struct listeners *listeners, struct site *site,
                                 struct server **ret, struct portreg_error *error)
{
    struct server *server = calloc(1, sizeof(*server));
    enum portreg_status status;

    if (server == NULL) {
        listeners_close(listeners);
        return error_out_of_memory(error);
    }
    pthread_mutex_init(&server->lock, NULL);
    site_ref(site);
    server->site = site;
    server->log = options->log;
    clients_limit(options->phase_seconds);
    atomic_store(&ready, true); /* before there can be connections */
    status = raise_descriptor_limit(options, listeners->count, error);
    if (status == PORTREG_OK) {
        status = start_daemons(options, listeners, server, error);
    }
    if (status != PORTREG_OK) {
        atomic_store(&ready, false);
        listeners_close(listeners);
        free_server(server);
        return status;
    }
    *ret = server;
    return PORTREG_OK;
}

void server_stop(struct server *server, unsigned seconds)
{
    const struct timespec step = { 0, STOP_STEP_MILLISECONDS * 1000000L };
    unsigned steps = seconds * (1000 / STOP_STEP_MILLISECONDS);

    /* Not MHD_quiesce_daemon(): of its threads and this one, the second to let go aborts. */
    atomic_store(&ready, false);
    clients_end();
    while (metrics_running_requests() > 0 && steps-- > 0) {
        nanosleep(&step, NULL);
        clients_cut_late();
    }
    free_server(server);
}
