/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/answer_csv.h"
#include "answer/answer_json.h"
#include "answer/lookup.h"
#include "answer/question.h"
#include "serve/api/api.h"
#include "util/error.h"

static void write_answers(const struct request *request, struct reply *reply,
                          const struct answers *answers)
{
    const struct answer_form form = { .full = true };

    switch (request->media) {
    case MEDIA_NDJSON:
        answers_append_ndjson(&reply->body, answers, &form);
        break;
    case MEDIA_CSV:
        answers_append_csv(&reply->body, answers, true);
        break;
    default:
        answers_append_json(&reply->body, request->layers, answers, &form);
        break;
    }
}

/* /v1/ports/443, /v1/ports/443/tcp, /v1/ports/8000-8100/udp */
void api_answer_ports(struct request *request, struct reply *reply)
{
    struct buffer text = BUFFER_INIT(TARGET_SIZE_MAX);
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    struct missing missing;
    struct question question;

    buffer_append_string(&text, request->captures[0]);
    if (request->captures[1].size > 0) {
        buffer_append_char(&text, '/');
        buffer_append_string(&text, request->captures[1]);
    }
    if (buffer_failed(&text) ||
        question_parse((struct portreg_string){ text.data, text.size }, &question, &error) !=
            PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (question.kind == QUESTION_NAME) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad port",
                      "'%s' is no port; names are at /v1/services/NAME", text.data);
    } else {
        answers_of_question(&answers, request->layers, &question, GAPS_ALWAYS, &missing);
        write_answers(request, reply, &answers);
    }
    answers_free(&answers);
    buffer_free(&text);
}
