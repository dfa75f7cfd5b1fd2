/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include <portreg/numbers.h>
#include <portreg/rules.h>

#include "answer/map.h"
#include "answer/stats_json.h"
#include "answer/stats_list.h"
#include "cli/listing.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/json.h"
#include "util/string.h"

#define LABEL_WIDTH 22
#define COUNT_WIDTH 9
#define BAR_WIDTH_MAX 60

/* A chart: lines of a label, a count, its share and a bar. */
struct chart {
    struct output *output;
    uint64_t whole; /* what shares are of */
    uint64_t most;  /* what the longest bar stands for */
    unsigned width; /* of the longest bar */
    bool utf8;
};

static struct chart chart_open(struct output *output, const char *title, uint64_t whole,
                               uint64_t most)
{
    const unsigned text_width = LABEL_WIDTH + COUNT_WIDTH + 12;
    const unsigned screen = output->width > 0 ? output->width : 80;
    const unsigned left = screen > text_width ? screen - text_width : 1;

    buffer_append_char(&output->text, '\n');
    output_style(output, STYLE_BOLD);
    buffer_append_text(&output->text, title);
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, '\n');
    return (struct chart){ .output = output,
                           .whole = whole,
                           .most = most,
                           .width = left < BAR_WIDTH_MAX ? left : BAR_WIDTH_MAX,
                           .utf8 = output->terminal && picture_has_utf8() };
}

static void chart_line(const struct chart *chart, const char *label, uint64_t count,
                       enum output_style style)
{
    struct buffer *text = &chart->output->text;

    buffer_printf(text, "  %-*s", LABEL_WIDTH - 2, label);
    picture_append_count(text, count, COUNT_WIDTH);
    picture_append_share(text, count, chart->whole);
    if (count > 0) {
        buffer_append_text(text, "  ");
        output_style(chart->output, style);
        picture_append_bar(text, count, chart->most, chart->width, chart->utf8);
        output_style(chart->output, STYLE_PLAIN);
    }
    buffer_append_char(text, '\n');
}

static uint64_t largest(const uint32_t *counts, size_t size)
{
    uint64_t most = 0;

    for (size_t i = 0; i < size; i++) {
        most = counts[i] > most ? counts[i] : most;
    }
    return most;
}

static void write_statuses(struct output *output, const struct portreg_stats *stats)
{
    const struct chart chart =
        chart_open(output, "Rows by status", stats->rows,
                   largest(stats->rows_by_status, PORTREG_PORT_STATUS_COUNT));

    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        const enum portreg_port_status status = map_legend[i];

        if (status != PORTREG_PORT_DYNAMIC) {
            chart_line(&chart, portreg_port_status_name(status), stats->rows_by_status[status],
                       output_status_style(status));
        }
    }
}

static void write_transports(struct output *output, const struct portreg_stats *stats)
{
    const struct chart chart =
        chart_open(output, "Rows by transport", stats->rows,
                   largest(stats->rows_by_transport, PORTREG_TRANSPORT_COUNT));

    for (unsigned i = 1; i <= PORTREG_TRANSPORT_COUNT; i++) {
        const unsigned transport = i % PORTREG_TRANSPORT_COUNT;

        chart_line(&chart, stats_transport_key(transport), stats->rows_by_transport[transport],
                   STYLE_PLAIN);
    }
}

/* The numbers of a range on all transports together: shares are of the range. */
static void write_range(struct output *output, const struct portreg_stats *stats, size_t index)
{
    const struct portreg_range *range = portreg_range_at(index);
    const uint32_t *counts = stats->numbers[PORTREG_TRANSPORT_NONE][index];
    const uint32_t size = (uint32_t)range->last - range->first + 1;
    char title[64];
    struct chart chart;

    (void)snprintf(title, sizeof(title), "Numbers, %s range %u-%u", range->name, range->first,
                   range->last);
    chart = chart_open(output, title, size, size);
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        if (counts[map_legend[i]] > 0) {
            chart_line(&chart, portreg_port_status_name(map_legend[i]), counts[map_legend[i]],
                       output_status_style(map_legend[i]));
        }
    }
}

