/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/compare.h"

#include <microhttpd.h>
#include <stdio.h>

#include "serve/page/change_view.h"
#include "serve/page/layout.h"
#include "util/json.h"
#include "util/string.h"

/* The versions on the two sides, and what the page is called. */
struct compared {
    uint32_t before;
    uint32_t after;
    char title[80];
    bool is_first; /* the first version there is: nothing stands before it */
    bool is_span;  /* of dates that were asked for, not of a version and the one before it */
};

bool compare_is_asked(const struct request *request)
{
    return request_parameter(request, "from").size > 0 || request_parameter(request, "to").size > 0;
}

static void append_date_field(struct buffer *out, const char *name, const char *label,
                              portreg_date date, const char *limits)
{
    char text[16] = "";

    if (date != 0) {
        portreg_date_format(date, text);
    }
    buffer_printf(out, "<label>%s <input type=\"date\" name=\"%s\" value=\"%s\"%s/></label>\n",
                  label, name, text, limits);
}

static void append_form(struct buffer *out, const struct survey *survey, portreg_date from,
                        portreg_date to)
{
    char limits[64];
    char first[16];
    char last[16];

    portreg_date_format(survey_version_date(survey, 0), first);
    portreg_date_format(layer_date(survey->layer), last);
    snprintf(limits, sizeof(limits), " min=\"%s\" max=\"%s\"", first, last);
    buffer_append_text(out, "<form class=\"compare\" action=\"/changes\" "
                            "aria-label=\"Compare two dates\">\n");
    append_date_field(out, "from", "From", from, limits);
    append_date_field(out, "to", "to", to, limits);
    if (!survey->is_base) {
        buffer_append_text(out, "<input type=\"hidden\" name=\"layer\" value=\"");
        markup_append(out, layer_name(survey->layer));
        buffer_append_text(out, "\"/>\n");
    }
    buffer_append_text(out, "<button>Compare</button>\n</form>\n");
}

void compare_append_form(struct buffer *out, const struct survey *survey)
{
    append_form(out, survey, 0, layer_date(survey->layer));
}

static void append_json(struct reply *reply, const struct comparison *comparison)
{
    struct json json;

    json_init(&json, &reply->body, true);
    json_object_open(&json);
    comparison_json(&json, comparison, false);
    json_object_close(&json);
    buffer_append_char(&reply->body, '\n');
}

/* "Compared with 2026-02-06: 3 assigned, 1 changed." */
static void append_sentence(struct buffer *out, const struct survey *survey,
                            const struct compared *compared, const struct comparison *comparison)
{
    if (compared->is_first) {
        buffer_append_text(out, "<p class=\"lead\">The first version there is: ");
        buffer_append_grouped(out, comparison_version(&comparison->after).row_count);
        buffer_append_text(out, " rows. What was before it is not known here.</p>\n");
        return;
    }
    buffer_append_text(out, "<p class=\"lead\">From ");
    survey_append_version(out, survey, compared->before);
    buffer_append_text(out, " to ");
    page_append_time(out, survey_version_date(survey, compared->after));
    buffer_append_text(out, ": ");
    change_view_append_counts(out, &comparison->counts);
    buffer_append_text(out, ".</p>\n");
}

static void append_neighbour(struct buffer *out, const struct survey *survey, uint32_t version,
                             bool is_older)
{
    char date[16];

    portreg_date_format(survey_version_date(survey, version), date);
    buffer_printf(out, "<a rel=\"%s\" href=\"/changes/%s", is_older ? "prev" : "next", date);
    survey_append_layer(out, survey, "?");
    buffer_printf(out, "\">%s%s%s</a>\n", is_older ? "← " : "", date, is_older ? "" : " →");
}

static void append_neighbours(struct buffer *out, const struct survey *survey,
                              const struct compared *compared)
{
    buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Versions\">\n");
    if (compared->after > 0) {
        append_neighbour(out, survey, compared->after - 1, true);
    }
    if (compared->after < survey->layer->view.version) {
        append_neighbour(out, survey, compared->after + 1, false);
    }
    buffer_append_text(out, "<a href=\"/changes");
    survey_append_layer(out, survey, "?");
    buffer_append_text(out, "\">All versions</a>\n</nav>\n");
}

/* The path of this page in another form, its date in the path or in the query. */
static void append_json_address(const struct request *request, struct buffer *out)
{
    struct buffer here = BUFFER_INIT(TARGET_SIZE_MAX * 4);
    const char *query;
    size_t path_size;

    page_append_here(request, &here, NULL, 0);
    if (buffer_failed(&here)) {
        out->failed = true;
    } else {
        query = memchr(here.data, '?', here.size);
        path_size = query != NULL ? (size_t)(query - here.data) : here.size;
        buffer_append(out, here.data, path_size);
        buffer_append_text(out, ".json");
        buffer_append(out, here.data + path_size, here.size - path_size);
    }
    buffer_free(&here);
}

