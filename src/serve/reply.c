/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "serve/page/problem.h"
#include "serve/prepared.h"
#include "serve/request.h"
#include "util/json.h"
#include "util/string.h"

#define DETAIL_MAX 1024

void reply_init(struct reply *reply, enum media media)
{
    reply->status = MHD_HTTP_OK;
    reply->media = media;
    reply->body = BUFFER_INIT(REPLY_BODY_MAX);
    reply->prepared = NULL;
    reply->header_count = 0;
}

static void drop_headers(struct reply *reply)
{
    while (reply->header_count > 0) {
        buffer_free(&reply->headers[--reply->header_count].value);
    }
}

void reply_free(struct reply *reply)
{
    buffer_free(&reply->body);
    prepared_unref(reply->prepared);
    reply->prepared = NULL;
    drop_headers(reply);
}

struct buffer *reply_header(struct reply *reply, const char *name)
{
    struct reply_header *header;

    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcmp(reply->headers[i].name, name) == 0) {
            return &reply->headers[i].value;
        }
    }
    /* The last one takes what is too much: no handler has that many. */
    if (reply->header_count < REPLY_HEADERS_MAX) {
        reply->headers[reply->header_count++].value = BUFFER_INIT(REPLY_HEADER_MAX);
    }
    header = &reply->headers[reply->header_count - 1];
    header->name = name;
    return &header->value;
}

void reply_redirect(struct reply *reply, const char *address)
{
    reply->status = MHD_HTTP_PERMANENT_REDIRECT;
    buffer_append_text(reply_header(reply, MHD_HTTP_HEADER_LOCATION), address);
}

static void problem_json(struct reply *reply, const char *title, const char *detail,
                         reply_members *members, const void *data)
{
    struct json json;

    reply->media = MEDIA_PROBLEM;
    json_init(&json, &reply->body, true);
    json_object_open(&json);
    json_key(&json, "type");
    json_text(&json, "about:blank");
    json_key(&json, "title");
    json_text(&json, title);
    json_key(&json, "status");
    json_unsigned(&json, reply->status);
    json_key(&json, "detail");
    json_text(&json, detail);
    if (members != NULL) {
        members(&json, data);
    }
    json_object_close(&json);
    buffer_append_char(&reply->body, '\n');
}

void reply_problem_with(const struct request *request, struct reply *reply, unsigned status,
                        const char *title, const char *detail, reply_members *members,
                        const void *data)
{
    buffer_clear(&reply->body);
    reply->status = status;
    if (request->media == MEDIA_HTML) {
        page_problem(request, reply, title, detail);
    } else {
        problem_json(reply, title, detail, members, data);
    }
}

void reply_problem(const struct request *request, struct reply *reply, unsigned status,
                   const char *title, const char *format, ...)
{
    char detail[DETAIL_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(detail, sizeof(detail), format, arguments);
    va_end(arguments);
    string_clean(detail, strlen(detail));
    reply_problem_with(request, reply, status, title, detail, NULL, NULL);
}

void reply_bad_date(const struct request *request, struct reply *reply, const char *parameter,
                    struct portreg_string text)
{
    reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad date",
                  "%s takes YYYY, YYYY-MM or YYYY-MM-DD, not '%.*s'", parameter, (int)text.size,
                  text.data);
}

void reply_no_version(const struct request *request, struct reply *reply,
                      struct portreg_string date)
{
    reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such version",
                  "no version is as old as %.*s; /v1/versions lists them", (int)date.size,
                  date.data);
}

void reply_error(const struct request *request, struct reply *reply,
                 const struct portreg_error *error)
{
    const char *message =
        error->message[0] != '\0' ? error->message : portreg_status_text(error->status);

    switch (error->status) {
    case PORTREG_NOT_FOUND:
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found", "%s", message);
        break;
    case PORTREG_LIMIT:
        reply_problem(request, reply, MHD_HTTP_CONTENT_TOO_LARGE, "Too large", "%s", message);
        break;
    case PORTREG_INVALID_ARGUMENT:
    case PORTREG_SYNTAX:
    case PORTREG_UNSUPPORTED:
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad request", "%s", message);
        break;
    default:
        reply_problem(request, reply, MHD_HTTP_INTERNAL_SERVER_ERROR, "Internal error", "%s",
                      message);
        break;
    }
}
