/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/rules.h>

#include "query/numbers.h"
#include "query/period.h"

static void count_year(struct portreg_stats *stats, struct portreg_string date)
{
    const unsigned year = date_year(portreg_date_parse(date.data, date.size));

    if (year >= PORTREG_STATS_YEAR_FIRST &&
        year < PORTREG_STATS_YEAR_FIRST + PORTREG_STATS_YEARS) {
        stats->registered[year - PORTREG_STATS_YEAR_FIRST]++;
    } else {
        stats->undated++;
    }
}

static void count_rows(struct portreg_view view, struct portreg_stats *stats)
{
    struct portreg_row row;
    uint32_t cursor = 0;
    uint32_t id;

    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        if (!portreg_snapshot_row(view.snapshot, id, &row)) {
            continue;
        }
        stats->rows++;
        stats->rows_by_status[row.status]++;
        stats->rows_by_transport[row.transport]++;
        if (row.column[PORTREG_COLUMN_NAME].size > 0) {
            stats->names++;
            stats->names_without_number += (row.flags & PORTREG_ROW_HAS_NUMBER) == 0;
        }
        count_year(stats, row.column[PORTREG_COLUMN_REGISTERED]);
    }
}

static void count_numbers(struct portreg_view view, size_t range_index,
                          struct portreg_stats *stats)
{
    const struct portreg_range *range = portreg_range_at(range_index);

    for (uint32_t port = range->first; port <= range->last; port++) {
        stats->numbers[PORTREG_TRANSPORT_NONE][range_index]
                      [number_status(view, (uint16_t)port)]++;
        for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
            stats->numbers[t][range_index][portreg_port_status(
                view, (uint16_t)port, (enum portreg_transport)t, NULL, NULL)]++;
        }
    }
}

void portreg_stats_count(struct portreg_view view, struct portreg_stats *ret)
{
    *ret = (struct portreg_stats){ 0 };
    count_rows(view, ret);
    for (size_t i = 0; i < PORTREG_RANGE_COUNT; i++) {
        count_numbers(view, i, ret);
    }
}
