/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>

#include "serve/download.h"
#include "serve/page/layout.h"
#include "serve/request.h"
#include "util/string.h"

static const struct {
    const char *suffix;
    const char *summary;
} files[] = {
    { "csv", "IANA's CSV, twelve columns" },
    { "xml", "IANA's XML" },
    { "txt", "plain text, a table" },
    { "json", "one JSON document" },
    { "ndjson", "a JSON object a line" },
    { "portreg", "the snapshot with every version, for portreg itself" },
};

static void append_layer(struct buffer *out, const struct layer *layer)
{
    buffer_append_text(out, "<h2>");
    markup_append(out, layer_name(layer));
    buffer_append_text(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        buffer_append_text(out, "<li><a href=\"/downloads/");
        markup_append_address(out, layer_name(layer));
        buffer_printf(out, ".%s\">", files[i].suffix);
        markup_append(out, layer_name(layer));
        buffer_printf(out, ".%s</a> %s</li>\n", files[i].suffix, files[i].summary);
    }
    buffer_append_text(out, "</ul>\n");
}

static void answer_list(struct request *request, struct reply *reply)
{
    const struct page_head head = { .title = "Downloads" };

    page_open(request, reply, &head);
    buffer_append_text(&reply->body,
                       "<p>The whole registry, as of its newest version. The addresses of IANA's "
                       "files work here too.</p>\n");
    for (size_t i = 0; i < request->layers->count; i++) {
        append_layer(&reply->body, &request->layers->items[i]);
    }
    page_close(request, reply);
}

static void answer_download(struct request *request, struct reply *reply)
{
    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];

        if (string_equal(request->captures[0], layer_name(layer))) {
            download_answer(request, reply, layer, request->media);
            return;
        }
    }
    reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found",
                  "there is no layer '%.*s'; /downloads lists what there is",
                  (int)request->captures[0].size, request->captures[0].data);
}

const struct route routes_of_downloads[] = {
    { .pattern = "/downloads",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML),
      .answer = answer_list,
      .name = "downloads",
      .summary = "the files that can be had" },
    { .pattern = "/downloads/{file}",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(JSON) | MEDIA_BIT(NDJSON) | MEDIA_BIT(CSV) | MEDIA_BIT(XML) |
               MEDIA_BIT(TEXT) | MEDIA_BIT(SNAPSHOT),
      .flags = ROUTE_AGELESS,
      .answer = answer_download,
      .name = "download",
      .summary = "a layer's newest version, whole, in the form of its suffix",
      .captures = { { "file", ROUTE_TEXT, "a layer's name and the suffix of a form", true } } },
    { .pattern = NULL },
};
