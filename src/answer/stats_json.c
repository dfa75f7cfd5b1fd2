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

static void write_status_counts(struct json *json, const uint32_t *counts)
{
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        json_key(json, portreg_port_status_name(map_legend[i]));
        json_unsigned(json, counts[map_legend[i]]);
    }
    json_object_close(json);
}

static void write_number_counts(struct json *json, const struct portreg_stats *stats)
{
    json_key(json, "numbers");
    json_object_open(json);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        json_key(json, t == PORTREG_TRANSPORT_NONE ? "any" : stats_transport_key(t));
        json_object_open(json);
        for (size_t i = 0; i < PORTREG_RANGE_COUNT; i++) {
            json_key(json, portreg_range_at(i)->name);
            write_status_counts(json, stats->numbers[t][i]);
        }
        json_object_close(json);
    }
    json_object_close(json);
}

static void write_year_counts(struct json *json, const struct portreg_stats *stats)
{
    char year[16];

    json_key(json, "registered");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_STATS_YEARS; i++) {
        if (stats->registered[i] > 0) {
            (void)snprintf(year, sizeof(year), "%u", PORTREG_STATS_YEAR_FIRST + i);
            json_key(json, year);
            json_unsigned(json, stats->registered[i]);
        }
    }
    json_object_close(json);
    json_key(json, "undated");
    json_unsigned(json, stats->undated);
}

void stats_json(struct json *json, const struct portreg_stats *stats)
{
    json_key(json, "rows");
    json_unsigned(json, stats->rows);
    json_key(json, "names");
    json_unsigned(json, stats->names);
    json_key(json, "names_without_number");
    json_unsigned(json, stats->names_without_number);
    json_key(json, "rows_by_status");
    write_status_counts(json, stats->rows_by_status);
    json_key(json, "rows_by_transport");
    json_object_open(json);
    for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
        json_key(json, stats_transport_key(t));
        json_unsigned(json, stats->rows_by_transport[t]);
    }
    json_object_close(json);
    write_number_counts(json, stats);
    write_year_counts(json, stats);
}
