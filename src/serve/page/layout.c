/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/layout.h"

#include <string.h>

#include "serve/asset.h"
#include "serve/page/problem.h"
#include "util/string.h"

void page_append_address(const struct request *request, struct buffer *out, const char *path)
{
    char date[16];

    markup_append_text(out, path);
    if (request->as_of == 0) {
        return;
    }
    portreg_date_format(request->as_of, date);
    buffer_append_text(out, strchr(path, '?') != NULL ? "&amp;as_of=" : "?as_of=");
    buffer_append_text(out, date);
}

static void append_head(struct buffer *out, const struct page_head *head)
{
    buffer_append_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                            "<meta charset=\"utf-8\">\n"
                            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    markup_append_text(out, head->title);
    buffer_printf(out, "</title>\n<link rel=\"stylesheet\" href=\"%s\">\n",
                  asset_address("style.css"));
    if (head->feed != NULL) {
        buffer_append_text(out, "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"");
        markup_append_text(out, head->feed);
        buffer_append_text(out, "\">\n");
    }
    buffer_append_text(out, "</head>\n");
}

static void append_search(const struct request *request, struct buffer *out,
                          struct portreg_string search)
{
    char date[16];

    buffer_append_text(out, "<form action=\"/\" role=\"search\">\n<label for=\"q\">Search</label>\n"
                            "<input id=\"q\" name=\"q\" type=\"search\" value=\"");
    markup_append(out, search);
    buffer_append_text(out, "\">\n");
    if (request->as_of != 0) {
        portreg_date_format(request->as_of, date);
        buffer_printf(out, "<input type=\"hidden\" name=\"as_of\" value=\"%s\">\n", date);
    }
    buffer_append_text(out, "<button>Search</button>\n</form>\n");
}

void page_open(const struct request *request, struct reply *reply, const struct page_head *head)
{
    struct buffer *out = &reply->body;

    reply->media = MEDIA_HTML;
    append_head(out, head);
    buffer_append_text(out, "<body>\n<header>\n<a href=\"/\">portreg</a>\n");
    append_search(request, out, head->search);
    buffer_append_text(out, "</header>\n<main id=\"main\">\n<h1>");
    markup_append_text(out, head->title);
    buffer_append_text(out, "</h1>\n");
}

static void append_layers(const struct request *request, struct buffer *out)
{
    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];
        char date[16];

        portreg_date_format(layer_date(layer), date);
        buffer_append_text(out, i > 0 ? "; " : "");
        markup_append(out, layer_name(layer));
        buffer_printf(out, ", version of <time datetime=\"%s\">%s</time>, %u days old", date, date,
                      layer_age_days(layer, request->today));
    }
}

void page_close(const struct request *request, struct reply *reply)
{
    struct buffer *out = &reply->body;

    buffer_append_text(out, "</main>\n<footer>\n<p>");
    append_layers(request, out);
    buffer_append_text(out, "</p>\n</footer>\n</body>\n</html>\n");
}

void page_problem(const struct request *request, struct reply *reply, const char *title,
                  const char *detail)
{
    const struct page_head head = { .title = title };

    page_open(request, reply, &head);
    buffer_append_text(&reply->body, "<p>");
    markup_append_text(&reply->body, detail);
    buffer_append_text(&reply->body, "</p>\n");
    page_close(request, reply);
}
