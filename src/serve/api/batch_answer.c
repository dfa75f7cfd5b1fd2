/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/lookup.h"
#include "answer/question.h"
#include "serve/api/api.h"
#include "serve/api/batch.h"
#include "util/error.h"
#include "util/string.h"

/* POST /v1/lookup: thousands of questions, a result for each, in their order. */

/*
 * What takes the longest is not done without end: ranges read every row, names
 * that are not there are compared with all that are.
 */
#define RANGES_MAX 100
#define SUGGESTIONS_MAX 20
#define RECORDS_MAX 20000

struct lookup {
    const struct request *request;
    struct json json;
    bool full;
    size_t ranges;
    size_t missing;
    size_t records;
};

struct failure {
    unsigned status;
    const char *title;
    const char *detail;
    const struct missing *missing; /* NULL: no name was looked for */
};

static void write_query(struct json *json, const struct batch_query *query)
{
    struct buffer clean = BUFFER_INIT(REQUEST_BODY_MAX);
    uint64_t number;

    json_key(json, "query");
    if (query->is_number && string_parse_unsigned(query->text, INT64_MAX, &number)) {
        json_unsigned(json, number);
        return;
    }
    buffer_append_clean(&clean, query->text);
    json_string_or_null(json, (struct portreg_string){ clean.data, clean.size });
    json->out->failed |= buffer_failed(&clean);
    buffer_free(&clean);
}

static void write_failure(struct lookup *lookup, const struct failure *failure)
{
    struct json *json = &lookup->json;
    size_t count = failure->missing != NULL ? failure->missing->near_count : 0;

    json_key(json, "error");
    json_object_open(json);
    json_key(json, "status");
    json_unsigned(json, failure->status);
    json_key(json, "title");
    json_text(json, failure->title);
    json_key(json, "detail");
    json_text(json, failure->detail);
    if (failure->missing != NULL) {
        json_key(json, "suggestions");
        json_array_open(json);
        for (size_t i = 0; i < count; i++) {
            json_string(json, failure->missing->near[i]);
        }
        json_array_close(json);
    }
    json_object_close(json);
}

static void write_missing(struct lookup *lookup, const struct question *question,
                          const struct missing *missing)
{
    struct buffer text = BUFFER_INIT(REQUEST_BODY_MAX);
    struct failure failure = { .status = MHD_HTTP_NOT_FOUND,
                               .title = "No such service",
                               .missing = missing };

    missing_append(&text, question, missing);
    failure.detail = text.data != NULL ? text.data : "";
    write_failure(lookup, &failure);
    buffer_free(&text);
}

static void write_refusal(struct lookup *lookup, const char *detail)
{
    write_failure(lookup, &(struct failure){ .status = MHD_HTTP_CONTENT_TOO_LARGE,
                                             .title = "Too large",
                                             .detail = detail });
}

/* Whether the name is there, on whatever transport. */
static bool has_name(const struct lookup *lookup, const struct question *question)
{
    struct answers answers = { .failed = false };
    struct question any;
    bool found = question_of_name(question->name, &any, NULL) == PORTREG_OK &&
                 answers_of_question(&answers, lookup->request->layers, &any, GAPS_NEVER, NULL);

    answers_free(&answers);
    return found;
}

static void write_answers(struct lookup *lookup, const struct question *question)
{
    const struct answer_form form = { .full = lookup->full };
    struct missing missing = { .near_count = 0 };
    struct answers answers = { .failed = false };
    bool suggests = lookup->missing < SUGGESTIONS_MAX;
    bool found = answers_of_question(&answers, lookup->request->layers, question, GAPS_ALWAYS,
                                     suggests ? &missing : NULL);

    if (!found && question->kind == QUESTION_NAME) {
        lookup->missing++;
        missing.other_transport |= !suggests && has_name(lookup, question);
        write_missing(lookup, question, &missing);
    } else if (lookup->records + answers.count > RECORDS_MAX) {
        write_refusal(lookup, "more than 20000 records in one batch; send less at once");
    } else {
        lookup->records += answers.count;
        answer_json_records(&lookup->json, &answers, &form);
    }
    lookup->json.out->failed |= answers.failed;
    answers_free(&answers);
}

static enum portreg_status read_query(const struct batch_query *query, struct question *ret,
                                      struct portreg_error *error)
{
    size_t bad;

    if (query->text.size == 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "a query is a text or a whole number and not empty");
    }
    if (!string_is_utf8(query->text, &bad)) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "a query that is not UTF-8");
    }
    return question_parse(query->text, ret, error);
}

static void write_result(struct lookup *lookup, const struct batch_query *query)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct question question;

    json_object_open(&lookup->json);
    write_query(&lookup->json, query);
    if (read_query(query, &question, &error) != PORTREG_OK) {
        write_failure(lookup, &(struct failure){ .status = MHD_HTTP_BAD_REQUEST,
                                                 .title = "Bad query",
                                                 .detail = error.message });
    } else if (question.kind == QUESTION_RANGE && lookup->ranges++ >= RANGES_MAX) {
        write_refusal(lookup, "more than 100 ranges in one batch; send less at once");
    } else {
        write_answers(lookup, &question);
    }
    json_object_close(&lookup->json);
}

static void write_lines(struct lookup *lookup, struct reply *reply, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        json_init(&lookup->json, &reply->body, false);
        write_result(lookup, &batch->items[i]);
        buffer_append_char(&reply->body, '\n');
    }
}

static void write_document(struct lookup *lookup, struct reply *reply, const struct batch *batch)
{
    api_open_document(lookup->request, reply, &lookup->json);
    json_key(&lookup->json, "results");
    json_array_open(&lookup->json);
    for (size_t i = 0; i < batch->count; i++) {
        write_result(lookup, &batch->items[i]);
    }
    json_array_close(&lookup->json);
    api_close_document(reply, &lookup->json);
}

static void place_members(struct json *json, const void *data)
{
    const struct batch_place *place = data;

    json_key(json, "line");
    json_unsigned(json, place->line);
    json_key(json, "column");
    json_unsigned(json, place->column);
}

static void answer_bad_body(const struct request *request, struct reply *reply,
                            const struct batch_place *place, struct portreg_error *error)
{
    if (error->status == PORTREG_UNSUPPORTED) {
        reply_problem(request, reply, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "Unsupported media type",
                      "%s", error->message);
    } else if (place->line > 0) {
        string_clean(error->message, strlen(error->message));
        reply_problem_with(request, reply, MHD_HTTP_BAD_REQUEST, "Bad JSON", error->message,
                           place_members, place);
    } else {
        reply_error(request, reply, error);
    }
}

void api_answer_lookup(struct request *request, struct reply *reply)
{
    struct lookup lookup = { .request = request };
    struct portreg_error error = { .status = PORTREG_OK };
    struct batch_place place;
    struct batch batch;

    if (!api_read_boolean(request, reply, "full", &lookup.full)) {
        return;
    }
    if (batch_read(request->body, request->body_type, &batch, &place, &error) != PORTREG_OK) {
        answer_bad_body(request, reply, &place, &error);
    } else if (request->media == MEDIA_NDJSON) {
        write_lines(&lookup, reply, &batch);
    } else {
        write_document(&lookup, reply, &batch);
    }
    batch_free(&batch);
}
