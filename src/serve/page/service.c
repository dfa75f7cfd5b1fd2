/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>
#include <stdio.h>

#include "answer/column.h"
#include "answer/log.h"
#include "answer/lookup.h"
#include "serve/api/api.h"
#include "serve/page/fields.h"
#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "serve/page/pages.h"
#include "serve/page/table.h"
#include "serve/page/thing.h"
#include "util/string.h"

/* A service name with all that is registered under it. */

#define PATH_MAX_SIZE 2048
#define TITLE_SIZE 600
#define DESCRIPTION_SIZE 256

/* The labels in the DNS, once for each transport that the name is registered on. */
static void append_labels(struct buffer *out, struct portreg_string name,
                          const struct answers *answers)
{
    unsigned said = 0;
    size_t before;

    buffer_append_text(out, "<dl>\n");
    before = out->size;
    for (size_t i = 0; i < answers->count; i++) {
        struct answer_cells cells;
        enum portreg_transport transport;

        answer_read(&answers->items[i], &cells);
        transport = cells.row.transport;
        if ((said & 1u << transport) == 0) {
            fields_append_srv(out, name, transport);
        }
        said |= 1u << transport;
    }
    if (out->size == before && !buffer_failed(out)) {
        out->size -= strlen("<dl>\n");
    } else {
        buffer_append_text(out, "</dl>\n");
    }
}

/* The name to use in place of an old one, and the others on its number. */
static void append_names(const struct request *request, struct buffer *out,
                         const struct answer *answer)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);
    struct answer_cells cells;

    answer_read(answer, &cells);
    if (cells.row.replacement.size > 0) {
        buffer_append_text(out, "<p class=\"notice\">An old name; the one to use is ");
        link_name(request, out, cells.row.replacement);
        buffer_append_text(out, ".</p>\n");
    }
    column_append(&text, answer, &cells, COLUMN_ALIASES);
    if (text.size > 0) {
        buffer_append_text(out, "<p>Other names of its number: ");
        link_names(request, out, (struct portreg_string){ text.data, text.size });
        buffer_append_text(out, "</p>\n");
    }
    out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

static void append_content(const struct request *request, struct reply *reply,
                           const struct question *question, const struct answers *answers,
                           const struct missing *missing)
{
    const struct table table = { .caption = "What is registered under the name" };
    struct buffer *out = &reply->body;

    if (answers->count == 0) {
        buffer_append_text(out, "<p class=\"problem\">No service has this name.</p>\n");
        link_near_names(request, out, "Names near it", missing);
    } else {
        append_names(request, out, &answers->items[0]);
        table_append(request, out, &table, answers, 0, answers->count);
        append_labels(out, question->name, answers);
    }
    /* A name that once was registered has a page still. */
    if (thing_append_life(request, out, question) == 0 && answers->count == 0) {
        reply->status = MHD_HTTP_NOT_FOUND;
    }
}

static void write_page(const struct request *request, struct reply *reply,
                       const struct question *question, const struct answers *answers,
                       const struct missing *missing)
{
    struct buffer path = BUFFER_INIT(PATH_MAX_SIZE);
    struct portreg_string name = question->name;
    char title[TITLE_SIZE];
    char description[DESCRIPTION_SIZE];

    buffer_append_text(&path, "/service/");
    markup_append_address(&path, name);
    snprintf(title, sizeof(title), "%.*s", (int)name.size, name.data);
    snprintf(description, sizeof(description),
             "The service %.60s: ports, transports, contacts, history", title);
    string_clean(description, strlen(description));
    if (buffer_failed(&path)) {
        reply_error(request, reply, &(struct portreg_error){ .status = PORTREG_LIMIT });
    } else {
        thing_open(request, reply, &(struct thing){ path.data, title, description, name },
                   answers);
        append_content(request, reply, question, answers, missing);
        page_close(request, reply);
    }
    buffer_free(&path);
}

void page_answer_service(struct request *request, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct missing missing = { .near_count = 0 };
    struct answers answers = { .failed = false };
    struct question question;

    if (request->media != MEDIA_HTML && request->media != MEDIA_TEXT) {
        api_answer_service(request, reply);
        return;
    }
    if (question_of_name(request->captures[0], &question, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
        return;
    }
    answers_of_question(&answers, request->layers, &question, GAPS_NEVER, &missing);
    if (answers.failed || (request->media == MEDIA_TEXT && answers.count > 0)) {
        thing_write_data(request, reply, &answers);
    } else if (request->media == MEDIA_TEXT) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found", "no service has this name");
    } else {
        write_page(request, reply, &question, &answers, &missing);
    }
    answers_free(&answers);
}
