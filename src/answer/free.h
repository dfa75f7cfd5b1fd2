/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_FREE_H
#define ANSWER_FREE_H

#include <portreg/numbers.h>
#include <portreg/status.h>

#include "answer/answer.h"

/* Numbers that nobody has, in blocks. */
struct free_request {
    struct portreg_free_options options;    /* range and transports; the layers are filled in */
    uint64_t count;                         /* the most blocks that are wanted */
    uint32_t contiguous;                    /* numbers in a block, from 1 on */
    bool ignore_layers;                     /* what the base leaves free is free */
    const struct portreg_number_set *taken; /* by a host; NULL: none */
};

/*
 * Reads "system", "user" or "FIRST-LAST". The error's message follows the name
 * of what was given: "--range takes …".
 */
enum portreg_status free_range_parse(struct portreg_string text,
                                     struct portreg_free_options *options,
                                     struct portreg_error *error);

/* Reads "tcp,udp" and adds them; the message is as above. */
enum portreg_status free_transports_parse(struct portreg_string text,
                                          struct portreg_free_options *options,
                                          struct portreg_error *error);

/* Steps through runs of numbers in blocks of one size; what is left of a run is passed over. */
struct free_blocks {
    const struct portreg_number_set *set;
    uint32_t size;
    uint32_t next; /* where to look on; 0 at first */
};
bool free_blocks_next(struct free_blocks *blocks, uint16_t *ret_first, uint16_t *ret_last);

/*
 * Adds an answer for each free block, of the base and with no row. Fails as
 * portreg_free_numbers() does.
 */
enum portreg_status answers_of_free(struct answers *answers, const struct layers *layers,
                                    const struct free_request *request,
                                    struct portreg_error *error);

#endif