static void append_page(const struct request *request, struct reply *reply,
                        const struct survey *survey, const struct compared *compared,
                        const struct comparison *comparison)
{
    const struct page_head head = {
        .title = compared->title,
        .feed = "/changes.atom",
        .kind = "survey",
    };
    struct buffer *out = &reply->body;

    page_open(request, reply, &head);
    append_sentence(out, survey, compared, comparison);
    if (!compared->is_span) {
        append_neighbours(out, survey, compared);
    } else {
        append_form(out, survey, survey_version_date(survey, compared->before),
                    survey_version_date(survey, compared->after));
    }
    change_view_append(request, out, comparison);
    buffer_append_text(out, "<p>The same <a href=\"");
    append_json_address(request, out);
    buffer_append_text(out, "\">as JSON</a>.</p>\n");
    page_close(request, reply);
}

static void answer(const struct request *request, struct reply *reply, const struct survey *survey,
                   const struct compared *compared)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct comparison comparison;

    if (history_compare(survey->layer, compared->before, compared->after, &comparison, &error) !=
        PORTREG_OK) {
        reply_error(request, reply, &error);
        return;
    }
    if (request->media == MEDIA_JSON) {
        append_json(reply, &comparison);
    } else {
        append_page(request, reply, survey, compared, &comparison);
    }
    comparison_free(&comparison);
}

/* The last version as old as the text says; one that is given must be a date. */
static bool find_version(const struct request *request, struct reply *reply,
                         const struct survey *survey, struct portreg_string text, uint32_t *ret)
{
    portreg_date date = portreg_date_parse(text.data, text.size);
    struct portreg_view view;
    char oldest[16];

    if (date == 0) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad date",
                      "a date is YYYY, YYYY-MM or YYYY-MM-DD, not '%.*s'", (int)text.size,
                      text.data);
        return false;
    }
    if (!portreg_view_at(survey->layer->snapshot, date, &view)) {
        portreg_date_format(survey_version_date(survey, 0), oldest);
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such version",
                      "no version is as old as %.*s; the oldest is of %s", (int)text.size,
                      text.data, oldest);
        return false;
    }
    *ret = view.version < survey->layer->view.version ? view.version : survey->layer->view.version;
    return true;
}

void compare_answer(const struct request *request, struct reply *reply,
                    const struct survey *survey)
{
    struct portreg_string from = request_parameter(request, "from");
    struct portreg_string to = request_parameter(request, "to");
    struct compared compared = { .after = survey->layer->view.version, .is_span = true };

    if (to.size > 0 && !find_version(request, reply, survey, to, &compared.after)) {
        return;
    }
    compared.before = compared.after > 0 ? compared.after - 1 : 0;
    if (from.size > 0 && !find_version(request, reply, survey, from, &compared.before)) {
        return;
    }
    if (request->media == MEDIA_ATOM) {
        reply_problem(request, reply, MHD_HTTP_NOT_ACCEPTABLE, "Not acceptable",
                      "the feed takes no dates");
        return;
    }
    snprintf(compared.title, sizeof(compared.title), "Changes between two dates");
    answer(request, reply, survey, &compared);
}

/* /changes/2026-02-13: that version. /changes/2026-02: all of that month. */
void page_answer_version(struct request *request, struct reply *reply)
{
    struct portreg_string text = request->captures[0];
    struct compared compared = { .is_first = false };
    struct survey survey;
    char nearest[16];

    if (!survey_open(request, reply, &survey) ||
        !find_version(request, reply, &survey, text, &compared.after)) {
        return;
    }
    if (survey_version_date(&survey, compared.after) <
        portreg_date_parse(text.data, text.size)) {
        portreg_date_format(survey_version_date(&survey, compared.after), nearest);
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such version",
                      "there is no version of %.*s; the one before is of %s", (int)text.size,
                      text.data, nearest);
        return;
    }
    compared.before = compared.after;
    while (compared.before > 0 && survey_version_date(&survey, compared.before) >=
                                      portreg_date_parse(text.data, text.size)) {
        compared.before--;
    }
    compared.is_first = compared.after == 0;
    compared.is_span = compared.before + 1 < compared.after;
    snprintf(compared.title, sizeof(compared.title), "Changes of %.*s", (int)text.size, text.data);
    answer(request, reply, &survey, &compared);
}
