/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "serve/prepared.h"
#include "util/hash.h"
#include "util/string.h"

#define SHARDS 16 /* each with a lock of its own */
#define SHARD_SLOTS 1024
#define SHARD_BYTES_MAX (CACHE_BYTES_MAX / SHARDS)

/* What an answer takes beside its body: a dozen headers, the entry, what malloc adds. */
#define ANSWER_OVERHEAD 4096

struct entry {
    struct entry *next; /* of the same slot */
    struct prepared *prepared;
    uint64_t hash;
    uint32_t day;
    bool used; /* since the hand came by last */
    size_t key_size;
    char key[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry *slots[SHARD_SLOTS];
    size_t bytes;
    unsigned hand; /* slot at which making room goes on */
};

struct cache {
    struct shard shards[SHARDS];
};

struct cache *cache_create(void)
{
    struct cache *cache = calloc(1, sizeof(*cache));

    for (size_t i = 0; cache != NULL && i < SHARDS; i++) {
        pthread_mutex_init(&cache->shards[i].lock, NULL);
    }
    return cache;
}

static size_t entry_bytes(const struct entry *entry)
{
    return entry->prepared->size + entry->key_size + ANSWER_OVERHEAD;
}

static void remove_entry(struct shard *shard, struct entry **link)
{
    struct entry *entry = *link;

    *link = entry->next;
    shard->bytes -= entry_bytes(entry);
    prepared_unref(entry->prepared);
    free(entry);
}

void cache_destroy(struct cache *cache)
{
    for (size_t i = 0; cache != NULL && i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];

        for (size_t j = 0; j < SHARD_SLOTS; j++) {
            while (shard->slots[j] != NULL) {
                remove_entry(shard, &shard->slots[j]);
            }
        }
        pthread_mutex_destroy(&shard->lock);
    }
    free(cache);
}

static struct entry **find_entry(struct shard *shard, struct portreg_string key, uint64_t hash)
{
    struct entry **link = &shard->slots[hash / SHARDS % SHARD_SLOTS];

    while (*link != NULL &&
           !((*link)->hash == hash &&
             string_equal((struct portreg_string){ (*link)->key, (*link)->key_size }, key))) {
        link = &(*link)->next;
    }
    return link;
}

struct prepared *cache_find(struct cache *cache, struct portreg_string key, uint32_t day)
{
    uint64_t hash = hash_bytes(key.data, key.size);
    struct shard *shard = &cache->shards[hash % SHARDS];
    struct prepared *prepared = NULL;
    struct entry **link;

    pthread_mutex_lock(&shard->lock);
    link = find_entry(shard, key, hash);
    if (*link != NULL && (*link)->day == day) {
        (*link)->used = true;
        prepared = prepared_ref((*link)->prepared);
    } else if (*link != NULL) {
        remove_entry(shard, link);
    }
    pthread_mutex_unlock(&shard->lock);
    return prepared;
}

/* Drops what was not used since the hand came by, until `extra` bytes fit. */
static void make_room(struct shard *shard, size_t extra)
{
    while (shard->bytes > 0 && shard->bytes + extra > SHARD_BYTES_MAX) {
        struct entry **link = &shard->slots[shard->hand];

        while (*link != NULL) {
            if ((*link)->used) {
                (*link)->used = false;
                link = &(*link)->next;
            } else {
                remove_entry(shard, link);
            }
        }
        shard->hand = (shard->hand + 1) % SHARD_SLOTS;
    }
}

static struct entry *make_entry(struct portreg_string key, uint64_t hash, uint32_t day,
                                struct prepared *prepared)
{
    struct entry *entry = malloc(sizeof(*entry) + key.size);

    if (entry == NULL) {
        return NULL;
    }
    *entry = (struct entry){ .prepared = prepared, .hash = hash, .day = day, .used = true,
                             .key_size = key.size };
    memcpy(entry->key, key.data, key.size);
    return entry;
}

void cache_keep(struct cache *cache, struct portreg_string key, uint32_t day,
                struct prepared *prepared)
{
    uint64_t hash = hash_bytes(key.data, key.size);
    struct shard *shard = &cache->shards[hash % SHARDS];
    struct entry **link;
    struct entry *entry;

    if (prepared->size > CACHE_ANSWER_MAX || prepared->size + key.size + ANSWER_OVERHEAD >
                                                 SHARD_BYTES_MAX) {
        return;
    }
    entry = make_entry(key, hash, day, prepared);
    if (entry == NULL) {
        return;
    }
    prepared_ref(prepared);
    pthread_mutex_lock(&shard->lock);
    link = find_entry(shard, key, hash);
    if (*link != NULL) {
        remove_entry(shard, link);
    }
    make_room(shard, entry_bytes(entry));
    link = &shard->slots[hash / SHARDS % SHARD_SLOTS];
    entry->next = *link;
    *link = entry;
    shard->bytes += entry_bytes(entry);
    pthread_mutex_unlock(&shard->lock);
}
