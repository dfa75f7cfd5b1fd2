/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/search.h"

#include "util/error.h"

/* Adds those of the rows that lie in the window, and counts all. */
static void add_rows(struct answers *answers, const struct layer *layer, const uint32_t *rows,
                     size_t count, struct search_window *window)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t place = window->total + i;

        if (place >= window->first && place - window->first < window->count) {
            answers_add_row(answers, layer, rows[i]);
        }
    }
    window->total += count;
}

static enum portreg_status search_layer_window(struct answers *answers, const struct layer *layer,
                                               struct portreg_string text,
                                               struct portreg_filter *filter,
                                               struct search_window *window,
                                               struct portreg_error *error)
{
    struct portreg_search *search;
    enum portreg_status status;
    const uint32_t *rows = NULL;
    size_t count = 0;

    if (filter == NULL && text.size > PORTREG_FILTER_TEXT_MAX) {
        return error_set(error, PORTREG_LIMIT, "the text to search for is longer than %d bytes",
                         PORTREG_FILTER_TEXT_MAX);
    }
    status = portreg_search_create(layer->snapshot, &search, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (filter != NULL) {
        status = portreg_filter_run(filter, search, layer->view, &rows, &count, error);
    } else {
        count = portreg_search_run(search, layer->view.version, text.data, text.size, &rows);
    }
    if (status == PORTREG_OK) {
        add_rows(answers, layer, rows, count, window);
    }
    portreg_search_destroy(search);
    return status;
}

enum portreg_status search_layer(struct answers *answers, const struct layer *layer,
                                 struct portreg_string text, struct portreg_filter *filter,
                                 struct portreg_error *error)
{
    struct search_window all = { .count = UINT64_MAX };

    return search_layer_window(answers, layer, text, filter, &all, error);
}

enum portreg_status search_layers(struct answers *answers, const struct layers *layers,
                                  struct portreg_string text, struct portreg_filter *filter,
                                  struct portreg_error *error)
{
    struct search_window all = { .count = UINT64_MAX };

    return search_window(answers, layers, text, filter, &all, error);
}

enum portreg_status search_window(struct answers *answers, const struct layers *layers,
                                  struct portreg_string text, struct portreg_filter *filter,
                                  struct search_window *window, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    window->total = 0;
    for (size_t i = 0; status == PORTREG_OK && i < layers->count; i++) {
        status = search_layer_window(answers, &layers->items[i], text, filter, window, error);
    }
    return status;
}
