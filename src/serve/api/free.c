/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/free.h"

#include "serve/api/api.h"
#include "util/string.h"

#define COUNT_DEFAULT 10
#define COUNT_MAX 1000

static bool refuse(const struct request *request, struct reply *reply, const char *name,
                   const struct portreg_error *error)
{
    reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad parameter", "%s %s", name,
                  error->message);
    return false;
}

static bool read_request(const struct request *request, struct reply *reply,
                         struct free_request *ret)
{
    struct portreg_error error = { .status = PORTREG_OK };
    uint64_t contiguous = 1;
    struct portreg_string text;

    if (target_parameter(request->target, "range", &text) &&
        free_range_parse(text, &ret->options, &error) != PORTREG_OK) {
        return refuse(request, reply, "range", &error);
    }
    if (target_parameter(request->target, "transport", &text) &&
        free_transports_parse(text, &ret->options, &error) != PORTREG_OK) {
        return refuse(request, reply, "transport", &error);
    }
    if (!api_read_number(request, reply, "count", 1, COUNT_MAX, &ret->count) ||
        !api_read_number(request, reply, "contiguous", 1, PORTREG_PORT_COUNT, &contiguous) ||
        !api_read_boolean(request, reply, "ignore_layers", &ret->ignore_layers)) {
        return false;
    }
    ret->contiguous = (uint32_t)contiguous;
    return true;
}

/* /v1/free: blocks of numbers that nobody has; an empty list if there is none. */
void api_answer_free(struct request *request, struct reply *reply)
{
    static const struct answer_form form = { .full = false };
    struct free_request wanted = { .count = COUNT_DEFAULT };
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };

    if (!read_request(request, reply, &wanted)) {
        return;
    }
    if (answers_of_free(&answers, request->layers, &wanted, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else {
        api_write_answers(request, reply, &answers, &form);
    }
    answers_free(&answers);
}
