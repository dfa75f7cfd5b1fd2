/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>
#include <stdio.h>

#include "serve/page/change_view.h"
#include "serve/page/compare.h"
#include "serve/page/feed.h"
#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "serve/page/survey.h"
#include "util/json.h"
#include "util/string.h"

/* /changes: the versions, newest first, and what each changed in numbers. */

#define NEWEST_SHOWN 50

/* The versions that are shown: from `first` up to `end`. */
struct shown {
    uint32_t first;
    uint32_t end;
    unsigned year; /* 0: the newest ones */
};

static unsigned year_of(const struct survey *survey, uint32_t version)
{
    return survey_version_date(survey, version) >> 9;
}

static bool choose(const struct request *request, struct reply *reply,
                   const struct survey *survey, struct shown *ret)
{
    struct portreg_string text = request_parameter(request, "year");
    uint32_t count = survey->layer->view.version + 1;
    uint64_t year = 0;

    *ret = (struct shown){ .first = count > NEWEST_SHOWN ? count - NEWEST_SHOWN : 0,
                           .end = count };
    if (text.size == 0) {
        return true;
    }
    if (!string_parse_unsigned(text, 9999, &year) || year == 0) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad year", "year takes YYYY");
        return false;
    }
    ret->year = (unsigned)year;
    ret->first = 0;
    while (ret->first < count && year_of(survey, ret->first) < ret->year) {
        ret->first++;
    }
    ret->end = ret->first;
    while (ret->end < count && year_of(survey, ret->end) == ret->year) {
        ret->end++;
    }
    if (ret->first == ret->end) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such year",
                      "there is no version of %u", ret->year);
        return false;
    }
    return true;
}

static void append_years(const struct request *request, struct buffer *out,
                         const struct survey *survey, const struct shown *shown)
{
    struct page_parameter parameter = { "year", NULL };
    unsigned before = 0;
    char text[16];

    buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Years\">\n<a href=\"");
    page_append_here(request, out, &parameter, 1);
    buffer_append_text(out, shown->year == 0 ? "\" aria-current=\"page\">" : "\">");
    buffer_append_text(out, "newest</a>\n");
    for (uint32_t version = survey->layer->view.version + 1; version-- > 0;) {
        unsigned year = year_of(survey, version);

        if (year != before) {
            snprintf(text, sizeof(text), "%u", year);
            parameter.value = text;
            buffer_append_text(out, "<a href=\"");
            page_append_here(request, out, &parameter, 1);
            buffer_printf(out, "\"%s>%u</a>\n",
                          year == shown->year ? " aria-current=\"page\"" : "", year);
            before = year;
        }
    }
    buffer_append_text(out, "</nav>\n");
}

static void append_names(const struct request *request, struct buffer *out,
                         const struct survey *survey, const struct version_summary *summary)
{
    buffer_append_text(out, "<td class=\"text\">");
    for (uint32_t i = 0; i < summary->named_count; i++) {
        buffer_append_text(out, i > 0 ? ", " : "");
        link_name(request, out,
                  portreg_snapshot_cell(survey->layer->snapshot, summary->named[i],
                                        PORTREG_COLUMN_NAME));
    }
    buffer_append_text(out, summary->has_more_names ? " and more</td>" : "</td>");
}

static void append_line(const struct request *request, struct buffer *out,
                        const struct survey *survey, uint32_t version,
                        const struct version_summary *summary)
{
    struct portreg_version read;

    portreg_snapshot_version(survey->layer->snapshot, version, &read);
    buffer_append_text(out, "<tr><th scope=\"row\">");
    survey_append_version(out, survey, version);
    buffer_append_text(out, "</th>");
    if (version == 0) {
        buffer_append_text(out, "<td colspan=\"5\">the first version there is</td>");
    } else {
        for (unsigned i = 0; i < COMPARISON_GROUP_COUNT; i++) {
            survey_append_cell(out, summary->counts.groups[i]);
        }
        survey_append_cell(out, comparison_contact_total(&summary->counts));
    }
    survey_append_cell(out, read.row_count);
    append_names(request, out, survey, summary);
    buffer_append_text(out, "</tr>\n");
}

