/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/free.h"
#include "cli/host_settings.h"
#include "cli/output.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "host/socket.h"
#include "util/string.h"

#define COUNT_DEFAULT 10

static bool read_range(const struct invocation *invocation, struct portreg_free_options *options)
{
    const char *text = invocation_value(invocation, "range");
    struct portreg_error error;

    if (text == NULL || free_range_parse(string_of(text), options, &error) == PORTREG_OK) {
        return true;
    }
    message_usage(invocation, "--range %s", error.message);
    return false;
}

static bool read_transports(const struct invocation *invocation,
                            struct portreg_free_options *options)
{
    const char *list = invocation_value(invocation, "transport");
    struct portreg_error error;

    if (list == NULL || free_transports_parse(string_of(list), options, &error) == PORTREG_OK) {
        return true;
    }
    message_usage(invocation, "--transport %s", error.message);
    return false;
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

static bool read_request(const struct invocation *invocation, struct free_request *ret)
{
    uint64_t contiguous;

    if (!read_range(invocation, &ret->options) || !read_transports(invocation, &ret->options) ||
        !read_amount(invocation, "count", COUNT_DEFAULT, &ret->count) ||
        !read_amount(invocation, "contiguous", 1, &contiguous)) {
        return false;
    }
    ret->contiguous = (uint32_t)contiguous;
    ret->ignore_layers = invocation_has(invocation, "ignore-layers");
    return true;
}

/* Whether only the numbers are to be printed, one a line, for people and for $(...) alike. */
static bool is_bare(const struct output *output)
{
    return output->form == FORM_TABLE && !invocation_has(output->invocation, "columns");
}

static void write_numbers(struct output *output)
{
    for (size_t i = 0; i < output->answers.count; i++) {
        const struct answer *answer = &output->answers.items[i];

        buffer_append_unsigned(&output->text, answer->first);
        if (answer->first != answer->last) {
            buffer_printf(&output->text, "-%u", answer->last);
        }
        buffer_append_char(&output->text, '\n');
    }
    output->answered = true;
}

static int answer_request(const struct free_request *request, struct output *output)
{
    struct portreg_error error = { .status = PORTREG_OK };
    size_t found;

    if (answers_of_free(&output->answers, output->layers, request, &error) != PORTREG_OK) {
        message_error(&error);
        return output_abandon(output);
    }
    found = output->answers.count;
    if (found == 0) {
        message_note("there is no free number of that kind%s",
                     request->taken != NULL ? " that this host neither uses nor gives away (see "
                                              "'portreg help free')"
                                            : "");
    } else if (found < request->count && invocation_has(output->invocation, "count")) {
        message_note("there are no more than %zu", found);
    }
    if (is_bare(output)) {
        write_numbers(output);
    }
    return output_finish(output, found > 0 ? EXIT_FOUND : EXIT_NOTHING);
}

static void take(struct portreg_number_set *taken, uint16_t port)
{
    taken->word[port / 64] |= 1ULL << port % 64;
}

/* What this host uses. Who listens is not asked. Says what is wrong and returns false. */
static bool read_host(struct portreg_number_set *ret)
{
    struct host_sockets sockets = { NULL, 0, 0, false };
    struct portreg_error error = { 0 };
    struct host_ports ports;
    bool good = host_sockets_read(&sockets, HOST_SOURCE_ANY, &error) == PORTREG_OK;

    if (!good) {
        message_error(&error);
    }
    host_settings_read(&ports);
    for (uint32_t port = 0; port <= PORTREG_PORT_MAX; port++) {
        if (host_ports_is_ephemeral(&ports, (uint16_t)port) ||
            host_ports_is_reserved(&ports, (uint16_t)port)) {
            take(ret, (uint16_t)port);
        }
    }
    for (size_t i = 0; i < sockets.count; i++) {
        take(ret, sockets.items[i].port);
    }
    host_sockets_free(&sockets);
    return good;
}

int free_run(const struct invocation *invocation)
{
    struct free_request request = { .count = 0 };
    struct portreg_number_set taken = { .word = { 0 } };
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (invocation_has(invocation, "here")) {
        if (!read_host(&taken)) {
            return EXIT_ERROR;
        }
        request.taken = &taken;
    }
    if (!read_request(invocation, &request) ||
        !registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry.layers, "number,status")) {
        code = answer_request(&request, &output);
    }
    registry_close(&registry);
    return code;
}
