/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>
#include <stdio.h>

#include "answer/lookup.h"
#include "answer/search.h"
#include "serve/api/api.h"
#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "serve/page/pages.h"
#include "serve/page/start.h"
#include "serve/page/table.h"
#include "util/string.h"

#define HIT_ROWS 6
#define TITLE_MAX 128
#define ADDRESS_MAX 8192

/* What was asked: the text, and the filter if it holds terms. */
struct inquiry {
    struct portreg_string text;
    struct portreg_filter *filter;
    struct question question;
    bool is_question; /* the text is a port, a range or a name */
    struct missing missing;
    struct answers hits; /* what the question finds */
};

/* The API's address of the same search. */
static const char *records_address(struct buffer *room, const char *suffix,
                                   struct portreg_string text)
{
    buffer_clear(room);
    buffer_printf(room, "/v1/records%s?q=", suffix);
    markup_append_address(room, text);
    return buffer_failed(room) ? NULL : room->data;
}

static void open_page(const struct request *request, struct reply *reply,
                      struct portreg_string text)
{
    struct buffer json = BUFFER_INIT(ADDRESS_MAX);
    char title[TITLE_MAX];
    struct page_head head = {
        .title = title,
        .description = "Rows of the Service Name and Transport Protocol Port Number Registry",
        .search = text,
        .kind = "search",
        .dated = true,
    };

    snprintf(title, sizeof(title), "%.*s", (int)(text.size < 60 ? text.size : 60), text.data);
    string_clean(title, strlen(title));
    if (text.size == 0) {
        snprintf(title, sizeof(title), "All rows");
    }
    head.json = records_address(&json, ".json", text);
    page_open(request, reply, &head);
    buffer_free(&json);
}

static void append_hit(const struct request *request, struct buffer *out,
                       const struct answer *answer)
{
    struct answer_cells cells;
    const struct portreg_row *row = &cells.row;

    answer_read(answer, &cells);
    buffer_printf(out, "<li class=\"%s\">", portreg_port_status_name(row->status));
    link_name(request, out, row->column[PORTREG_COLUMN_NAME]);
    buffer_append_char(out, ' ');
    link_place(request, out, row);
    buffer_append_text(out, " <span>");
    markup_append(out, row->column[PORTREG_COLUMN_DESCRIPTION]);
    if (answer->row == PORTREG_NONE) {
        markup_append_text(out, portreg_port_status_name(row->status));
    }
    buffer_append_text(out, "</span></li>\n");
}

/* The address of the page that a question is about. */
static void append_place(const struct request *request, struct buffer *out,
                         const struct question *question)
{
    buffer_append_text(out, "<a href=\"");
    switch (question->kind) {
    case QUESTION_PORT:
        buffer_printf(out, "/port/%u", question->first);
        break;
    case QUESTION_RANGE:
        buffer_printf(out, "/range/%u-%u", question->first, question->last);
        break;
    case QUESTION_NAME:
        buffer_append_text(out, "/service/");
        markup_append_address(out, question->name);
        break;
    }
    page_append_date(request, out);
    buffer_append_text(out, "\">");
    switch (question->kind) {
    case QUESTION_PORT:
        buffer_printf(out, "Port %u", question->first);
        break;
    case QUESTION_RANGE:
        buffer_printf(out, "Ports %u to %u", question->first, question->last);
        break;
    case QUESTION_NAME:
        buffer_append_text(out, "Service ");
        markup_append(out, question->name);
        break;
    }
    buffer_append_text(out, "</a>");
}

/* What a port, a range or a name is, before the rows that merely mention it. */
static void append_hits(const struct request *request, struct buffer *out,
                        const struct inquiry *inquiry)
{
    const struct answers *hits = &inquiry->hits;

    if (hits->count == 0) {
        return;
    }
    buffer_append_text(out, "<section class=\"hit\">\n<h2>");
    append_place(request, out, &inquiry->question);
    buffer_append_text(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < hits->count && i < HIT_ROWS; i++) {
        append_hit(request, out, &hits->items[i]);
    }
    buffer_append_text(out, "</ul>\n");
    if (hits->count > HIT_ROWS) {
        buffer_printf(out, "<p>and %zu more</p>\n", hits->count - HIT_ROWS);
    }
    buffer_append_text(out, "</section>\n");
}

static void append_nothing(const struct request *request, struct buffer *out,
                           const struct inquiry *inquiry)
{
    buffer_append_text(out, "<p>No row has that in any of the ten columns that are not dates."
                            "</p>\n");
    if (inquiry->is_question && inquiry->question.kind == QUESTION_NAME) {
        link_near_names(request, out, "Services with a name near that", &inquiry->missing);
    }
    start_append_fields(out);
}

static void append_forms(const struct request *request, struct buffer *out,
                         struct portreg_string text)
{
    struct buffer room = BUFFER_INIT(ADDRESS_MAX);

    buffer_append_text(out, "<p class=\"forms\">These rows as <a href=\"");
    page_append_address(request, out, records_address(&room, ".json", text));
    buffer_append_text(out, "\">JSON</a> or <a href=\"");
    page_append_address(request, out, records_address(&room, ".csv", text));
    buffer_append_text(out, "\">CSV</a></p>\n");
    buffer_free(&room);
}