static uint32_t assigned_numbers(const struct portreg_stats *stats, unsigned transport)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < PORTREG_RANGE_COUNT; i++) {
        sum += stats->numbers[transport][i][PORTREG_PORT_ASSIGNED];
    }
    return sum;
}

static void write_assigned(struct output *output, const struct portreg_stats *stats)
{
    const struct chart chart =
        chart_open(output, "Assigned numbers by transport", PORTREG_PORT_COUNT,
                   assigned_numbers(stats, PORTREG_TRANSPORT_NONE));

    for (unsigned i = 1; i <= PORTREG_TRANSPORT_COUNT; i++) {
        const unsigned transport = i % PORTREG_TRANSPORT_COUNT;

        chart_line(&chart,
                   transport == PORTREG_TRANSPORT_NONE ? "on one at least"
                                                       : stats_transport_key(transport),
                   assigned_numbers(stats, transport), STYLE_BLUE);
    }
}

/* From the first year with a registration to the last, the empty ones between included. */
static void write_years(struct output *output, const struct portreg_stats *stats)
{
    const struct chart chart = chart_open(output, "Rows by year of registration", stats->rows,
                                          largest(stats->registered, PORTREG_STATS_YEARS));
    unsigned first = 0;
    unsigned last = PORTREG_STATS_YEARS;
    char label[16];

    while (first < PORTREG_STATS_YEARS && stats->registered[first] == 0) {
        first++;
    }
    while (last > first && stats->registered[last - 1] == 0) {
        last--;
    }
    for (unsigned year = first; year < last; year++) {
        (void)snprintf(label, sizeof(label), "%u", PORTREG_STATS_YEAR_FIRST + year);
        chart_line(&chart, label, stats->registered[year], STYLE_GREEN);
    }
    buffer_printf(&output->text, "  %-*s", LABEL_WIDTH - 2, "no date");
    picture_append_count(&output->text, stats->undated, COUNT_WIDTH);
    picture_append_share(&output->text, stats->undated, stats->rows);
    buffer_append_char(&output->text, '\n');
}

static void write_text(struct output *output, const struct layer *layer,
                       const struct portreg_stats *stats)
{
    char date[11];

    portreg_date_format(layer_date(layer), date);
    buffer_append_string(&output->text, layer_name(layer));
    buffer_printf(&output->text, " as of %s: ", date);
    picture_append_count(&output->text, stats->rows, 0);
    buffer_append_text(&output->text, " rows, ");
    picture_append_count(&output->text, stats->names, 0);
    buffer_append_text(&output->text, " of them with a name, ");
    picture_append_count(&output->text, stats->names_without_number, 0);
    buffer_append_text(&output->text, " with a name and no number\n");
    write_statuses(output, stats);
    write_transports(output, stats);
    for (size_t i = 0; i < PORTREG_RANGE_COUNT; i++) {
        write_range(output, stats, i);
    }
    write_assigned(output, stats);
    write_years(output, stats);
}

static void write_json(struct output *output, const struct layer *layer,
                       const struct portreg_stats *stats)
{
    struct json json;
    char date[11];

    portreg_date_format(layer_date(layer), date);
    json_init(&json, &output->text, true);
    json_object_open(&json);
    json_key(&json, "source");
    json_string(&json, layer_name(layer));
    json_key(&json, "as_of");
    json_text(&json, date);
    stats_json(&json, stats);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void write_lines(struct output *output, const struct layer *layer,
                        const struct portreg_stats *stats)
{
    struct stats_list list;
    struct listing_array lines;

    stats_list_fill(&list, layer, stats);
    lines = listing_array_of(&listing_of_stats, list.items, sizeof(*list.items), list.count, NULL);
    listing_write(output, &lines.cursor);
}

static int write_stats(struct output *output)
{
    const struct layer *layer = layers_base(output->layers);
    struct portreg_stats stats;

    portreg_stats_count(layer->view, &stats);
    if (output->form == FORM_JSON) {
        write_json(output, layer, &stats);
    } else if (output->form == FORM_TABLE) {
        write_text(output, layer, &stats);
    } else {
        write_lines(output, layer, &stats);
    }
    return output_finish(output, stats.rows > 0 ? EXIT_FOUND : EXIT_NOTHING);
}

int stats_run(const struct invocation *invocation)
{
    return registry_answer(invocation, NULL, write_stats);
}
