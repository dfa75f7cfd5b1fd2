/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/prefetch.h"

#include <pthread.h>
#include <stdlib.h>

#include "util/error.h"

/* Two that were given stay; the rest are ahead. */
#define SLOT_COUNT 4
#define SLOTS_KEPT 2

struct slot {
    struct source_file file;
    enum portreg_status status;
    struct portreg_error error;
    uint64_t done;
    uint64_t total;
};

struct prefetch {
    struct source *source;
    struct slot slots[SLOT_COUNT];
    bool wants_thread;
    bool threaded;
    bool ended; /* the source gave its last file or an error */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t filled; /* slots filled so far */
    uint64_t given;  /* slots given so far */
    bool closing;
};

static void fill_slot(struct prefetch *prefetch, struct slot *slot)
{
    slot->status = source_next(prefetch->source, &slot->file, &slot->error);
    source_progress(prefetch->source, &slot->done, &slot->total);
}

static bool is_last(const struct slot *slot)
{
    return slot->status != PORTREG_OK || !slot->file.name;
}

static void *run(void *data)
{
    struct prefetch *prefetch = data;
    bool last = false;
    while (!last) {
        pthread_mutex_lock(&prefetch->lock);
        while (!prefetch->closing &&
               prefetch->filled >= prefetch->given + SLOT_COUNT - SLOTS_KEPT) {
            pthread_cond_wait(&prefetch->changed, &prefetch->lock);
        }
        bool closing = prefetch->closing;
        struct slot *slot = &prefetch->slots[prefetch->filled % SLOT_COUNT];
        pthread_mutex_unlock(&prefetch->lock);
        if (closing) {
            break;
        }
        fill_slot(prefetch, slot);
        last = is_last(slot);
        pthread_mutex_lock(&prefetch->lock);
        prefetch->filled++;
        pthread_cond_broadcast(&prefetch->changed);
        pthread_mutex_unlock(&prefetch->lock);
    }
    return NULL;
}

enum portreg_status prefetch_open(const char *path, bool threaded, struct prefetch **ret,
                                  struct portreg_error *error)
{
    struct prefetch *prefetch = calloc(1, sizeof(*prefetch));
    if (!prefetch) {
        return error_out_of_memory(error);
    }
    enum portreg_status status = source_open(path, &prefetch->source, error);
    if (status != PORTREG_OK) {
        free(prefetch);
        return status;
    }
    for (unsigned i = 0; i < SLOT_COUNT; i++) {
        source_file_init(&prefetch->slots[i].file);
    }
    prefetch->wants_thread = threaded;
    pthread_mutex_init(&prefetch->lock, NULL);
    pthread_cond_init(&prefetch->changed, NULL);
    *ret = prefetch;
    return PORTREG_OK;
}

/* Waits for the next slot, or fills it if there is no thread. */
static struct slot *take_slot(struct prefetch *prefetch)
{
    struct slot *slot = &prefetch->slots[prefetch->given % SLOT_COUNT];
    if (!prefetch->threaded) {
        fill_slot(prefetch, slot);
        prefetch->filled++;
        prefetch->given++;
        return slot;
    }
    pthread_mutex_lock(&prefetch->lock);
    prefetch->given++;
    pthread_cond_broadcast(&prefetch->changed);
    while (prefetch->filled < prefetch->given) {
        pthread_cond_wait(&prefetch->changed, &prefetch->lock);
    }
    pthread_mutex_unlock(&prefetch->lock);
    return slot;
}

enum portreg_status prefetch_next(struct prefetch *prefetch, const struct source_file **ret,
                                  struct portreg_error *error)
{
    *ret = NULL;
    if (prefetch->ended) {
        return PORTREG_OK;
    }
    struct slot *slot = take_slot(prefetch);
    prefetch->ended = is_last(slot);
    if (slot->status != PORTREG_OK) {
        if (error) {
            *error = slot->error;
        }
        return slot->status;
    }
    if (prefetch->ended) {
        return PORTREG_OK;
    }
    if (prefetch->wants_thread && !prefetch->threaded && slot->file.is_archived) {
        prefetch->threaded = pthread_create(&prefetch->thread, NULL, run, prefetch) == 0;
    }
    *ret = &slot->file;
    return PORTREG_OK;
}

void prefetch_progress(const struct prefetch *prefetch, uint64_t *ret_done, uint64_t *ret_total)
{
    const struct slot *slot =
        &prefetch->slots[(prefetch->given + SLOT_COUNT - 1) % SLOT_COUNT];
    *ret_done = slot->done;
    *ret_total = slot->total;
}

void prefetch_close(struct prefetch *prefetch)
{
    if (!prefetch) {
        return;
    }
    if (prefetch->threaded) {
        pthread_mutex_lock(&prefetch->lock);
        prefetch->closing = true;
        pthread_cond_broadcast(&prefetch->changed);
        pthread_mutex_unlock(&prefetch->lock);
        pthread_join(prefetch->thread, NULL);
    }
    source_close(prefetch->source);
    for (unsigned i = 0; i < SLOT_COUNT; i++) {
        source_file_free(&prefetch->slots[i].file);
    }
    pthread_mutex_destroy(&prefetch->lock);
    pthread_cond_destroy(&prefetch->changed);
    free(prefetch);
}