/* 400 with the place in the expression, and what the language is. */
static void reply_bad_expression(const struct request *request, struct reply *reply,
                                 struct portreg_string text, const struct portreg_error *error)
{
    struct page_head head = { .title = "This is no expression",
                              .search = text,
                              .kind = "search",
                              .dated = true };
    struct buffer *out = &reply->body;

    reply->status = MHD_HTTP_BAD_REQUEST;
    page_open(request, reply, &head);
    buffer_append_text(out, "<p id=\"count\" role=\"status\" class=\"problem\">");
    if (error->column > 0) {
        buffer_printf(out, "Column %u: ", error->column);
    }
    markup_append_text(out, error->message);
    buffer_append_text(out, "</p>\n<div id=\"results\">\n");
    if (error->column > 0) {
        buffer_append_text(out, "<pre class=\"expression\">");
        markup_append(out, text);
        buffer_append_char(out, '\n');
        buffer_append_repeat(out, ' ', error->column - 1);
        buffer_append_text(out, "↑</pre>\n");
    }
    start_append_fields(out);
    buffer_append_text(out, "</div>\n");
    page_close(request, reply);
}

static void write_page(const struct request *request, struct reply *reply,
                       const struct inquiry *inquiry, const struct list *list)
{
    struct buffer *out = &reply->body;

    open_page(request, reply, inquiry->text);
    list_append_count(out, list);
    buffer_append_text(out, "<div id=\"results\"");
    if (inquiry->filter == NULL) {
        buffer_append_text(out, " data-mark=\"");
        markup_append(out, inquiry->text);
        buffer_append_char(out, '"');
    }
    buffer_append_text(out, ">\n");
    append_hits(request, out, inquiry);
    list_append(request, out, list, "Rows found");
    if (list->answers->count > 0) {
        append_forms(request, out, inquiry->text);
    } else if (inquiry->hits.count == 0) {
        append_nothing(request, out, inquiry);
    }
    buffer_append_text(out, "</div>\n");
    page_close(request, reply);
}

static enum portreg_status read_text(struct inquiry *inquiry, struct portreg_error *error)
{
    struct portreg_string text = inquiry->text;

    if (portreg_filter_is_plain(text.data, text.size)) {
        return PORTREG_OK;
    }
    return portreg_filter_compile(text.data, text.size, &inquiry->filter, error);
}

/*
 * Asks the text as a question as well: a port, a range, the name of a service.
 * Names near one that is none are looked for only where nothing else was found.
 */
static void ask_question(const struct request *request, struct inquiry *inquiry, bool found)
{
    const struct layers *layers = request->layers;
    struct question *question = &inquiry->question;

    if (inquiry->text.size == 0 ||
        question_parse(inquiry->text, question, NULL) != PORTREG_OK ||
        (found && question->kind == QUESTION_NAME && !layers_have_name(layers, question->name))) {
        return;
    }
    inquiry->is_question = true;
    answers_of_question(&inquiry->hits, layers, question, GAPS_ALONE, &inquiry->missing);
}

static void search(const struct request *request, struct reply *reply, struct inquiry *inquiry)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    char sort[LIST_SORT_SIZE];
    struct list list;

    error.status = read_text(inquiry, &error);
    if (error.status == PORTREG_OK) {
        error.status =
            search_layers(&answers, request->layers, inquiry->text, inquiry->filter, &error);
    }
    if (error.status == PORTREG_SYNTAX || error.status == PORTREG_LIMIT) {
        reply_bad_expression(request, reply, inquiry->text, &error);
    } else if (error.status != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (list_open(request, reply, &answers, sort, &list)) {
        ask_question(request, inquiry, answers.count > 0);
        write_page(request, reply, inquiry, &list);
    }
    answers_free(&answers);
}

static void write_start(const struct request *request, struct reply *reply)
{
    static const struct page_head head = {
        .title = "Service names and port numbers",
        .description = "Search the Service Name and Transport Protocol Port Number Registry by "
                       "port, name or text, as of any date",
        .kind = "search start",
        .dated = true,
    };

    page_open(request, reply, &head);
    buffer_append_text(&reply->body, "<p id=\"count\" role=\"status\"></p>\n"
                                     "<div id=\"results\">\n");
    start_append(request, &reply->body);
    buffer_append_text(&reply->body, "</div>\n");
    page_close(request, reply);
}

void page_answer_search(struct request *request, struct reply *reply)
{
    struct inquiry inquiry = { .text = string_trim(request_parameter(request, "q")) };

    if (request->media != MEDIA_HTML) {
        api_answer_records(request, reply);
        return;
    }
    if (inquiry.text.size == 0 && request_parameter(request, "page").size == 0 &&
        request_parameter(request, "sort").size == 0) {
        write_start(request, reply);
        return;
    }
    search(request, reply, &inquiry);
    portreg_filter_destroy(inquiry.filter);
    answers_free(&inquiry.hits);
}
