/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/answer_csv.h"
#include "serve/api/api.h"
#include "util/error.h"
#include "util/string.h"

#define QUOTED_MAX 200 /* bytes of a value in a message */

static int quoted_size(struct portreg_string text)
{
    return text.size < QUOTED_MAX ? (int)text.size : QUOTED_MAX;
}

void api_answer_no_memory(const struct request *request, struct reply *reply)
{
    reply_error(request, reply, &(struct portreg_error){ .status = PORTREG_OUT_OF_MEMORY });
}

void api_open_document(const struct request *request, struct reply *reply, struct json *json)
{
    json_init(json, &reply->body, true);
    json_object_open(json);
    answer_json_source(json, request->layers);
}

void api_close_document(struct reply *reply, struct json *json)
{
    json_object_close(json);
    buffer_append_char(&reply->body, '\n');
}

void api_write_answers(const struct request *request, struct reply *reply,
                       const struct answers *answers, const struct answer_form *form)
{
    if (answers->failed) {
        api_answer_no_memory(request, reply);
        return;
    }
    switch (request->media) {
    case MEDIA_NDJSON:
        answers_append_ndjson(&reply->body, answers, form);
        break;
    case MEDIA_CSV:
        answers_append_csv(&reply->body, answers, true);
        break;
    case MEDIA_XML:
        api_write_xml(request, reply, answers);
        break;
    default:
        answers_append_json(&reply->body, request->layers, answers, form);
        break;
    }
}

bool api_read_number(const struct request *request, struct reply *reply, const char *name,
                     uint64_t least, uint64_t most, uint64_t *ret)
{
    struct portreg_string text;
    uint64_t number;

    if (!target_parameter(request->target, name, &text)) {
        return true;
    }
    if (!string_parse_unsigned(text, most, &number) || number < least) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad parameter",
                      "%s takes a number from %llu to %llu, not '%.*s'", name,
                      (unsigned long long)least, (unsigned long long)most, quoted_size(text),
                      text.data);
        return false;
    }
    *ret = number;
    return true;
}

bool api_read_boolean(const struct request *request, struct reply *reply, const char *name,
                      bool *ret)
{
    struct portreg_string text;

    if (!target_parameter(request->target, name, &text)) {
        return true;
    }
    if (!string_is(text, "true") && !string_is(text, "false")) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad parameter",
                      "%s takes true or false, not '%.*s'", name, quoted_size(text), text.data);
        return false;
    }
    *ret = string_is(text, "true");
    return true;
}

enum portreg_status api_read_question(const struct request *request, struct buffer *text,
                                      struct question *ret, struct portreg_error *error)
{
    buffer_append_string(text, request->captures[0]);
    if (request->captures[1].size > 0) {
        buffer_append_char(text, '/');
        buffer_append_string(text, request->captures[1]);
    }
    if (buffer_failed(text)) {
        return error_out_of_memory(error);
    }
    return question_parse((struct portreg_string){ text->data, text->size }, ret, error);
}
