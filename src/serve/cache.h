/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include <stdint.h>

#include <portreg/types.h>

/*
 * Answers that were made, ready to be sent: of one site, by what was asked.
 * Bounded in bytes; what was not asked for since the last round goes first.
 * Any thread.
 */
#define CACHE_BYTES_MAX (16u << 20)
#define CACHE_ANSWER_MAX (512u << 10) /* bytes of one answer; a larger one is not kept */

struct cache;
struct prepared;

struct cache *cache_create(void); /* NULL if memory is short */
void cache_destroy(struct cache *cache); /* accepts NULL */

/*
 * What was kept under the key on that day (days since 1970); a reference for
 * the caller, or NULL.
 */
struct prepared *cache_find(struct cache *cache, struct portreg_string key, uint32_t day);

/* Keeps it, with a reference of the cache's own, if there is room to be made. */
void cache_keep(struct cache *cache, struct portreg_string key, uint32_t day,
                struct prepared *prepared);

#endif
