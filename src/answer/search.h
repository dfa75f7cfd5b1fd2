/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_SEARCH_H
#define ANSWER_SEARCH_H

#include <portreg/filter.h>

#include "answer/answer.h"

/*
 * Adds the layer's rows in which the text occurs, or that the filter matches
 * if there is one (then the text is not looked at). LIMIT for a text of more
 * than PORTREG_FILTER_TEXT_MAX bytes.
 */
enum portreg_status search_layer(struct answers *answers, const struct layer *layer,
                                 struct portreg_string text, struct portreg_filter *filter,
                                 struct portreg_error *error);

/* The same for every layer in turn. */
enum portreg_status search_layers(struct answers *answers, const struct layers *layers,
                                  struct portreg_string text, struct portreg_filter *filter,
                                  struct portreg_error *error);

/* A part of what a search finds. */
struct search_window {
    uint64_t first; /* answers before it */
    uint64_t count; /* at most so many */
    uint64_t total; /* out: what is found in all */
};

/* search_layers(), of which the window alone is added. */
enum portreg_status search_window(struct answers *answers, const struct layers *layers,
                                  struct portreg_string text, struct portreg_filter *filter,
                                  struct search_window *window, struct portreg_error *error);

#endif
