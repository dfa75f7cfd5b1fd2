/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/stats_json.h"

#include <stdio.h>

#include <portreg/rules.h>

#include "answer/map.h"

const char *stats_transport_key(unsigned transport)
{
    return transport == PORTREG_TRANSPORT_NONE
               ? "none"
               : portreg_transport_name((enum portreg_transport)transport);
}

static void visit_statuses(struct stats_visitor *visitor, const char *group,
                           const uint32_t *counts)
{
    visitor->open(visitor, group);
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        visitor->count(visitor, portreg_port_status_name(map_legend[i]), counts[map_legend[i]]);
    }
    visitor->close(visitor);
}

static void visit_numbers(struct stats_visitor *visitor, const struct portreg_stats *stats)
{
    visitor->open(visitor, "numbers");
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        visitor->open(visitor, t == PORTREG_TRANSPORT_NONE ? "any" : stats_transport_key(t));
        for (size_t i = 0; i < PORTREG_RANGE_COUNT; i++) {
            visit_statuses(visitor, portreg_range_at(i)->name, stats->numbers[t][i]);
        }
        visitor->close(visitor);
    }
    visitor->close(visitor);
}

static void visit_years(struct stats_visitor *visitor, const struct portreg_stats *stats)
{
    char year[16];

    visitor->open(visitor, "registered");
    for (unsigned i = 0; i < PORTREG_STATS_YEARS; i++) {
        if (stats->registered[i] > 0) {
            (void)snprintf(year, sizeof(year), "%u", PORTREG_STATS_YEAR_FIRST + i);
            visitor->count(visitor, year, stats->registered[i]);
        }
    }
    visitor->close(visitor);
    visitor->count(visitor, "undated", stats->undated);
}

void stats_visit(struct stats_visitor *visitor, const struct portreg_stats *stats)
{
    visitor->count(visitor, "rows", stats->rows);
    visitor->count(visitor, "names", stats->names);
    visitor->count(visitor, "names_without_number", stats->names_without_number);
    visit_statuses(visitor, "rows_by_status", stats->rows_by_status);
    visitor->open(visitor, "rows_by_transport");
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        visitor->count(visitor, stats_transport_key(t), stats->rows_by_transport[t]);
    }
    visitor->close(visitor);
    visit_numbers(visitor, stats);
    visit_years(visitor, stats);
}

struct json_visitor {
    struct stats_visitor visitor;
    struct json *json;
};

static void json_open(struct stats_visitor *visitor, const char *group)
{
    struct json *json = ((struct json_visitor *)visitor)->json;

    json_key(json, group);
    json_object_open(json);
}

static void json_close(struct stats_visitor *visitor)
{
    json_object_close(((struct json_visitor *)visitor)->json);
}

static void json_count(struct stats_visitor *visitor, const char *key, uint32_t value)
{
    struct json *json = ((struct json_visitor *)visitor)->json;

    json_key(json, key);
    json_unsigned(json, value);
}

void stats_json(struct json *json, const struct portreg_stats *stats)
{
    struct json_visitor visitor = { { json_open, json_close, json_count }, json };

    stats_visit(&visitor.visitor, stats);
}
