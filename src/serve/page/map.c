/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "answer/map.h"
#include "serve/page/layout.h"
#include "serve/page/map_data.h"
#include "serve/page/map_view.h"
#include "util/string.h"

/* /map: all port numbers as a picture. */

struct asked {
    struct survey survey;
    enum portreg_transport transport;
    bool by_layer;
};

static bool read_asked(const struct request *request, struct reply *reply, struct asked *ret)
{
    struct portreg_string transport = request_parameter(request, "transport");
    struct portreg_string color = request_parameter(request, "color");

    ret->transport = PORTREG_TRANSPORT_NONE;
    ret->by_layer = string_is(color, "layer");
    if (transport.size > 0 && !string_is(transport, "any") &&
        !portreg_transport_parse(transport.data, transport.size, &ret->transport)) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad transport",
                      "transport takes any, tcp, udp, sctp or dccp, not '%.*s'",
                      (int)transport.size, transport.data);
        return false;
    }
    if (color.size > 0 && !ret->by_layer && !string_is(color, "status")) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad colour",
                      "color takes status or layer, not '%.*s'", (int)color.size, color.data);
        return false;
    }
    return survey_open(request, reply, &ret->survey);
}

static void append_choice(const struct request *request, struct buffer *out, const char *name,
                          const char *value, const char *title, bool is_default, bool is_chosen)
{
    const struct page_parameter parameter = { name, is_default ? NULL : value };

    buffer_append_text(out, "<a href=\"");
    page_append_here(request, out, &parameter, 1);
    buffer_printf(out, "\"%s>%s</a>\n", is_chosen ? " aria-current=\"true\"" : "", title);
}

static void append_choices(const struct request *request, struct buffer *out,
                           const struct asked *asked)
{
    buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Transport\">\n");
    append_choice(request, out, "transport", "any", "any transport", true,
                  asked->transport == PORTREG_TRANSPORT_NONE);
    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        const char *name = portreg_transport_name((enum portreg_transport)t);

        append_choice(request, out, "transport", name, name, false, asked->transport == t);
    }
    buffer_append_text(out, "</nav>\n");
    if (request->layers->count > 1) {
        buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Colours\">Coloured by\n");
        append_choice(request, out, "color", "status", "status", true, !asked->by_layer);
        append_choice(request, out, "color", "layer", "layer", false, asked->by_layer);
        buffer_append_text(out, "</nav>\n");
    }
    if (!asked->by_layer) {
        survey_append_choice(request, out, &asked->survey);
    }
}

/* The date that the map shows; the transport and colours stay. */
static void append_date_form(const struct request *request, struct buffer *out,
                             const struct asked *asked)
{
    char date[16];

    portreg_date_format(layer_date(asked->survey.layer), date);
    buffer_append_text(out, "<form class=\"compare\" action=\"/map\" aria-label=\"Date\">\n");
    for (size_t i = 0; i < request->target->parameter_count; i++) {
        const struct target_parameter *parameter = &request->target->parameters[i];

        if (!string_is(parameter->name, "as_of")) {
            buffer_append_text(out, "<input type=\"hidden\" name=\"");
            markup_append(out, parameter->name);
            buffer_append_text(out, "\" value=\"");
            markup_append(out, parameter->value);
            buffer_append_text(out, "\"/>\n");
        }
    }
    buffer_printf(out,
                  "<label>As of <input type=\"date\" name=\"as_of\" value=\"%s\"/></label>\n"
                  "<button>Show</button>\n</form>\n",
                  date);
}

/* The page's address in another form, with all its parameters. */
static void append_form_address(const struct request *request, struct buffer *out,
                                const char *suffix)
{
    struct buffer here = BUFFER_INIT(TARGET_SIZE_MAX * 4);

    page_append_here(request, &here, NULL, 0);
    buffer_printf(out, "/map%s", suffix);
    if (buffer_failed(&here)) {
        out->failed = true;
    } else {
        const char *query = memchr(here.data, '?', here.size);

        buffer_append_text(out, query != NULL ? query : "");
    }
    buffer_free(&here);
}

static void append_picture(const struct request *request, struct buffer *out,
                           const struct asked *asked, const struct map_view *view)
{
    buffer_append_text(out, "<div class=\"map\" data-source=\"");
    append_form_address(request, out, ".json");
    buffer_printf(out, "\" data-color=\"%s\" data-date=\"", asked->by_layer ? "layer" : "status");
    page_append_date(request, out);
    buffer_append_text(out, "\">\n<p class=\"readout\">Each square of the map holds 256 numbers "
                            "and leads to them.</p>\n");
    map_view_append(request, out, view);
    map_view_append_legend(out, view);
    buffer_append_text(out, "</div>\n");
}

static void append_page(const struct request *request, struct reply *reply,
                        const struct asked *asked, const struct map_view *view)
{
    const struct page_head head = {
        .title = "Map of the port numbers",
        .description = "All 65,536 port numbers as a picture, by status and layer.",
        .script = "map.js",
        .json = "/map.json",
        .kind = "survey",
    };
    struct buffer *out = &reply->body;

    page_open(request, reply, &head);
    buffer_append_text(out, "<div class=\"map-choices\">\n");
    append_choices(request, out, asked);
    append_date_form(request, out, asked);
    buffer_append_text(out, "</div>\n");
    append_picture(request, out, asked, view);
    buffer_append_text(out, "<p class=\"soft\">A number is near the numbers before and after it: "
                            "the line through them all, a Hilbert curve, starts with 0 in the "
                            "upper left corner and ends with 65535 in the upper right one. The "
                            "same <a href=\"");
    append_form_address(request, out, ".svg");
    buffer_append_text(out, "\">as a picture</a> and <a href=\"");
    append_form_address(request, out, ".json");
    buffer_append_text(out, "\">as data</a>.</p>\n");
    page_close(request, reply);
}

static void answer_page(const struct request *request, struct reply *reply,
                        const struct asked *asked)
{
    struct map_view *view = malloc(sizeof(*view));

    if (view != NULL &&
        (asked->by_layer ? map_view_fill_layers(view, request->layers, asked->transport)
                         : map_view_fill_statuses(view, asked->survey.layer, asked->transport))) {
        append_page(request, reply, asked, view);
    } else {
        reply->body.failed = true;
    }
    free(view);
}

static void answer_picture(struct reply *reply, const struct asked *asked)
{
    struct map *map = malloc(sizeof(*map));

    if (map != NULL && map_fill(map, asked->survey.layer, asked->transport)) {
        map_append_svg(&reply->body, map);
    } else {
        reply->body.failed = true;
    }
    free(map);
}

void page_answer_map(struct request *request, struct reply *reply)
{
    struct asked asked;

    if (!read_asked(request, reply, &asked)) {
        return;
    }
    switch (request->media) {
    case MEDIA_JSON:
        map_data_append(request, &reply->body, &asked.survey, asked.transport);
        break;
    case MEDIA_SVG:
        answer_picture(reply, &asked);
        break;
    default:
        answer_page(request, reply, &asked);
        break;
    }
}
