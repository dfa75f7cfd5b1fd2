/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/command.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "cli/locations.h"
#include "cli/registry.h"
#include "serve/client.h"
#include "serve/download.h"
#include "serve/metrics.h"
#include "serve/server.h"
#include "serve/watch.h"

#define CONNECTIONS_DEFAULT 4096
#define CONNECTIONS_PER_ADDRESS_DEFAULT 256
#define SECONDS_MAX 86400 /* of each time limit */
#define STOP_SECONDS 10
#define URL_SIZE 512

/* All of `portreg serve`, from its options to its end. */
struct service {
    const struct invocation *invocation;
    struct locations locations;
    struct server_options options;
    struct listeners listeners;
    struct server *server;
    struct watch watch;   /* the snapshots */
    struct watch folders; /* where they were found, unless they were named */
    char url[URL_SIZE]; /* of the first listener, unless --url says another */
    pthread_t warmer; /* makes the downloads while requests are answered already */
    struct site *warmed; /* its reference; NULL: there is no such thread */
    atomic_bool stopping;
};

static bool read_count(const struct invocation *invocation, const char *option, uint64_t max,
                       unsigned otherwise, unsigned *ret)
{
    uint64_t count;

    if (!invocation_unsigned(invocation, option, max, otherwise, &count)) {
        return false;
    }
    *ret = (unsigned)count;
    return true;
}

static bool read_seconds(const struct invocation *invocation, const char *option,
                         unsigned otherwise, unsigned *ret)
{
    if (!read_count(invocation, option, SECONDS_MAX, otherwise, ret)) {
        return false;
    }
    if (*ret == 0) {
        message_usage(invocation, "--%s takes a number of seconds from 1 on", option);
        return false;
    }
    return true;
}

static bool read_times(const struct invocation *invocation, struct server_options *options)
{
    return read_seconds(invocation, "idle-timeout", CLIENT_IDLE_SECONDS,
                        &options->idle_seconds) &&
           read_seconds(invocation, "head-timeout", CLIENT_HEAD_SECONDS,
                        &options->phase_seconds[CLIENT_HEAD]) &&
           read_seconds(invocation, "body-timeout", CLIENT_BODY_SECONDS,
                        &options->phase_seconds[CLIENT_BODY]) &&
           read_seconds(invocation, "answer-timeout", CLIENT_ANSWER_SECONDS,
                        &options->phase_seconds[CLIENT_ANSWER]);
}

