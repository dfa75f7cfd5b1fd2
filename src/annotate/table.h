/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_TABLE_H
#define ANNOTATE_TABLE_H

#include "annotate/annotate.h"

/*
 * What is added to a line for each port of each transport, as it is written.
 * A cell is (slot << 8 | length); texts begin at slots of 16 bytes. One of
 * TABLE_LENGTH_LONG bytes or more has its length in the slot's first four.
 */
#define TABLE_PORTS (PORTREG_PORT_MAX + 1)
#define TABLE_SLOT_SIZE 16
#define TABLE_LENGTH_LONG 255u
#define TABLE_POOL_MAX ((size_t)TABLE_SLOT_SIZE << 24)
/* Bytes that are readable behind each text. */
#define TABLE_PADDING 32

struct annotate_table {
    uint32_t cells[PORTREG_TRANSPORT_COUNT][TABLE_PORTS];
    uint32_t empty;      /* where there is no port, or another protocol */
    size_t text_max;     /* bytes of the longest text */
    struct buffer pool;
};

/* How texts are written. */
struct table_style {
    enum annotate_form form;
    char delimiter;
    struct portreg_string unset; /* stands for no value */
    struct portreg_string key;   /* of the port, for ANNOTATE_NDJSON */
};

enum portreg_status table_create(const struct annotate_request *request,
                                 const struct table_style *style, struct annotate_table **ret,
                                 struct portreg_error *error);
void table_destroy(struct annotate_table *table);

/* "service", "status", "description": what a new column is called after the port's. */
const char *table_field_suffix(enum annotate_field field);

/* Appends a value as the form writes it, without a delimiter. */
void table_append_value(const struct table_style *style, struct portreg_string value,
                        struct buffer *out);

static inline struct portreg_string table_text(const struct annotate_table *table, uint32_t cell)
{
    const char *slot = table->pool.data + (size_t)(cell >> 8) * TABLE_SLOT_SIZE;
    uint32_t size = cell & 0xFF;

    if (__builtin_expect(size == TABLE_LENGTH_LONG, 0)) {
        memcpy(&size, slot, sizeof(size));
        slot += sizeof(size);
    }
    return (struct portreg_string){ slot, size };
}

#endif
