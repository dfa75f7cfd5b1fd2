/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>

#include "serve/download.h"
#include "serve/page/layout.h"
#include "serve/request.h"

static const struct {
    const char *suffix;
    const char *summary;
    bool has_every_date; /* in one file */
} files[] = {
    { "csv", "IANA's CSV, twelve columns", false },
    { "xml", "IANA's XML", false },
    { "txt", "plain text, a table", false },
    { "json", "one JSON document", false },
    { "ndjson", "a JSON object a line", false },
    { "portreg", "the snapshot with every version, for portreg itself", true },
};

static void append_layer(const struct request *request, struct buffer *out,
                         const struct layer *layer)
{
    buffer_append_text(out, "<h2>");
    markup_append(out, layer_name(layer));
    buffer_append_text(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        buffer_append_text(out, "<li><a href=\"/downloads/");
        markup_append_address(out, layer_name(layer));
        buffer_printf(out, ".%s", files[i].suffix);
        if (!files[i].has_every_date) {
            page_append_date(request, out);
        }
        buffer_append_text(out, "\">");
        markup_append(out, layer_name(layer));
        buffer_printf(out, ".%s</a>: %s</li>\n", files[i].suffix, files[i].summary);
    }
    buffer_append_text(out, "</ul>\n");
}

static void answer_list(struct request *request, struct reply *reply)
{
    const struct page_head head = { .title = "Downloads" };

    page_open(request, reply, &head);
    buffer_append_text(&reply->body, "<p>The whole registry, ");
    buffer_append_text(&reply->body,
                       request->as_of != 0 ? "as it was then" : "as of its newest version");
    buffer_append_text(&reply->body,
                       ". The addresses of IANA's files work here too.</p>\n");
    page_append_date_form(request, &reply->body, "/downloads");
    for (size_t i = 0; i < request->layers->count; i++) {
        append_layer(request, &reply->body, &request->layers->items[i]);
    }
    page_close(request, reply);
}

static void answer_download(struct request *request, struct reply *reply)
{
    struct portreg_string name = request->captures[0];
    const struct layer *layer = layers_find(request->layers, name);

    if (layer != NULL) {
        download_answer(request, reply, layer, request->media);
    } else if (layers_find(&request->site->layers, name) != NULL) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such version",
                      "the layer '%.*s' has no version that old", (int)name.size, name.data);
    } else {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found",
                      "there is no layer '%.*s'; /downloads lists what there is", (int)name.size,
                      name.data);
    }
}

#define AS_OF { "as_of", ROUTE_DATE, "the file as of YYYY, YYYY-MM or YYYY-MM-DD", false }

const struct route routes_of_downloads[] = {
    { .pattern = "/downloads",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML),
      .answer = answer_list,
      .name = "downloads",
      .summary = "the files that can be had",
      .parameters = { AS_OF } },
    { .pattern = "/downloads/{file}",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(JSON) | MEDIA_BIT(NDJSON) | MEDIA_BIT(CSV) | MEDIA_BIT(XML) |
               MEDIA_BIT(TEXT) | MEDIA_BIT(SNAPSHOT),
      .flags = ROUTE_AGELESS,
      .answer = answer_download,
      .name = "download",
      .summary = "a version of a layer, whole, in the form of its suffix",
      .captures = { { "file", ROUTE_TEXT, "a layer's name and the suffix of a form", true } },
      .parameters = { AS_OF } },
    { .pattern = NULL },
};
