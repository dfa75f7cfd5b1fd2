/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/query.h>

#include "snapshot/snapshot.h"
#include "util/string.h"

/* Names near one that was not found. */

/* How far off a name may be: more for longer ones. */
static unsigned allowed_distance(size_t size)
{
    return size <= 3 ? 1 : size <= 7 ? 2 : 3;
}

/* A name's row that stands in the view; PORTREG_NONE if none does. */
static uint32_t standing_row(struct portreg_view view, const struct layout_name *name)
{
    const struct snapshot_rows found = snapshot_name_rows(view.snapshot, name);
    for (uint32_t i = 0; i < found.count; i++) {
        if (portreg_view_has_row(view, found.rows[i])) {
            return found.rows[i];
        }
    }
    return PORTREG_NONE;
}

/*
 * How good a suggestion is, the less the better: the distance, then a first
 * letter that differs, which typing seldom gets wrong, then the number, since
 * low ones are known best.
 */
static uint64_t badness(struct portreg_view view, uint32_t row, struct portreg_string name,
                        struct portreg_string wanted, unsigned distance)
{
    const struct layout_row *found = &view.snapshot->rows[row];
    uint64_t number = found->flags & PORTREG_ROW_HAS_NUMBER ? found->first
                                                            : (uint64_t)PORTREG_PORT_MAX + 1;
    uint64_t other_letter = ascii_lower(name.data[0]) != ascii_lower(wanted.data[0]);
    return (uint64_t)distance << 33 | other_letter << 32 | number;
}

/* Puts a name in its place among the best; names come in order, so ties keep it. */
static size_t insert(struct portreg_string name, uint64_t bad,
                     struct portreg_string names[PORTREG_SUGGESTION_MAX],
                     uint64_t badnesses[PORTREG_SUGGESTION_MAX], size_t count)
{
    size_t at = count;
    while (at > 0 && badnesses[at - 1] > bad) {
        at--;
    }
    if (at == PORTREG_SUGGESTION_MAX) {
        return count;
    }
    size_t last = count < PORTREG_SUGGESTION_MAX ? count : PORTREG_SUGGESTION_MAX - 1;
    for (size_t i = last; i > at; i--) {
        names[i] = names[i - 1];
        badnesses[i] = badnesses[i - 1];
    }
    names[at] = name;
    badnesses[at] = bad;
    return last + 1;
}

size_t portreg_suggest(struct portreg_view view, const char *name, size_t size,
                       struct portreg_string names[PORTREG_SUGGESTION_MAX])
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    struct portreg_string wanted = { name, size };
    unsigned limit = allowed_distance(size);
    uint64_t badnesses[PORTREG_SUGGESTION_MAX];
    size_t count = 0;
    for (uint32_t i = 0; size > 0 && i < snapshot->name_count; i++) {
        const struct layout_name *entry = &snapshot->names[i];
        struct portreg_string known =
            portreg_snapshot_cell(snapshot, entry->first_row, PORTREG_COLUMN_NAME);
        unsigned distance = string_distance(wanted, known, limit);
        uint32_t row = PORTREG_NONE;
        if (known.size > 0 && distance > 0 && distance <= limit) {
            row = standing_row(view, entry);
        }
        if (row != PORTREG_NONE) {
            uint64_t bad = badness(view, row, known, wanted, distance);
            count = insert(portreg_snapshot_cell(snapshot, row, PORTREG_COLUMN_NAME), bad, names,
                           badnesses, count);
        }
    }
    return count;
}
