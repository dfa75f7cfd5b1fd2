/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>

#include <portreg/numbers.h>
#include <portreg/rules.h>

#include "answer/map.h"
#include "answer/stats_json.h"
#include "serve/page/chart.h"
#include "serve/page/layout.h"
#include "serve/page/survey.h"
#include "util/date.h"
#include "util/json.h"

/* /growth: how large the registry was at each version, and when its rows were registered. */

#define NO_YEAR UINT32_MAX
#define MARKS_MAX 256
#define MARKS_SHOWN 8

struct growth {
    struct survey survey;
    struct portreg_stats stats;
    const struct version_size *sizes; /* of every version up to `version` */
    uint32_t version;
    unsigned first_year; /* with a registration or a version */
    unsigned last_year;
};

static unsigned year_of(portreg_date date)
{
    return date / 512;
}

static uint32_t registered_in(const struct growth *growth, unsigned year)
{
    return year >= PORTREG_STATS_YEAR_FIRST &&
                   year < PORTREG_STATS_YEAR_FIRST + PORTREG_STATS_YEARS
               ? growth->stats.registered[year - PORTREG_STATS_YEAR_FIRST]
               : 0;
}

static bool read_growth(const struct request *request, struct reply *reply, struct growth *ret)
{
    if (!survey_open(request, reply, &ret->survey)) {
        return false;
    }
    ret->version = ret->survey.layer->view.version;
    ret->sizes = history_sizes(request->site->history, ret->survey.index);
    if (ret->sizes == NULL) {
        reply->body.failed = true;
        return false;
    }
    portreg_stats_count(ret->survey.layer->view, &ret->stats);
    ret->first_year = year_of(survey_version_date(&ret->survey, 0));
    ret->last_year = year_of(layer_date(ret->survey.layer));
    for (unsigned i = 0; i < PORTREG_STATS_YEARS; i++) {
        unsigned year = PORTREG_STATS_YEAR_FIRST + i;

        if (ret->stats.registered[i] > 0) {
            ret->first_year = year < ret->first_year ? year : ret->first_year;
            ret->last_year = year > ret->last_year ? year : ret->last_year;
        }
    }
    return true;
}

/* What of a version's size a chart shows: enum portreg_transport, then the rows. */
#define SIZE_ROWS PORTREG_TRANSPORT_COUNT
#define SIZES_SHOWN (PORTREG_TRANSPORT_COUNT + 1)

static const char *const size_titles[SIZES_SHOWN] = {
    "Numbers assigned on any transport", "Numbers assigned on TCP",
    "Numbers assigned on UDP", "Numbers assigned on SCTP", "Numbers assigned on DCCP", "Rows"
};

static uint32_t size_of(const struct version_size *size, unsigned which)
{
    return which == SIZE_ROWS ? size->rows : size->assigned[which];
}

static int64_t year_start(unsigned year)
{
    return date_day_number(year * 512 + 32 + 1);
}

/* Beginnings of years, not more than there is room for. */
static size_t mark_years(const struct growth *growth, struct chart_mark marks[MARKS_MAX])
{
    unsigned first = year_of(survey_version_date(&growth->survey, 0)) + 1;
    unsigned last = year_of(layer_date(growth->survey.layer));
    unsigned step = last >= first ? (last - first) / MARKS_SHOWN + 1 : 1;
    size_t count = 0;

    for (unsigned year = first; year <= last && count < MARKS_SHOWN; year += step) {
        marks[count].x = year_start(year);
        snprintf(marks[count].text, sizeof(marks[count].text), "%u", year % 10000);
        count++;
    }
    return count;
}

static void append_size_chart(struct buffer *out, const struct growth *growth, unsigned which,
                              struct chart_point *points)
{
    const struct version_size *first = &growth->sizes[0];
    const struct version_size *last = &growth->sizes[growth->version];
    struct chart_mark marks[MARKS_MAX];
    char summary[128];
    char id[16];
    struct chart chart = { .title = size_titles[which],
                           .summary = summary,
                           .id = id,
                           .points = points,
                           .count = growth->version + 1,
                           .end = date_day_number(layer_date(growth->survey.layer)) + 1 };

