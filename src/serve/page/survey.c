/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/survey.h"

#include <microhttpd.h>

#include "serve/page/layout.h"
#include "util/json.h"

bool survey_open(const struct request *request, struct reply *reply, struct survey *ret)
{
    const struct layers *all = &request->site->layers;
    struct portreg_string name = request_parameter(request, "layer");

    ret->layer =
        name.size > 0 ? layers_find(request->layers, name) : layers_base(request->layers);
    if (ret->layer == NULL) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such layer",
                      "no layer of that name has a version as old; /v1/versions lists them");
        return false;
    }
    ret->is_base = ret->layer == layers_base(request->layers);
    ret->index = 0;
    while (all->items[ret->index].snapshot != ret->layer->snapshot) {
        ret->index++;
    }
    return true;
}

void survey_append_layer(struct buffer *out, const struct survey *survey, const char *separator)
{
    if (!survey->is_base) {
        buffer_append_text(out, separator);
        buffer_append_text(out, "layer=");
        markup_append_address(out, layer_name(survey->layer));
    }
}

void survey_append_choice(const struct request *request, struct buffer *out,
                          const struct survey *survey)
{
    if (request->layers->count < 2) {
        return;
    }
    buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Layers\">Layer\n");
    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];
        const struct page_parameter name = { "layer", layer_name(layer).data };

        buffer_append_text(out, "<a href=\"");
        page_append_here(request, out, &name, 1);
        buffer_append_text(out, layer == survey->layer ? "\" aria-current=\"page\">" : "\">");
        markup_append(out, layer_name(layer));
        buffer_append_text(out, "</a>\n");
    }
    buffer_append_text(out, "</nav>\n");
}

portreg_date survey_version_date(const struct survey *survey, uint32_t version)
{
    struct portreg_version read = { .date = 0 };

    portreg_snapshot_version(survey->layer->snapshot, version, &read);
    return read.date;
}

void survey_append_version(struct buffer *out, const struct survey *survey, uint32_t version)
{
    char date[16];

    portreg_date_format(survey_version_date(survey, version), date);
    buffer_printf(out, "<a href=\"/changes/%s", date);
    survey_append_layer(out, survey, "?");
    buffer_printf(out, "\"><time>%s</time></a>", date);
}

void survey_append_cell(struct buffer *out, uint32_t count)
{
    buffer_append_text(out, count == 0 ? "<td class=\"none\">" : "<td>");
    buffer_append_grouped(out, count);
    buffer_append_text(out, "</td>");
}

void survey_json_source(struct json *json, const struct survey *survey)
{
    char date[16];

    portreg_date_format(layer_date(survey->layer), date);
    json_key(json, "source");
    json_string(json, layer_name(survey->layer));
    json_key(json, "as_of");
    json_text(json, date);
}
