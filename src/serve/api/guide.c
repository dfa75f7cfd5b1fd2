/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/api/api.h"
#include "serve/dispatch.h"
#include "serve/page/layout.h"
#include "util/date.h"
#include "util/string.h"

/* /api: the routes of the API for people, each with an answer of the registry of now. */

#define EXAMPLE_LINES_MAX 40
#define EXAMPLE_MAX 4096
#define SECONDS_A_DAY 86400

static void append_parameter(struct buffer *out, const struct route_parameter *parameter,
                             const char *place)
{
    buffer_append_text(out, "<tr><th scope=\"row\"><code>");
    markup_append_text(out, parameter->name);
    buffer_printf(out, "</code></th><td>%s</td><td>", place);
    markup_append_text(out, parameter->summary);
    buffer_append_text(out, "</td></tr>\n");
}

static void append_parameters(struct buffer *out, const struct route *route)
{
    if (route->captures[0].name == NULL && route->parameters[0].name == NULL) {
        return;
    }
    buffer_append_text(out, "<table>\n<caption>Parameters</caption>\n<thead><tr>"
                            "<th scope=\"col\">Name</th><th scope=\"col\">In</th>"
                            "<th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < ROUTE_CAPTURES_MAX && route->captures[i].name != NULL; i++) {
        append_parameter(out, &route->captures[i], "path");
    }
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && route->parameters[i].name != NULL; i++) {
        append_parameter(out, &route->parameters[i], "query");
    }
    buffer_append_text(out, "</tbody>\n</table>\n");
}

static void append_command(const struct request *request, struct buffer *out,
                           const struct route *route)
{
    buffer_append_text(out, "<pre><code>curl '");
    markup_append_text(out, request->site->url);
    markup_append_text(out, route->body != NULL ? route->pattern : route->example);
    buffer_append_char(out, '\'');
    if (route->body != NULL) {
        buffer_append_text(out, " \\\n  -H 'Content-Type: application/json' -d '");
        markup_append_text(out, route->example);
        buffer_append_char(out, '\'');
    }
    buffer_append_text(out, "</code></pre>\n");
}

/* What of an answer is shown: its first lines. */
static struct portreg_string first_lines(const struct buffer *body)
{
    size_t lines = 0;
    size_t size = 0;

    while (size < body->size && size < EXAMPLE_MAX && lines < EXAMPLE_LINES_MAX) {
        lines += body->data[size++] == '\n';
    }
    while (size < body->size && size > 0 && body->data[size - 1] != '\n') {
        size--;
    }
    return (struct portreg_string){ body->data, size };
}

static void append_answer(const struct request *request, struct buffer *out,
                          const struct route *route)
{
    const struct dispatch_request asked = {
        .method = route->body != NULL ? METHOD_POST : METHOD_GET,
        .target = string_of(route->body != NULL ? route->pattern : route->example),
        .body = route->body != NULL ? string_of(route->example) : STRING_LITERAL(""),
        .body_type = STRING_LITERAL("application/json"),
        .accept = STRING_LITERAL("application/json"),
    };
    struct reply reply;
    struct portreg_string shown;

    dispatch_answer(request->site, &asked,
                    (time_t)date_day_number(request->today) * SECONDS_A_DAY, &reply);
    shown = first_lines(&reply.body);
    buffer_append_text(out, "<pre tabindex=\"0\"><code>");
    markup_append(out, shown);
    buffer_append_text(out, shown.size < reply.body.size ? "…" : "");
    buffer_append_text(out, "</code></pre>\n");
    reply_free(&reply);
}

static void append_route(const struct request *request, struct buffer *out,
                         const struct route *route)
{
    buffer_append_text(out, "<section>\n<h2 id=\"");
    markup_append_text(out, route->name);
    buffer_printf(out, "\"><code>%s ", route->body != NULL ? "POST" : "GET");
    markup_append_text(out, route->pattern);
    buffer_append_text(out, "</code></h2>\n<p>");
    markup_append_text(out, route->summary);
    buffer_append_text(out, "</p>\n");
    append_parameters(out, route);
    append_command(request, out, route);
    append_answer(request, out, route);
    buffer_append_text(out, "</section>\n");
}

static void append_contents(struct buffer *out)
{
    const struct route *route;

    buffer_append_text(out, "<ul>\n");
    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        if ((route->flags & ROUTE_API) != 0) {
            buffer_printf(out, "<li><a href=\"#%s\"><code>", route->name);
            markup_append_text(out, route->pattern);
            buffer_append_text(out, "</code></a>: ");
            markup_append_text(out, route->summary);
            buffer_append_text(out, "</li>\n");
        }
    }
    buffer_append_text(out, "</ul>\n");
}

void api_answer_guide(struct request *request, struct reply *reply)
{
    const struct page_head head = {
        .title = "API",
        .description = "Addresses at which programs ask this registry, with examples.",
    };
    struct buffer *out = &reply->body;
    const struct route *route;

    page_open(request, reply, &head);
    buffer_append_text(
        out, "<p>Answers are JSON; with <code>.ndjson</code> or <code>.csv</code> behind the "
             "address, or the header <code>Accept</code>, lines or a table, and with "
             "<code>.xml</code> the records of a port, name or contact as IANA's XML. JSON says "
             "which layers answered, the dates of their versions and their age in days; so does "
             "the header <code>Registry-Layers</code> of every answer. What is wrong is told as "
             "<code>application/problem+json</code> (RFC 9457). The same for programs: "
             "<a href=\"/openapi.json\">openapi.json</a>.</p>\n");
    append_contents(out);
    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        if ((route->flags & ROUTE_API) != 0) {
            append_route(request, out, route);
        }
    }
    page_close(request, reply);
}
