/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/free.h"

#include <portreg/rules.h>

#include "util/error.h"
#include "util/string.h"

#define QUOTED_MAX 200 /* bytes of an argument in a message */

static int quoted_size(struct portreg_string text)
{
    return text.size < QUOTED_MAX ? (int)text.size : QUOTED_MAX;
}

enum portreg_status free_range_parse(struct portreg_string text,
                                     struct portreg_free_options *options,
                                     struct portreg_error *error)
{
    const char *dash = text.size > 0 ? memchr(text.data, '-', text.size) : NULL;
    const size_t before = dash != NULL ? (size_t)(dash - text.data) : 0;
    const struct portreg_range *range;
    uint64_t first;
    uint64_t last;

    for (size_t i = 0; (range = portreg_range_at(i)) != NULL; i++) {
        if (string_is(text, range->name)) {
            options->first = range->first;
            options->last = range->last;
            return PORTREG_OK;
        }
    }
    if (dash == NULL ||
        !string_parse_unsigned((struct portreg_string){ text.data, before }, PORTREG_PORT_MAX,
                               &first) ||
        !string_parse_unsigned(string_from(text, before + 1), PORTREG_PORT_MAX, &last) ||
        last == 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "takes system, user or FIRST-LAST, not '%.*s'", quoted_size(text),
                         text.data);
    }
    options->first = (uint16_t)first;
    options->last = (uint16_t)last;
    return PORTREG_OK;
}

enum portreg_status free_transports_parse(struct portreg_string text,
                                          struct portreg_free_options *options,
                                          struct portreg_error *error)
{
    for (;;) {
        const char *comma = text.size > 0 ? memchr(text.data, ',', text.size) : NULL;
        const struct portreg_string name = {
            text.data, comma != NULL ? (size_t)(comma - text.data) : text.size
        };
        enum portreg_transport transport;

        if (name.size == 0 || !portreg_transport_parse(name.data, name.size, &transport)) {
            return error_set(error, PORTREG_INVALID_ARGUMENT,
                             "takes tcp, udp, sctp and dccp, separated by commas, not '%.*s'",
                             quoted_size(name), name.data);
        }
        options->transports |= 1U << transport;
        if (comma == NULL) {
            return PORTREG_OK;
        }
        text = string_from(text, name.size + 1);
    }
}

bool free_blocks_next(struct free_blocks *blocks, uint16_t *ret_first, uint16_t *ret_last)
{
    uint16_t first;
    uint16_t last;

    while (portreg_number_set_next_run(blocks->set, blocks->next, &first, &last)) {
        if (blocks->size <= (uint32_t)last - first + 1) {
            *ret_first = first;
            *ret_last = (uint16_t)(first + blocks->size - 1);
            blocks->next = first + blocks->size;
            return true;
        }
        blocks->next = (uint32_t)last + 1;
    }
    return false;
}

static size_t other_views(const struct layers *layers, struct portreg_view views[LAYERS_MAX])
{
    const struct layer *base = layers_base(layers);
    size_t count = 0;

    for (size_t i = 0; i < layers->count; i++) {
        if (&layers->items[i] != base) {
            views[count++] = layers->items[i].view;
        }
    }
    return count;
}

static void take_away(struct portreg_number_set *set, const struct portreg_number_set *taken)
{
    for (size_t i = 0; i < sizeof(set->word) / sizeof(set->word[0]); i++) {
        set->word[i] &= ~taken->word[i];
    }
}

enum portreg_status answers_of_free(struct answers *answers, const struct layers *layers,
                                    const struct free_request *request,
                                    struct portreg_error *error)
{
    struct portreg_free_options options = request->options;
    struct answer answer = { .layer = layers_base(layers),
                             .row = PORTREG_NONE,
                             .transport = PORTREG_TRANSPORT_NONE,
                             .status = PORTREG_PORT_UNASSIGNED,
                             .reason = PORTREG_REASON_NO_ROW };
    struct portreg_view views[LAYERS_MAX];
    struct portreg_number_set set;
    struct free_blocks blocks = { .set = &set, .size = request->contiguous };
    enum portreg_status status;

    if (request->contiguous == 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "a block has one number at least");
    }
    options.layers = views;
    options.layer_count = request->ignore_layers ? 0 : other_views(layers, views);
    status = portreg_free_numbers(answer.layer->view, &options, &set, error);
    if (status == PORTREG_OK && request->taken != NULL) {
        take_away(&set, request->taken);
    }
    for (uint64_t i = 0; status == PORTREG_OK && i < request->count &&
                         free_blocks_next(&blocks, &answer.first, &answer.last);
         i++) {
        answers_add(answers, &answer);
    }
    return status;
}
