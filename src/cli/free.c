/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include <portreg/numbers.h>
#include <portreg/rules.h>

#include "cli/output.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/string.h"

#define COUNT_DEFAULT 10

/* What the options ask for. */
struct request {
    struct portreg_free_options options;
    uint64_t count;
    uint64_t contiguous;
};

static bool read_range(const struct invocation *invocation, struct portreg_free_options *options)
{
    const char *text = invocation_value(invocation, "range");
    const char *dash = text != NULL ? strchr(text, '-') : NULL;
    const struct portreg_range *range;
    uint64_t first;
    uint64_t last;

    if (text == NULL) {
        return true;
    }
    for (size_t i = 0; (range = portreg_range_at(i)) != NULL; i++) {
        if (strcmp(range->name, text) == 0) {
            options->first = range->first;
            options->last = range->last;
            return true;
        }
    }
    if (dash == NULL ||
        !string_parse_unsigned((struct portreg_string){ text, (size_t)(dash - text) },
                               PORTREG_PORT_MAX, &first) ||
        !string_parse_unsigned(string_of(dash + 1), PORTREG_PORT_MAX, &last) || last == 0) {
        message_usage(invocation, "--range takes system, user or FIRST-LAST, not '%s'", text);
        return false;
    }
    options->first = (uint16_t)first;
    options->last = (uint16_t)last;
    return true;
}

static bool read_transports(const struct invocation *invocation,
                            struct portreg_free_options *options)
{
    const char *list = invocation_value(invocation, "transport");

    while (list != NULL) {
        const size_t size = strcspn(list, ",");
        enum portreg_transport transport;

        if (size == 0 || !portreg_transport_parse(list, size, &transport)) {
            message_usage(invocation,
                          "--transport takes tcp, udp, sctp and dccp, separated by commas, not "
                          "'%.*s'",
                          (int)size, list);
            return false;
        }
        options->transports |= 1U << transport;
        list = list[size] == ',' ? list + size + 1 : NULL;
    }
    return true;
}

static bool read_amount(const struct invocation *invocation, const char *option,
                        uint64_t otherwise, uint64_t *ret)
{
    if (!invocation_unsigned(invocation, option, PORTREG_PORT_COUNT, otherwise, ret)) {
        return false;
    }
    if (*ret == 0) {
        message_usage(invocation, "--%s takes a number from 1 on", option);
        return false;
    }
    return true;
}

static bool read_request(const struct invocation *invocation, struct request *ret)
{
    return read_range(invocation, &ret->options) && read_transports(invocation, &ret->options) &&
           read_amount(invocation, "count", COUNT_DEFAULT, &ret->count) &&
           read_amount(invocation, "contiguous", 1, &ret->contiguous);
}

/* Whether only the numbers are to be printed, one a line, for people and for $(...) alike. */
static bool is_bare(const struct output *output)
{
    return output->form == FORM_TABLE && !invocation_has(output->invocation, "columns");
}

static void add_block(struct output *output, const struct layer *base, uint16_t first,
                      uint16_t last)
{
    const struct answer answer = { .layer = base,
                                   .row = PORTREG_NONE,
                                   .first = first,
                                   .last = last,
                                   .transport = PORTREG_TRANSPORT_NONE,
                                   .status = PORTREG_PORT_UNASSIGNED,
                                   .reason = PORTREG_REASON_NO_ROW };

    if (!is_bare(output)) {
        answers_add(&output->answers, &answer);
    } else if (first == last) {
        buffer_printf(&output->text, "%u\n", first);
    } else {
        buffer_printf(&output->text, "%u-%u\n", first, last);
    }
}

/* Cuts runs of free numbers into blocks; returns how many were added. */
static uint64_t add_blocks(struct output *output, const struct layer *base,
                           const struct portreg_number_set *set, const struct request *request)
{
    uint64_t added = 0;
    uint32_t from = 0;
    uint16_t first;
    uint16_t last;

    while (added < request->count && portreg_number_set_next_run(set, from, &first, &last)) {
        uint32_t start = first;

        for (; added < request->count && start + request->contiguous <= (uint32_t)last + 1;
             start += (uint32_t)request->contiguous) {
            add_block(output, base, (uint16_t)start,
                      (uint16_t)(start + request->contiguous - 1));
            added++;
        }
        from = (uint32_t)last + 1;
    }
    return added;
}

/* The layers beside the base, unless they are to be ignored. */
static size_t other_layers(const struct layers *layers, const struct invocation *invocation,
                           struct portreg_view views[LAYERS_MAX])
{
    size_t count = 0;

    if (invocation_has(invocation, "ignore-layers")) {
        return 0;
    }
    for (size_t i = 0; i < layers->count; i++) {
        if (&layers->items[i] != layers_base(layers)) {
            views[count++] = layers->items[i].view;
        }
    }
    return count;
}

static int answer_request(struct request *request, struct output *output)
{
    const struct layers *layers = output->layers;
    const struct layer *base = layers_base(layers);
    struct portreg_view views[LAYERS_MAX];
    struct portreg_number_set set;
    struct portreg_error error = { .status = PORTREG_OK };
    uint64_t added;

    request->options.layers = views;
    request->options.layer_count = other_layers(layers, output->invocation, views);
    if (portreg_free_numbers(base->view, &request->options, &set, &error) != PORTREG_OK) {
        message_error(&error);
        return output_abandon(output);
    }
    added = add_blocks(output, base, &set, request);
    if (added == 0) {
        message_note("there is no free number of that kind");
    } else if (added < request->count && invocation_has(output->invocation, "count")) {
        message_note("there are no more than %llu", (unsigned long long)added);
    }
    return output_finish(output, added > 0 ? EXIT_FOUND : EXIT_NOTHING);
}

int free_run(const struct invocation *invocation)
{
    struct request request = { .count = 0 };
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!read_request(invocation, &request) ||
        !registry_open(&registry, invocation, PORTREG_OPEN_QUICK)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry.layers, "number,status")) {
        code = answer_request(&request, &output);
    }
    registry_close(&registry);
    return code;
}
