/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/client.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "serve/metrics.h"
#include "serve/request.h"

#define NANOSECONDS 1000000000u

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct client *first;

static unsigned limits[CLIENT_PHASES] = {
    [CLIENT_HEAD] = CLIENT_HEAD_SECONDS,
    [CLIENT_BODY] = CLIENT_BODY_SECONDS,
    [CLIENT_ANSWER] = CLIENT_ANSWER_SECONDS,
};

static atomic_size_t bodies_size;
static atomic_bool ending; /* clients_end() was called */

uint64_t client_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

static int64_t clock_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

struct client *client_open(int descriptor, const char *address)
{
    struct client *client = calloc(1, sizeof(*client));

    if (client == NULL) {
        return NULL;
    }
    client->descriptor = descriptor;
    client->exchange.target = BUFFER_INIT(TARGET_SIZE_MAX);
    client->exchange.body = BUFFER_INIT(REQUEST_BODY_MAX);
    snprintf(client->address, sizeof(client->address), "%s", address);
    client_allow(client, CLIENT_HEAD);
    pthread_mutex_lock(&lock);
    client->next = first;
    if (first != NULL) {
        first->previous = client;
    }
    first = client;
    pthread_mutex_unlock(&lock);
    metrics_count_connection(true);
    return client;
}

void client_close(struct client *client)
{
    pthread_mutex_lock(&lock);
    if (client->previous != NULL) {
        client->previous->next = client->next;
    } else {
        first = client->next;
    }
    if (client->next != NULL) {
        client->next->previous = client->previous;
    }
    pthread_mutex_unlock(&lock);
    buffer_free(&client->exchange.target);
    client_drop_body(client);
    free(client);
    metrics_count_connection(false);
}

void clients_limit(const unsigned seconds[CLIENT_PHASES])
{
    memcpy(limits, seconds, sizeof(limits));
}

void client_allow(struct client *client, enum client_phase phase)
{
    atomic_store_explicit(&client->deadline, clock_seconds() + limits[phase],
                          memory_order_relaxed);
    atomic_store(&client->phase, phase);
    if (phase == CLIENT_HEAD && atomic_load(&ending)) {
        shutdown(client->descriptor, SHUT_RD);
    }
}

void clients_end(void)
{
    atomic_store(&ending, true);
    pthread_mutex_lock(&lock);
    for (struct client *client = first; client != NULL; client = client->next) {
        if (atomic_load(&client->phase) == CLIENT_HEAD) {
            shutdown(client->descriptor, SHUT_RD);
        }
    }
    pthread_mutex_unlock(&lock);
}

void client_keep_body(struct client *client, const char *bytes, size_t size)
{
    struct exchange *exchange = &client->exchange;
    size_t before = exchange->body.capacity;

    if (exchange->body_too_long || exchange->is_crowded) {
        return;
    }
    buffer_append(&exchange->body, bytes, size);
    exchange->body_too_long = buffer_failed(&exchange->body);
    exchange->is_crowded = atomic_fetch_add(&bodies_size, exchange->body.capacity - before) +
                               exchange->body.capacity - before > CLIENT_BODIES_MAX;
    if (exchange->body_too_long || exchange->is_crowded) {
        client_drop_body(client); /* nobody will read it */
    }
}

void client_drop_body(struct client *client)
{
    struct buffer *body = &client->exchange.body;

    atomic_fetch_sub(&bodies_size, body->capacity);
    buffer_free(body);
    *body = BUFFER_INIT(REQUEST_BODY_MAX);
}

void clients_cut_late(void)
{
    int64_t now = clock_seconds();

    pthread_mutex_lock(&lock);
    for (struct client *client = first; client != NULL; client = client->next) {
        if (!client->is_cut &&
            atomic_load_explicit(&client->deadline, memory_order_relaxed) < now) {
            client->is_cut = true;
            shutdown(client->descriptor, SHUT_RDWR);
            metrics_count_cut();
        }
    }
    pthread_mutex_unlock(&lock);
}
