/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/lookup.h"
#include "serve/api/api.h"
#include "util/error.h"
#include "util/string.h"

/* /v1/ports and /v1/services: one question in the address. */

static const struct answer_form form = { .full = true };

static void answer_numbers(const struct request *request, struct reply *reply,
                           const struct question *question)
{
    struct answers answers = { .failed = false };

    answers_of_question(&answers, request->layers, question, GAPS_ALWAYS, NULL);
    if (answers.count > API_RECORDS_MAX) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Too many records",
                      "%u-%u has %zu records, more than the %d of one answer; ask for less, or "
                      "for pages: /v1/records?q=port:%u-%u",
                      question->first, question->last, answers.count, API_RECORDS_MAX,
                      question->first, question->last);
    } else {
        api_write_answers(request, reply, &answers, &form);
    }
    answers_free(&answers);
}

/* /v1/ports/443, /v1/ports/443/tcp, /v1/ports/8000-8100/udp */
void api_answer_ports(struct request *request, struct reply *reply)
{
    struct buffer text = BUFFER_INIT(TARGET_SIZE_MAX);
    struct portreg_error error = { .status = PORTREG_OK };
    struct question question;

    if (api_read_question(request, &text, &question, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (question.kind == QUESTION_NAME) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad port",
                      "'%s' is not a port; names are at /v1/services/NAME", text.data);
    } else {
        answer_numbers(request, reply, &question);
    }
    buffer_free(&text);
}

static void suggestion_members(struct json *json, const void *data)
{
    const struct missing *missing = data;

    json_key(json, "suggestions");
    json_array_open(json);
    for (size_t i = 0; i < missing->near_count; i++) {
        json_string(json, missing->near[i]);
    }
    json_array_close(json);
}

static void answer_missing(const struct request *request, struct reply *reply,
                           const struct question *question, const struct missing *missing)
{
    struct buffer text = BUFFER_INIT(TARGET_SIZE_MAX);

    missing_append(&text, question, missing);
    if (buffer_failed(&text)) {
        api_answer_no_memory(request, reply);
    } else {
        reply_problem_with(request, reply, MHD_HTTP_NOT_FOUND, "No such service", text.data,
                           suggestion_members, missing);
    }
    buffer_free(&text);
}

static enum portreg_status read_name(const struct request *request, struct question *ret,
                                     struct portreg_error *error)
{
    struct portreg_string transport = request->captures[1];
    enum portreg_transport found;
    enum portreg_status status = question_of_name(request->captures[0], ret, error);

    if (status != PORTREG_OK || transport.size == 0) {
        return status;
    }
    if (!portreg_transport_parse(transport.data, transport.size, &found)) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "'%.*s' is not a transport; they are tcp, udp, sctp and dccp",
                         (int)transport.size, transport.data);
    }
    ret->transports = 1u << found;
    ret->any_transport = false;
    return PORTREG_OK;
}

/* /v1/services/https, /v1/services/https/tcp; the slash of cl/1 is %2F. */
void api_answer_service(struct request *request, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    struct missing missing = { .near_count = 0 };
    struct question question;

    if (read_name(request, &question, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (answers_of_question(&answers, request->layers, &question, GAPS_NEVER, &missing) ||
               answers.failed) {
        api_write_answers(request, reply, &answers, &form);
    } else {
        answer_missing(request, reply, &question, &missing);
    }
    answers_free(&answers);
}
