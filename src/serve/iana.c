/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/iana.h"

#include <microhttpd.h>
#include <stdio.h>

#include "answer/column.h"
#include "answer/page.h"
#include "answer/search.h"
#include "answer/sort.h"
#include "serve/download.h"
#include "serve/layers_header.h"
#include "util/error.h"
#include "util/markup.h"
#include "util/string.h"

#define SORT_KEY_SIZE 64

static bool read_page(const struct request *request, struct reply *reply, uint64_t *ret)
{
    struct portreg_string text = request_parameter(request, "page");

    *ret = 1;
    if (text.size == 0 || (string_parse_unsigned(text, PAGE_MAX, ret) && *ret > 0)) {
        return true;
    }
    reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad page",
                  "page takes a number from 1 to %u", PAGE_MAX);
    return false;
}

static bool read_sort(const struct request *request, struct reply *reply, int *ret)
{
    struct portreg_string text = request_parameter(request, "skey");
    bool descending = text.size > 0 && text.data[0] == '-';
    uint64_t column = 0;

    if (text.size > 0 && !string_parse_unsigned(string_from(text, descending ? 1 : 0),
                                                PORTREG_COLUMN_COUNT, &column)) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad column",
                      "skey takes a column from 1 to %d, or -1 to -%d for descending",
                      PORTREG_COLUMN_COUNT, PORTREG_COLUMN_COUNT);
        return false;
    }
    *ret = descending ? -(int)column : (int)column;
    return true;
}

static enum portreg_status find_rows(const struct layer *layer,
                                     const struct iana_question *question,
                                     struct answers *answers, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    char key[SORT_KEY_SIZE];

    if (question->search.size > 0) {
        status = search_layer(answers, layer, question->search, NULL, error);
    } else {
        answers_add_layer(answers, layer);
    }
    if (status == PORTREG_OK && question->skey != 0) {
        unsigned column = (unsigned)(question->skey < 0 ? -question->skey : question->skey) - 1;

        snprintf(key, sizeof(key), "%s%s", question->skey < 0 ? "-" : "", column_at(column)->key);
        status = answers_sort(answers, key, error);
    }
    if (status == PORTREG_OK && answers->failed) {
        status = error_out_of_memory(error);
    }
    return status;
}

static void answer_page(struct request *request, struct reply *reply)
{
    struct iana_question question = { .search = request_parameter(request, "search") };
    const struct layer *layer = layers_base(request->layers);
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    enum portreg_status status;
    size_t count;

    if (!read_page(request, reply, &question.page) ||
        !read_sort(request, reply, &question.skey)) {
        return;
    }
    layers_header_name(request, reply, layer);
    status = find_rows(layer, &question, &answers, &error);
    if (status == PORTREG_OK) {
        count = answers.count;
        page_cut(&answers, question.page);
        status = iana_append_page(request, &reply->body, &question, &answers, count, &error);
    }
    if (status != PORTREG_OK) {
        reply_error(request, reply, &error);
    }
    answers_free(&answers);
}

static void answer_file(struct request *request, struct reply *reply)
{
    download_answer(request, reply, layers_base(request->layers), request->media);
}

/* To the page, with the question that came along. */
static void answer_alias(struct request *request, struct reply *reply)
{
    const struct target *target = request->target;
    struct buffer address = BUFFER_INIT(REPLY_HEADER_MAX);
    char separator = '?';

    buffer_append_text(&address, IANA_PAGE);
    for (size_t i = 0; i < target->parameter_count; i++) {
        buffer_append_char(&address, separator);
        markup_append_address(&address, target->parameters[i].name);
        buffer_append_char(&address, '=');
        markup_append_address(&address, target->parameters[i].value);
        separator = '&';
    }
    reply_redirect(reply, buffer_failed(&address) ? IANA_PAGE : address.data);
    buffer_free(&address);
}

#define AS_OF { "as_of", ROUTE_DATE, "answer as of YYYY, YYYY-MM or YYYY-MM-DD", false }
#define IANA_FILE(suffix, media_name, what)                                                     \
    { .pattern = IANA_FOLDER "/" IANA_NAME "." suffix,                                          \
      .methods = METHODS_READ,                                                                  \
      .media = MEDIA_BIT(media_name),                                                           \
      .flags = ROUTE_AGELESS,                                                                   \
      .answer = answer_file,                                                                    \
      .name = "iana-" suffix,                                                                   \
      .summary = "the whole registry as IANA's " what,                                          \
      .parameters = { AS_OF } }
#define IANA_ALIAS(address)                                                                     \
    { .pattern = address,                                                                       \
      .methods = METHODS_READ,                                                                  \
      .media = MEDIA_BIT(HTML),                                                                 \
      .flags = ROUTE_AGELESS,                                                                   \
      .answer = answer_alias,                                                                   \
      .name = "iana-alias",                                                                     \
      .summary = "leads to the page at IANA's address" }

const struct route routes_of_iana[] = {
    { .pattern = IANA_PAGE,
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML),
      .flags = ROUTE_AGELESS,
      .answer = answer_page,
      .name = "iana-page",
      .summary = "the registry's page as IANA's site has it",
      .parameters = { { "search", ROUTE_TEXT, "text that a row contains", false },
                      { "page", ROUTE_INTEGER, "page of a hundred rows, from 1 on", false },
                      { "skey", ROUTE_INTEGER,
                        "column to sort by, from 1 on; negative for descending", false },
                      AS_OF } },
    IANA_FILE("csv", CSV, "CSV"),
    IANA_FILE("xml", XML, "XML"),
    IANA_FILE("txt", TEXT, "plain text"),
    IANA_ALIAS(IANA_FOLDER),
    IANA_ALIAS(IANA_FOLDER "/" IANA_NAME),
    IANA_ALIAS("/assignments/port-numbers"),
    IANA_ALIAS("/assignments/service-names"),
    { .pattern = NULL },
};