static void append_table(const struct request *request, struct buffer *out,
                         const struct survey *survey, const struct shown *shown)
{
    buffer_append_text(out, "<div class=\"scroll\"><table class=\"numbers\"><caption>");
    if (shown->year != 0) {
        buffer_printf(out, "The versions of %u, newest first; <a href=\"/changes/%u", shown->year,
                      shown->year);
        survey_append_layer(out, survey, "?");
        buffer_append_text(out, "\">what the whole year changed</a>");
    } else {
        buffer_printf(out, "The newest of %u versions", survey->layer->view.version + 1);
    }
    buffer_append_text(out, "</caption>\n<thead><tr><th scope=\"col\">Version</th>"
                            "<th scope=\"col\">Assigned</th><th scope=\"col\">Changed</th>"
                            "<th scope=\"col\">De-assigned</th>"
                            "<th scope=\"col\"><abbr title=\"Numbers that were reserved or "
                            "unassigned, and rows that were split\">Other</abbr></th>"
                            "<th scope=\"col\">Contacts</th><th scope=\"col\">Rows</th>"
                            "<th scope=\"col\" class=\"text\">Names</th>"
                            "</tr></thead>\n<tbody>\n");
    for (uint32_t version = shown->end; version-- > shown->first;) {
        struct version_summary summary;

        if (history_summary(request->site->history, survey->index, version, &summary, NULL) !=
            PORTREG_OK) {
            out->failed = true;
            return;
        }
        append_line(request, out, survey, version, &summary);
    }
    buffer_append_text(out, "</tbody></table></div>\n");
}

static void append_page(const struct request *request, struct reply *reply,
                        const struct survey *survey, const struct shown *shown)
{
    const struct page_head head = {
        .title = "Changes",
        .description = "What each version of the registry changed.",
        .feed = "/changes.atom",
        .json = "/changes.json",
        .kind = "survey",
    };
    struct buffer *out = &reply->body;

    page_open(request, reply, &head);
    survey_append_choice(request, out, survey);
    compare_append_form(out, survey);
    append_years(request, out, survey, shown);
    append_table(request, out, survey, shown);
    buffer_append_text(out, "<p>Follow them by the <a href=\"/changes.atom");
    survey_append_layer(out, survey, "?");
    buffer_append_text(out, "\">feed</a>; the same <a href=\"/changes.json");
    survey_append_layer(out, survey, "?");
    buffer_append_text(out, "\">as JSON</a>.</p>\n");
    page_close(request, reply);
}

static void json_version(struct json *json, const struct survey *survey, uint32_t version,
                         const struct version_summary *summary)
{
    struct portreg_version read;
    char date[16];

    portreg_snapshot_version(survey->layer->snapshot, version, &read);
    portreg_date_format(read.date, date);
    json_object_open(json);
    json_key(json, "date");
    json_text(json, date);
    json_key(json, "rows");
    json_unsigned(json, read.row_count);
    json_key(json, "summary");
    json_object_open(json);
    comparison_json_counts(json, &summary->counts, NULL);
    json_object_close(json);
    json_object_close(json);
}

static void append_json(const struct request *request, struct buffer *out,
                        const struct survey *survey, const struct shown *shown)
{
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    survey_json_source(&json, survey);
    json_key(&json, "versions");
    json_array_open(&json);
    for (uint32_t version = shown->end; version-- > shown->first;) {
        struct version_summary summary;

        if (history_summary(request->site->history, survey->index, version, &summary, NULL) !=
            PORTREG_OK) {
            out->failed = true;
            return;
        }
        json_version(&json, survey, version, &summary);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

void page_answer_changes(struct request *request, struct reply *reply)
{
    struct survey survey;
    struct shown shown;

    if (!survey_open(request, reply, &survey)) {
        return;
    }
    if (compare_is_asked(request)) {
        compare_answer(request, reply, &survey);
    } else if (request->media == MEDIA_ATOM) {
        feed_append(request, &reply->body, &survey);
    } else if (choose(request, reply, &survey, &shown)) {
        if (request->media == MEDIA_JSON) {
            append_json(request, &reply->body, &survey, &shown);
        } else {
            append_page(request, reply, &survey, &shown);
        }
    }
}