    for (uint32_t v = 0; v <= growth->version; v++) {
        points[v].x = date_day_number(survey_version_date(&growth->survey, v));
        points[v].y = size_of(&growth->sizes[v], which);
    }
    snprintf(id, sizeof(id), "size-%u", which);
    snprintf(summary, sizeof(summary), "from %u at the first version to %u at the last",
             size_of(first, which), size_of(last, which));
    buffer_printf(out, "<figure><figcaption>%s <b>", size_titles[which]);
    buffer_append_grouped(out, size_of(last, which));
    buffer_append_text(out, "</b></figcaption>\n");
    chart_append_steps(out, &chart, marks, mark_years(growth, marks));
    buffer_append_text(out, "</figure>\n");
}

static void append_sizes(struct buffer *out, const struct growth *growth)
{
    struct chart_point *points = calloc((size_t)growth->version + 1, sizeof(*points));

    if (points == NULL) {
        out->failed = true;
        return;
    }
    buffer_append_text(out, "<section><h2>Size at each version</h2>\n<div class=\"charts\">\n");
    append_size_chart(out, growth, SIZE_ROWS, points);
    for (unsigned which = 0; which < PORTREG_TRANSPORT_COUNT; which++) {
        append_size_chart(out, growth, which, points);
    }
    buffer_append_text(out, "</div></section>\n");
    free(points);
}

static void append_years_chart(struct buffer *out, const struct growth *growth)
{
    struct chart_point points[PORTREG_STATS_YEARS];
    char summary[160];
    unsigned most = growth->first_year;
    size_t count = 0;

    for (unsigned year = growth->first_year;
         year <= growth->last_year && count < PORTREG_STATS_YEARS; year++) {
        points[count++] = (struct chart_point){ year, registered_in(growth, year) };
        most = registered_in(growth, year) > registered_in(growth, most) ? year : most;
    }
    snprintf(summary, sizeof(summary), "from %u to %u; the most, %u, in %u", growth->first_year,
             growth->last_year, registered_in(growth, most), most);
    buffer_append_text(out, "<section><h2>Rows by year of registration</h2>\n<figure "
                            "class=\"wide\">\n");
    chart_append_bars(out, &(struct chart){ .title = "Rows by year of registration",
                                            .summary = summary,
                                            .id = "registered",
                                            .points = points,
                                            .count = count,
                                            .end = (int64_t)growth->last_year + 1 });
    buffer_append_text(out, "<figcaption>Of the rows there are now; ");
    buffer_append_grouped(out, growth->stats.undated);
    buffer_append_text(out, " have no date.</figcaption></figure></section>\n");
}

/* The last version of a year, NO_YEAR if it has none. */
static uint32_t last_version(const struct growth *growth, unsigned year)
{
    uint32_t version = growth->version + 1;

    while (version-- > 0) {
        unsigned of = year_of(survey_version_date(&growth->survey, version));

        if (of <= year) {
            return of == year ? version : NO_YEAR;
        }
    }
    return NO_YEAR;
}

static void append_year(const struct request *request, struct buffer *out,
                        const struct growth *growth, unsigned year)
{
    uint32_t version = last_version(growth, year);
    uint32_t registered = registered_in(growth, year);

    buffer_printf(out, "<tr><th scope=\"row\">%u</th>", year);
    if (registered > 0) {
        char path[48];

        snprintf(path, sizeof(path), "/?q=date:%u", year);
        buffer_append_text(out, "<td><a href=\"");
        page_append_address(request, out, path);
        buffer_append_text(out, "\">");
        buffer_append_grouped(out, registered);
        buffer_append_text(out, "</a></td>");
    } else {
        survey_append_cell(out, 0);
    }
    if (version == NO_YEAR) {
        buffer_append_text(out, "<td colspan=\"7\"></td></tr>\n");
        return;
    }
    buffer_append_text(out, "<td>");
    survey_append_version(out, &growth->survey, version);
    buffer_append_text(out, "</td>");
    survey_append_cell(out, growth->sizes[version].rows);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        survey_append_cell(out, growth->sizes[version].assigned[t]);
    }
    buffer_append_text(out, "</tr>\n");
}

