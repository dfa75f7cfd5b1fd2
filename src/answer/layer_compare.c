/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/layer_compare.h"

#include <stdlib.h>

#include <portreg/query.h>

#include "query/service.h"
#include "util/array.h"
#include "util/error.h"
#include "util/string.h"

/* Each port of each transport differs once. */
#define DIFFERENCES_MAX ((PORTREG_PORT_MAX + 1) * (PORTREG_TRANSPORT_COUNT - 1))

static const char *const finding_keys[] = {
#define LAYER_FINDING_KEY(name, key, text) key,
    LAYER_FINDING_LIST(LAYER_FINDING_KEY)
#undef LAYER_FINDING_KEY
};

const char *layer_finding_key(enum layer_finding finding)
{
    return finding_keys[finding];
}

bool layer_findings_parse(struct portreg_string list, uint32_t *ret)
{
    return string_parse_keys(list, finding_keys, LAYER_FINDING_COUNT, ret);
}

/* One layer's list, and the entry that its walk has come to. */
struct walk {
    struct service_list list;
    uint32_t cursor;
    struct service_entry entry;
    bool ended;
};

static void walk_on(struct walk *walk)
{
    walk->ended = !service_next(&walk->list, &walk->cursor, &walk->entry);
}

/* What orders the entries. */
static uint32_t place_of(const struct walk *walk)
{
    return walk->ended
               ? UINT32_MAX
               : (uint32_t)walk->entry.port * PORTREG_TRANSPORT_COUNT + walk->entry.transport;
}

static bool have_common_name(const struct service_entry *a, const struct service_entry *b)
{
    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t j = 0; j < b->count; j++) {
            if (string_equal_folded(a->names[i], b->names[j])) {
                return true;
            }
        }
    }
    return false;
}

/* LAYER_FINDING_COUNT: they agree. */
static enum layer_finding judge_both(const struct service_entry *a, const struct service_entry *b)
{
    if (string_equal_folded(a->names[0], b->names[0])) {
        return LAYER_FINDING_COUNT;
    }
    return have_common_name(a, b) ? LAYER_FINDING_PRIMARY_DIFFERS : LAYER_FINDING_NAMES_DIFFER;
}

/* `other`: the view that does not name the port. */
static enum layer_finding judge_one(const struct service_entry *entry, struct portreg_view other,
                                    enum layer_finding without_row, uint32_t *ret_row)
{
    enum portreg_status_reason reason;
    enum portreg_port_status status =
        portreg_port_status(other, entry->port, entry->transport, ret_row, &reason);

    if (reason == PORTREG_REASON_ROW && status == PORTREG_PORT_RESERVED) {
        return LAYER_FINDING_RESERVED;
    }
    if (reason == PORTREG_REASON_ROW && status == PORTREG_PORT_UNASSIGNED) {
        return LAYER_FINDING_UNASSIGNED;
    }
    return without_row;
}

static bool is_wanted(const struct layer_comparison *comparison,
                      const struct layer_difference *difference)
{
    return (comparison->findings == 0 || (comparison->findings & 1U << difference->finding) != 0) &&
           (comparison->transports == 0 ||
            (comparison->transports & 1U << difference->transport) != 0) &&
           difference->first >= comparison->first && difference->first <= comparison->last;
}

static bool extends(const struct layer_difference *before, const struct layer_difference *next)
{
    return before->last + 1 == next->first && before->finding == next->finding &&
           before->rows[0] == next->rows[0] && before->rows[1] == next->rows[1] &&
           before->names[0] == next->names[0] && before->names[1] == next->names[1];
}

static bool add(struct layer_comparison *comparison, const struct layer_difference *difference)
{
    if (!array_grow(&comparison->items, &comparison->capacity, comparison->count + 1,
                    DIFFERENCES_MAX, sizeof(*difference))) {
        return false;
    }
    comparison->items[comparison->count++] = *difference;
    return true;
}

/* `latest`: of each transport, the index behind its last difference; 0 for none. */
static bool note(struct layer_comparison *comparison, size_t latest[PORTREG_TRANSPORT_COUNT],
                 const struct layer_difference *difference)
{
    const size_t before = latest[difference->transport];

    if (difference->finding == LAYER_FINDING_COUNT || !is_wanted(comparison, difference)) {
        return true;
    }
    comparison->numbers[difference->finding]++;
    comparison->total++;
    if (before > 0 && extends(&comparison->items[before - 1], difference)) {
        comparison->items[before - 1].last = difference->last;
        return true;
    }
    latest[difference->transport] = comparison->count + 1;
    return add(comparison, difference);
}

/* Judges the port that comes next of both walks, and goes on. */
static struct layer_difference step(const struct layer_comparison *comparison, struct walk *a,
                                    struct walk *b)
{
    const bool in_a = place_of(a) <= place_of(b);
    const bool in_b = place_of(b) <= place_of(a);
    const struct service_entry *entry = in_a ? &a->entry : &b->entry;
    struct layer_difference difference = {
        .of = comparison, .first = entry->port, .last = entry->port, .transport = entry->transport
    };

    if (in_a) {
        difference.rows[0] = a->entry.rows[0];
        difference.names[0] = a->entry.count;
    }
    if (in_b) {
        difference.rows[1] = b->entry.rows[0];
        difference.names[1] = b->entry.count;
    }
    if (in_a && in_b) {
        difference.finding = judge_both(&a->entry, &b->entry);
    } else if (in_a) {
        difference.finding =
            judge_one(entry, b->list.view, LAYER_FINDING_ONLY_A, &difference.rows[1]);
    } else {
        difference.finding =
            judge_one(entry, a->list.view, LAYER_FINDING_ONLY_B, &difference.rows[0]);
    }
    if (in_a) {
        walk_on(a);
    }
    if (in_b) {
        walk_on(b);
    }
    return difference;
}

enum portreg_status layer_compare(struct layer_comparison *comparison, struct portreg_error *error)
{
    struct walk a = { .list.view = comparison->sides[0].view };
    struct walk b = { .list.view = comparison->sides[1].view };
    size_t latest[PORTREG_TRANSPORT_COUNT] = { 0 };

    walk_on(&a);
    walk_on(&b);
    while (!a.ended || !b.ended) {
        const struct layer_difference difference = step(comparison, &a, &b);

        if (!note(comparison, latest, &difference)) {
            return error_out_of_memory(error);
        }
    }
    return PORTREG_OK;
}

void layer_comparison_free(struct layer_comparison *comparison)
{
    free(comparison->items);
    comparison->items = NULL;
    comparison->count = 0;
    comparison->capacity = 0;
}