static bool read_options(struct service *service)
{
    const struct invocation *invocation = service->invocation;
    struct server_options *options = &service->options;
    const char *log = invocation_value(invocation, "access-log");
    struct portreg_error error = { .status = PORTREG_OK };

    if (!read_count(invocation, "threads", SERVER_THREADS_MAX, 0, &options->threads) ||
        !read_count(invocation, "connections", SERVER_CONNECTIONS_MAX, CONNECTIONS_DEFAULT,
                    &options->connections) ||
        !read_count(invocation, "connections-per-address", SERVER_CONNECTIONS_MAX,
                    CONNECTIONS_PER_ADDRESS_DEFAULT, &options->connections_per_address) ||
        !read_times(invocation, options)) {
        return false;
    }
    if (options->connections == 0) {
        message_usage(invocation, "--connections takes a number from 1 on");
        return false;
    }
    if (log != NULL && access_log_open(log, &options->log, &error) != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    return true;
}

static bool open_listeners(struct service *service)
{
    struct portreg_error error = { .status = PORTREG_OK };
    enum portreg_status status = listeners_inherit(&service->listeners, &error);
    size_t cursor = 0;
    const char *text;

    while (status == PORTREG_OK &&
           (text = invocation_next_value(service->invocation, "listen", &cursor)) != NULL) {
        status = listeners_add(&service->listeners, text, &error);
    }
    if (status == PORTREG_OK && service->listeners.count == 0) {
        status = listeners_add(&service->listeners, LISTENER_DEFAULT, &error);
    }
    if (status != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    return true;
}

/* Where the site is for its readers: --url, else the first address that is listened on. */
static bool choose_url(struct service *service)
{
    const char *given = invocation_value(service->invocation, "url");
    size_t size = given != NULL ? strlen(given) : 0;

    if (given == NULL) {
        snprintf(service->url, sizeof(service->url), "http://%s",
                 service->listeners.items[0].address);
        return true;
    }
    while (size > 0 && given[size - 1] == '/') {
        size--; /* addresses on this server begin with one */
    }
    if ((strncmp(given, "http://", 7) != 0 && strncmp(given, "https://", 8) != 0) ||
        size >= sizeof(service->url) || strcspn(given, " \t\r\n\"<>\\") != strlen(given)) {
        message_usage(service->invocation,
                      "--url takes where readers find the site, such as https://ports.example");
        return false;
    }
    snprintf(service->url, sizeof(service->url), "%.*s", (int)size, given);
    return true;
}

static void *warm(void *data)
{
    struct service *service = data;

    downloads_warm(service->warmed, &service->stopping);
    site_unref(service->warmed);
    return NULL;
}

/* Without it, whoever asks first waits a moment. */
static void start_warmer(struct service *service)
{
    service->warmed = server_site(service->server);
    if (pthread_create(&service->warmer, NULL, warm, service) != 0) {
        site_unref(service->warmed);
        service->warmed = NULL;
    }
}

static void stop_warmer(struct service *service)
{
    atomic_store(&service->stopping, true);
    if (service->warmed != NULL) {
        pthread_join(service->warmer, NULL);
    }
}

static void watch_locations(struct service *service)
{
    const struct locations *locations = &service->locations;

    watch_paths(&service->watch, locations->paths, locations->count);
    watch_paths(&service->folders, locations->folders, locations->folder_count);
}

static bool start(struct service *service)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct site *site;
    enum portreg_status status;

    if (!choose_url(service) || !locations_find(&service->locations, service->invocation)) {
        return false;
    }
    if (service->locations.count == 0) {
        registry_missing();
        return false;
    }
    watch_locations(service);
    status = site_open(service->locations.paths, service->locations.count, service->url,
                       &site, &error);
    if (status == PORTREG_OK) {
        status = server_start(&service->options, &service->listeners, site, &service->server,
                              &error);
        site_unref(site);
    }
    if (status != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    start_warmer(service);
    return true;
}

static bool is_same(const struct locations *a, const struct locations *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        if (strcmp(a->paths[i], b->paths[i]) != 0) {
            return false;
        }
    }
    return a->count == b->count;
}

/*
 * Looks for snapshots anew: there may be others beside those that are known.
 * Whether there are; without any it stays at those.
 */
static bool find_others(struct service *service)
{
    struct locations found;
    struct locations before = service->locations;

    if (!locations_find(&found, service->invocation) || found.count == 0 ||
        is_same(&found, &before)) {
        locations_free(&found);
        return false;
    }
    service->locations = found;
    watch_locations(service);
    locations_free(&before);
    return true;
}

/* Says what could not be read; whether anything could. */
static bool tell_faults(const struct site *site)
{
    size_t kept = 0;

    for (size_t i = 0; i < site->fault_count; i++) {
        const struct layer *layer = site_faulty_layer(site, i);

        message_error(&site->faults[i]);
        if (layer != NULL) {
            message_note("going on with layer '%.*s' as it was", (int)layer_name(layer).size,
                         layer_name(layer).data);
            kept++;
        } else {
            message_note("going on without that file");
        }
    }
    return kept < site->layers.count;
}

static void reload(struct service *service)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct site *before = server_site(service->server);
    struct site *site;
    enum portreg_status status = site_reopen(before, service->locations.paths,
                                             service->locations.count, &site, &error);

    site_unref(before);
    if (status != PORTREG_OK) {
        metrics_count_reload(false);
        message_error(&error);
        message_note("going on with the registry as it was");
        return;
    }
    downloads_warm(site, &service->stopping);
    server_publish(service->server, site);
    metrics_count_reload(site->fault_count == 0);
    if (tell_faults(site)) {
        message_note("publishing the registry anew");
    }
    site_unref(site);
}

/* What happens once a second. */
static void keep_house(struct service *service)
{
    clients_cut_late();
    if (service->options.log != NULL) {
        access_log_flush(service->options.log);
    }
    if ((watch_changed(&service->folders) && find_others(service)) ||
        watch_changed(&service->watch)) {
        reload(service);
    }
}

static void reopen_log(struct service *service)
{
    struct portreg_error error = { .status = PORTREG_OK };

    if (service->options.log != NULL &&
        access_log_reopen(service->options.log, &error) != PORTREG_OK) {
        message_error(&error);
    }
}

static void block_signals(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
    sigaddset(ret, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ret, NULL);
}

/* Until a signal says to stop. */
static void run(struct service *service, const sigset_t *signals)
{
    const struct timespec second = { 1, 0 };

    for (;;) {
        switch (sigtimedwait(signals, NULL, &second)) {
        case SIGTERM:
        case SIGINT:
            return;
        case SIGHUP:
            reopen_log(service);
            find_others(service);
            watch_changed(&service->watch); /* what is read now need not be read again */
            reload(service);
            break;
        default:
            keep_house(service);
            break;
        }
    }
}

static void stop(struct service *service)
{
    if (service->server != NULL) {
        sd_notify(0, "STOPPING=1");
        server_stop(service->server, STOP_SECONDS);
        stop_warmer(service);
    }
    listeners_close(&service->listeners);
    access_log_close(service->options.log);
    locations_free(&service->locations);
}

int serve_run(const struct invocation *invocation)
{
    struct service service = { .invocation = invocation };
    sigset_t signals;
    int code = EXIT_ERROR;

    block_signals(&signals); /* before there are threads, which inherit it */
    if (read_options(&service) && open_listeners(&service) && start(&service)) {
        fprintf(stderr, "portreg: the registry is at %s/%s\n", service.url,
                isatty(STDERR_FILENO) ? " (Ctrl-C ends it)" : "");
        sd_notify(0, "READY=1");
        run(&service, &signals);
        code = EXIT_FOUND;
    }
    stop(&service);
    return code;
}