static void append_years(const struct request *request, struct buffer *out,
                         const struct growth *growth)
{
    buffer_append_text(out, "<section><h2>Year by year</h2>\n<div class=\"scroll\" tabindex=\"0\">"
                            "<table class=\"numbers\"><caption>Rows registered in each year, and "
                            "the size of the registry at its last version</caption>\n"
                            "<thead><tr><th scope=\"col\">Year</th><th scope=\"col\">Registered"
                            "</th><th scope=\"col\">Version</th><th scope=\"col\">Rows</th>"
                            "<th scope=\"col\">Assigned on any</th><th scope=\"col\">TCP</th>"
                            "<th scope=\"col\">UDP</th><th scope=\"col\">SCTP</th>"
                            "<th scope=\"col\">DCCP</th></tr></thead>\n<tbody>\n");
    for (unsigned year = growth->last_year + 1; year-- > growth->first_year;) {
        append_year(request, out, growth, year);
    }
    buffer_append_text(out, "</tbody></table></div></section>\n");
}

/* Numbers by range and status, on all transports together. */
static void append_ranges(struct buffer *out, const struct growth *growth)
{
    buffer_append_text(out, "<section><h2>Numbers by range</h2>\n"
                            "<div class=\"scroll\" tabindex=\"0\">"
                            "<table class=\"numbers\"><caption>Numbers of each range, all "
                            "transports together</caption>\n<thead><tr><th scope=\"col\">Range"
                            "</th>");
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        buffer_printf(out, "<th scope=\"col\">%s</th>", portreg_port_status_name(map_legend[i]));
    }
    buffer_append_text(out, "<th scope=\"col\">all</th></tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < PORTREG_RANGE_COUNT; r++) {
        const uint32_t *counts = growth->stats.numbers[PORTREG_TRANSPORT_NONE][r];
        const struct portreg_range *range = portreg_range_at(r);

        buffer_printf(out, "<tr><th scope=\"row\">%s, %u–%u</th>", range->title, range->first,
                      range->last);
        for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
            survey_append_cell(out, counts[map_legend[i]]);
        }
        survey_append_cell(out, (uint32_t)range->last - range->first + 1);
        buffer_append_text(out, "</tr>\n");
    }
    buffer_append_text(out, "</tbody></table></div></section>\n");
}

static void append_page(const struct request *request, struct reply *reply,
                        const struct growth *growth)
{
    const struct page_head head = {
        .title = "Growth",
        .description = "How the registry of port numbers grew.",
        .json = "/growth.json",
        .kind = "survey",
    };
    struct buffer *out = &reply->body;

    page_open(request, reply, &head);
    survey_append_choice(request, out, &growth->survey);
    append_sizes(out, growth);
    append_years_chart(out, growth);
    append_ranges(out, growth);
    append_years(request, out, growth);
    page_close(request, reply);
}

static void json_size(struct json *json, const struct growth *growth, uint32_t version)
{
    const struct version_size *size = &growth->sizes[version];
    char date[16];

    portreg_date_format(survey_version_date(&growth->survey, version), date);
    json_object_open(json);
    json_key(json, "date");
    json_text(json, date);
    json_key(json, "rows");
    json_unsigned(json, size->rows);
    json_key(json, "assigned");
    json_object_open(json);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        json_key(json, t == PORTREG_TRANSPORT_NONE ? "any" : stats_transport_key(t));
        json_unsigned(json, size->assigned[t]);
    }
    json_object_close(json);
    json_object_close(json);
}

static void append_json(struct buffer *out, const struct growth *growth)
{
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    survey_json_source(&json, &growth->survey);
    stats_json(&json, &growth->stats);
    json_key(&json, "versions");
    json_array_open(&json);
    for (uint32_t version = 0; version <= growth->version; version++) {
        json_size(&json, growth, version);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

void page_answer_growth(struct request *request, struct reply *reply)
{
    struct growth growth;

    if (!read_growth(request, reply, &growth)) {
        return;
    }
    if (request->media == MEDIA_JSON) {
        append_json(&reply->body, &growth);
    } else {
        append_page(request, reply, &growth);
    }
}
