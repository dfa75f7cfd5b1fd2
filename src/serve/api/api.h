/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_API_API_H
#define SERVE_API_API_H

#include <microhttpd.h>

#include "answer/answer_json.h"
#include "answer/question.h"
#include "serve/reply.h"
#include "serve/request.h"

#define API_RECORDS_MAX 5000 /* of one answer; for more there are pages and the downloads */

/* The handlers of /v1. */
void api_answer_ports(struct request *request, struct reply *reply);
void api_answer_service(struct request *request, struct reply *reply);
void api_answer_lookup(struct request *request, struct reply *reply);
void api_answer_records(struct request *request, struct reply *reply);
void api_answer_history(struct request *request, struct reply *reply);
void api_answer_free(struct request *request, struct reply *reply);
void api_answer_versions(struct request *request, struct reply *reply);
void api_answer_diff(struct request *request, struct reply *reply);
void api_answer_contact(struct request *request, struct reply *reply);
void api_answer_stats(struct request *request, struct reply *reply);

/* /openapi.json, and the same for people at /api. */
void api_answer_openapi(struct request *request, struct reply *reply);
void api_answer_guide(struct request *request, struct reply *reply);

/* Writes the answers in the medium that is asked for. */
void api_write_answers(const struct request *request, struct reply *reply,
                       const struct answers *answers, const struct answer_form *form);

/* The base's records among the answers as IANA's XML, with the contacts that they name. */
void api_write_xml(const struct request *request, struct reply *reply,
                   const struct answers *answers);

/* Opens the JSON document of an answer: which layers there are, how old they are. */
void api_open_document(const struct request *request, struct reply *reply, struct json *json);
void api_close_document(struct reply *reply, struct json *json);

/*
 * Reads a parameter. Each answers with what is wrong and returns false if the
 * value is none of its kind; without the parameter, `*ret` stays as it is.
 */
bool api_read_number(const struct request *request, struct reply *reply, const char *name,
                     uint64_t least, uint64_t most, uint64_t *ret);
bool api_read_boolean(const struct request *request, struct reply *reply, const char *name,
                      bool *ret);

/* Reads "443", "443/tcp" or "https" out of the captures as one text, which the caller frees. */
enum portreg_status api_read_question(const struct request *request, struct buffer *text,
                                      struct question *ret, struct portreg_error *error);

/* Answers that memory is short. */
void api_answer_no_memory(const struct request *request, struct reply *reply);

#endif
