/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/layout.h"

#include <string.h>

#include "serve/asset.h"
#include "serve/page/problem.h"
#include "util/string.h"

#define SITE "portreg"
#define DATE_SIZE 16

/* The pages that every page leads to. */
static const struct {
    const char *path;
    const char *title;
} places[] = {
    { "/changes", "Changes" },
    { "/map", "Map" },
    { "/growth", "Growth" },
    { "/api", "API" },
};

void page_append_date(const struct request *request, struct buffer *out)
{
    char date[DATE_SIZE];

    if (request->as_of != 0) {
        portreg_date_format(request->as_of, date);
        buffer_append_text(out, "?as_of=");
        buffer_append_text(out, date);
    }
}

void page_append_address(const struct request *request, struct buffer *out, const char *path)
{
    char date[DATE_SIZE];

    markup_append_text(out, path);
    if (request->as_of == 0) {
        return;
    }
    if (strchr(path, '?') == NULL) {
        page_append_date(request, out);
        return;
    }
    portreg_date_format(request->as_of, date);
    buffer_append_text(out, "&amp;as_of=");
    buffer_append_text(out, date);
}

void page_append_path(const struct request *request, struct buffer *out)
{
    const struct target *target = request->target;

    for (size_t i = 0; i < target->segment_count; i++) {
        buffer_append_char(out, '/');
        markup_append_address(out, target->segments[i]);
    }
    if (target->segment_count == 0) {
        buffer_append_char(out, '/');
    }
}

void page_append_date_form(const struct request *request, struct buffer *out, const char *path)
{
    char date[DATE_SIZE] = "";

    if (request->as_of != 0) {
        portreg_date_format(request->as_of, date);
    }
    buffer_append_text(out, "<form class=\"date\" action=\"");
    markup_append_text(out, path);
    buffer_printf(out,
                  "\"><label>As of <input name=\"as_of\" type=\"date\" value=\"%s\"/></label> "
                  "<button>Show</button></form>\n",
                  strlen(date) == strlen("YYYY-MM-DD") ? date : "");
}

static void append_parameter(struct buffer *out, const char **separator,
                             struct portreg_string name, struct portreg_string value)
{
    buffer_append_text(out, *separator);
    markup_append_address(out, name);
    buffer_append_char(out, '=');
    markup_append_address(out, value);
    *separator = "&amp;";
}

static bool is_changed(struct portreg_string name, const struct page_parameter *changes,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (string_is(name, changes[i].name)) {
            return true;
        }
    }
    return false;
}

void page_append_here(const struct request *request, struct buffer *out,
                      const struct page_parameter *changes, size_t count)
{
    const struct target *target = request->target;
    const char *separator = "?";

    page_append_path(request, out);
    for (size_t i = 0; i < target->parameter_count; i++) {
        const struct target_parameter *parameter = &target->parameters[i];

        if (parameter->value.size > 0 && !is_changed(parameter->name, changes, count)) {
            append_parameter(out, &separator, parameter->name, parameter->value);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (changes[i].value != NULL) {
            append_parameter(out, &separator, string_of(changes[i].name),
                             string_of(changes[i].value));
        }
    }
}

void page_append_time(struct buffer *out, portreg_date date)
{
    char text[DATE_SIZE];

    portreg_date_format(date, text);
    buffer_printf(out, "<time>%s</time>", text);
}

static void append_alternate(const struct request *request, struct buffer *out, const char *type,
                             const char *address)
{
    if (address != NULL) {
        buffer_printf(out, "<link rel=\"alternate\" type=\"%s\" href=\"", type);
        page_append_address(request, out, address);
        buffer_append_text(out, "\"/>\n");
    }
}

static void append_head(const struct request *request, struct buffer *out,
                        const struct page_head *head)
{
    buffer_append_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                            "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
                            "content=\"width=device-width, initial-scale=1\"/>\n"
                            "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    markup_append_text(out, head->title);
    buffer_append_text(out, " · " SITE "</title>\n");
    if (head->description != NULL) {
        buffer_append_text(out, "<meta name=\"description\" content=\"");
        markup_append_text(out, head->description);
        buffer_append_text(out, "\"/>\n");
    }
    buffer_printf(out,
                  "<link rel=\"stylesheet\" href=\"%s\"/>\n"
                  "<link rel=\"icon\" type=\"image/svg+xml\" href=\"%s\"/>\n"
                  "<script src=\"%s\"></script>\n",
                  asset_address("style.css"), asset_address("favicon.svg"),
                  asset_address("portreg.js"));
    if (head->script != NULL) {
        buffer_printf(out, "<script src=\"%s\" defer=\"\"></script>\n",
                      asset_address(head->script));
    }
    append_alternate(request, out, "application/atom+xml", head->feed);
    append_alternate(request, out, "application/json", head->json);
    buffer_append_text(out, "</head>\n");
}

static void append_search(const struct request *request, struct buffer *out,
                          const struct page_head *head)
{
    char date[DATE_SIZE] = "";

    if (request->as_of != 0) {
        portreg_date_format(request->as_of, date);
    }
    buffer_append_text(out, "<form action=\"/\" role=\"search\">\n<input id=\"q\" name=\"q\" "
                            "type=\"search\" aria-label=\"Search the registry\" "
                            "placeholder=\"Port, name, text or field:value\" "
                            "autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" "
                            "maxlength=\"1000\" value=\"");
    markup_append(out, head->search);
    buffer_append_text(out, "\"/>\n");
    if (head->dated) {
        buffer_printf(out,
                      "<label class=\"as-of\">as of <input name=\"as_of\" type=\"date\" "
                      "value=\"%s\"/></label>\n",
                      strlen(date) == strlen("YYYY-MM-DD") ? date : "");
    } else if (date[0] != '\0') {
        buffer_printf(out, "<input type=\"hidden\" name=\"as_of\" value=\"%s\"/>\n", date);
    }
    buffer_append_text(out, "<button>Search</button>\n</form>\n");
}

static void append_places(const struct request *request, struct buffer *out)
{
    buffer_append_text(out, "<nav aria-label=\"Site\">");
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        bool is_here = request->target->segment_count > 0 &&
                       string_is(request->target->segments[0], places[i].path + 1);

        buffer_printf(out, "<a href=\"%s\"%s>%s</a>", places[i].path,
                      is_here ? " aria-current=\"true\"" : "", places[i].title);
    }
    buffer_append_text(out, "</nav>\n");
}

