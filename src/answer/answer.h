/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_ANSWER_H
#define ANSWER_ANSWER_H

#include <portreg/query.h>

#include "answer/layer.h"
#include "util/string.h"

#define ANSWERS_MAX (1u << 28)     /* more than the rows of all layers */
#define ANSWER_TEXT_MAX (1u << 30) /* bytes of all answers in any form */

/* What is known of a number and transport, or a name: one line of output. */
struct answer {
    const struct layer *layer;
    uint32_t row; /* PORTREG_NONE: the registry has none, and the rest says what holds */
    uint16_t first;
    uint16_t last;
    enum portreg_transport transport; /* NONE: all */
    enum portreg_port_status status;
    enum portreg_status_reason reason;
};

/* A row as it is printed; `number` holds the text of one that the registry does not have. */
struct answer_cells {
    struct portreg_row row;
    char number[2 * STRING_UNSIGNED_SIZE];
};

/* Reads the answer's row, or makes one of its number, transport and status. */
void answer_read(const struct answer *answer, struct answer_cells *ret);

/* The same, but reads the text of some columns alone; see portreg_snapshot_row_columns(). */
void answer_read_columns(const struct answer *answer, unsigned columns, struct answer_cells *ret);

/*
 * Answers in the order in which they are said. Their layers are borrowed. A
 * failed addition (memory, limit) is remembered: check `failed` once at the end.
 */
struct answers {
    struct answer *items;
    size_t count;
    size_t capacity;
    bool failed;
};

void answers_add(struct answers *answers, const struct answer *answer);

/* Adds a row of a layer. */
void answers_add_row(struct answers *answers, const struct layer *layer, uint32_t row);

/* Adds every row of the layer's view. */
void answers_add_layer(struct answers *answers, const struct layer *layer);

/* Releases the memory; the answers are empty and may be used again. */
void answers_free(struct answers *answers);

#endif
