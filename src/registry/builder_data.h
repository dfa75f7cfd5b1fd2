/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_BUILDER_DATA_H
#define REGISTRY_BUILDER_DATA_H

#include "registry/builder.h"

/*
 * What a builder holds, for those who turn it into a snapshot or fill it from
 * one. Everybody else goes through builder.h.
 */

/* Distinct runs of bytes, one after another; run i is starts[i] to starts[i + 1]. */
struct pool {
    struct buffer bytes;
    uint32_t *starts;
    uint32_t *hashes;
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* hash table: id + 1, or 0 */
    uint32_t slot_count;
};

/* Rows of records, or of contacts. */
struct sequence {
    struct builder_row *rows;
    uint32_t row_count;
    uint32_t row_capacity;
    uint32_t first;     /* first row of the total order, BUILDER_NONE if there is none */
    uint32_t *standing; /* rows of the newest version, in order */
    uint32_t standing_count;
    uint32_t standing_capacity;
    uint32_t *coming; /* items of the version that is being added */
    uint32_t coming_count;
    uint32_t coming_capacity;
};

/* Finds the item that owns a text: index by text id, since texts are distinct. */
struct owners {
    uint32_t *item; /* item + 1 by text id, or 0 */
    uint32_t capacity;
};

/* Items without own text are told apart by their bytes: id + 1 by hash, or 0. */
struct bare_items {
    uint32_t *slots;
    uint32_t slot_count;
    uint32_t count;
};

struct interned {
    struct owners of_text;
    struct bare_items bare;
};

struct builder {
    struct pool strings;
    struct pool texts;
    struct builder_record *records;
    uint32_t record_count;
    uint32_t record_capacity;
    struct builder_contact *contacts;
    uint32_t contact_count;
    uint32_t contact_capacity;
    struct interned record_index;
    struct interned contact_index;
    struct sequence record_rows;
    struct sequence contact_rows;
    struct builder_version *versions;
    uint32_t version_count;
    uint32_t version_capacity;
    struct builder_version coming;
    struct buffer packed_blocks; /* compressed texts of a loaded snapshot, as they stand there */
    struct buffer packed_bytes;
    void *memory;
    void (*release_memory)(void *memory);
    const char *file;
    struct lint *lint;
};

/* Interns `bytes`; its id goes to `ret`. OUT_OF_MEMORY, LIMIT. */
enum portreg_status pool_add(struct pool *pool, struct portreg_string bytes, uint32_t *ret,
                             struct portreg_error *error);
/* Makes room for so many more runs of so many bytes in all; false if memory runs out. */
bool pool_reserve(struct pool *pool, uint32_t count, size_t size);
/* The id of `bytes`, BUILDER_NONE if they are not there. */
uint32_t pool_find(const struct pool *pool, struct portreg_string bytes);
struct portreg_string pool_get(const struct pool *pool, uint32_t id);
void pool_free(struct pool *pool);

#define POOL_BYTES_MAX (512u << 20)

/* array_grow() for what is numbered in 32 bits: BUILDER_NONE is no number. */
bool array_reserve(void *array, uint32_t *capacity, uint32_t least, size_t size);

/*
 * Takes the coming items over as the sequence of `version`: closes and opens
 * rows, keeps the total order.
 */
enum portreg_status sequence_advance(struct sequence *sequence, uint32_t version,
                                     uint32_t item_count, struct portreg_error *error);
enum portreg_status sequence_push(struct sequence *sequence, uint32_t item, uint32_t limit,
                                  const char *what, struct portreg_error *error);
void sequence_free(struct sequence *sequence);

/* The id of an equal record or contact (same text, or no text and same fields), old or new. */
enum portreg_status builder_intern_record(struct builder *builder,
                                          const struct builder_record *record, uint32_t *ret,
                                          struct portreg_error *error);
enum portreg_status builder_intern_contact(struct builder *builder,
                                           const struct builder_contact *contact, uint32_t *ret,
                                           struct portreg_error *error);

#endif