/* The registry at a date looks like the one of today: it must say that it is not. */
static void append_date_notice(const struct request *request, struct buffer *out)
{
    static const struct page_parameter now = { "as_of", NULL };
    char date[DATE_SIZE];

    if (request->as_of == 0) {
        return;
    }
    portreg_date_format(request->as_of, date);
    buffer_printf(out, "<p class=\"notice\">The registry as of <time>%s</time>. <a href=\"", date);
    page_append_here(request, out, &now, 1);
    buffer_append_text(out, "\">Show it as it is now</a></p>\n");
}

void page_open(const struct request *request, struct reply *reply, const struct page_head *head)
{
    struct buffer *out = &reply->body;

    reply->media = MEDIA_HTML;
    append_head(request, out, head);
    buffer_printf(out, "<body%s%s%s>\n", head->kind != NULL ? " class=\"" : "",
                  head->kind != NULL ? head->kind : "", head->kind != NULL ? "\"" : "");
    buffer_append_text(out, "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n"
                            "<a class=\"brand\" href=\"/");
    page_append_date(request, out);
    buffer_append_text(out, "\">" SITE "</a>\n");
    append_search(request, out, head);
    append_places(request, out);
    buffer_append_text(out, "</header>\n<main id=\"main\">\n");
    append_date_notice(request, out);
    buffer_append_text(out, "<h1>");
    markup_append_text(out, head->heading != NULL ? head->heading : head->title);
    buffer_append_text(out, "</h1>\n");
}

static void append_layers(const struct request *request, struct buffer *out)
{
    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];
        unsigned age = layer_age_days(layer, request->today);

        buffer_append_text(out, i > 0 ? "; " : "Registry: ");
        markup_append(out, layer_name(layer));
        buffer_append_text(out, ", version of ");
        page_append_time(out, layer_date(layer));
        buffer_printf(out, ", %u day%s old", age, age == 1 ? "" : "s");
    }
}

void page_close(const struct request *request, struct reply *reply)
{
    struct buffer *out = &reply->body;

    buffer_append_text(out, "</main>\n<footer>\n<p>");
    append_layers(request, out);
    buffer_append_text(out, ". <a href=\"");
    page_append_address(request, out, "/downloads");
    buffer_append_text(out, "\">Downloads</a></p>\n<p class=\"keys\"><kbd>/</kbd> search "
                            "<kbd>j</kbd> <kbd>k</kbd> next and previous row "
                            "<kbd>Enter</kbd> open</p>\n</footer>\n</body>\n</html>\n");
}

void page_problem(const struct request *request, struct reply *reply, const char *title,
                  const char *detail)
{
    const struct page_head head = { .title = title, .search = request_parameter(request, "q") };

    page_open(request, reply, &head);
    buffer_append_text(&reply->body, "<p class=\"problem\">");
    markup_append_text(&reply->body, detail);
    buffer_append_text(&reply->body, "</p>\n<p><a href=\"/\">To the search page</a></p>\n");
    page_close(request, reply);
}
