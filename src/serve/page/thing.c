/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/thing.h"

#include <microhttpd.h>

#include "answer/log.h"
#include "answer/lookup.h"
#include "serve/api/api.h"
#include "serve/page/change_view.h"
#include "serve/page/layout.h"
#include "serve/page/plain.h"
#include "util/string.h"

#define ADDRESS_MAX 8192
#define LIFE_MAX 200 /* events of a layer that a page shows */

static void append_form_link(const struct request *request, struct buffer *out, const char *path,
                             const char *suffix, const char *title)
{
    buffer_append_text(out, "<a href=\"");
    markup_append_text(out, path);
    buffer_append_text(out, suffix);
    page_append_date(request, out);
    buffer_printf(out, "\">%s</a>", title);
}

/* Whether there is XML of the answers: it has the base's records alone. */
static bool has_xml(const struct request *request, const struct answers *answers)
{
    const struct layer *base = layers_base(request->layers);

    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];

        if (answer->row != PORTREG_NONE && answer->layer->snapshot == base->snapshot) {
            return true;
        }
    }
    return false;
}

void thing_open(const struct request *request, struct reply *reply, const struct thing *thing,
                const struct answers *answers)
{
    struct buffer json = BUFFER_INIT(ADDRESS_MAX);
    struct buffer *out = &reply->body;
    struct page_head head = {
        .title = thing->title,
        .description = thing->description,
        .search = thing->search,
        .kind = "thing",
    };

    buffer_append_text(&json, thing->path);
    buffer_append_text(&json, ".json");
    head.json = buffer_failed(&json) ? NULL : json.data;
    page_open(request, reply, &head);
    buffer_append_text(out, "<div class=\"choices\">\n");
    page_append_date_form(request, out, thing->path);
    buffer_append_text(out, "<p class=\"forms\">Also as ");
    append_form_link(request, out, thing->path, ".json", "JSON");
    buffer_append_text(out, ", ");
    append_form_link(request, out, thing->path, ".csv", "CSV");
    buffer_append_text(out, ", ");
    if (has_xml(request, answers)) {
        append_form_link(request, out, thing->path, ".xml", "XML");
        buffer_append_text(out, ", ");
    }
    append_form_link(request, out, thing->path, ".txt", "text");
    buffer_append_text(out, "</p>\n</div>\n");
    buffer_free(&json);
}

void thing_write_data(const struct request *request, struct reply *reply,
                      const struct answers *answers)
{
    const struct answer_form form = { .full = true };

    if (request->media != MEDIA_TEXT) {
        api_write_answers(request, reply, answers, &form);
    } else if (answers->failed) {
        reply_error(request, reply, &(struct portreg_error){ .status = PORTREG_OUT_OF_MEMORY });
    } else {
        plain_append_answers(&reply->body, answers);
    }
}

static void append_log(const struct request *request, struct buffer *out,
                       const struct layer *layer, const struct portreg_log *log)
{
    const struct change_source source = { layer->snapshot, layer->snapshot };
    size_t count = log->entry_count < LIFE_MAX ? log->entry_count : LIFE_MAX;

    buffer_append_text(out, "<section>\n<h2>History");
    if (request->layers->count > 1) {
        buffer_append_text(out, " in ");
        markup_append(out, layer_name(layer));
    }
    buffer_append_text(out, "</h2>\n<ul class=\"diff\">\n");
    for (size_t i = 0; i < count; i++) {
        change_view_append_row(request, out, &source, &log->entries[i].change,
                               log_entry_date(layer, &log->entries[i]));
    }
    buffer_append_text(out, "</ul>\n");
    if (count < log->entry_count) {
        buffer_printf(out, "<p>and %zu earlier changes</p>\n", log->entry_count - count);
    }
    buffer_append_text(out, "</section>\n");
}

size_t thing_append_life(const struct request *request, struct buffer *out,
                         const struct question *question)
{
    size_t count = 0;

    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];
        struct portreg_log *log;

        if (log_of_question(layer, question, &log, NULL) != PORTREG_OK) {
            out->failed = true;
            return count;
        }
        count += log->entry_count;
        if (log->entry_count > 0) {
            append_log(request, out, layer, log);
        }
        portreg_log_destroy(log);
    }
    return count;
}

bool thing_read_port(const struct request *request, struct reply *reply, const char *folder,
                     uint16_t *ret)
{
    struct portreg_string text = request->captures[0];
    struct buffer address = BUFFER_INIT(ADDRESS_MAX);
    uint64_t port;

    if (!string_parse_unsigned(text, PORTREG_PORT_MAX, &port)) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such port",
                      "'%.*s' is not a port number; they go from 0 to %d", (int)text.size,
                      text.data, PORTREG_PORT_MAX);
        return false;
    }
    *ret = (uint16_t)port;
    if (text.size == 1 || text.data[0] != '0') {
        return true;
    }
    buffer_printf(&address, "%s/%u", folder, *ret);
    if (!buffer_failed(&address)) {
        reply_redirect(reply, address.data);
    }
    buffer_free(&address);
    return false;
}

void thing_answer_port(const struct request *request, struct reply *reply,
                       const struct question *question,
                       void (*write_page)(const struct request *request, struct reply *reply,
                                          const struct question *question,
                                          const struct answers *answers))
{
    struct answers answers = { .failed = false };

    answers_of_question(&answers, request->layers, question, GAPS_ALWAYS, NULL);
    if (request->media != MEDIA_HTML || answers.failed) {
        thing_write_data(request, reply, &answers);
    } else {
        write_page(request, reply, question, &answers);
    }
    answers_free(&answers);
}
