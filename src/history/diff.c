/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "history/change.h"
#include "snapshot/snapshot.h"
#include "util/error.h"

/*
 * Within one snapshot, what stands in both versions under the same number is
 * paired without a look at it, so that only what has changed is compared.
 * Rows and contacts go the same way: sequences, pairs, changes.
 */

#define DIFF_MEMORY_MAX ((size_t)1 << 30)

/* How a view is stepped through: portreg_view_next_row() or …_contact(). */
typedef uint32_t (*next_function)(struct portreg_view view, uint32_t *cursor);

/* Changes in the order of both versions: a removed item follows the one it followed. */
typedef enum portreg_status (*emit_function)(struct portreg_diff *diff, uint32_t before,
                                             uint32_t after);

static bool gather(struct match_side *side, struct portreg_view view, next_function next,
                   uint32_t max)
{
    uint32_t cursor = 0;
    uint32_t item;

    while ((item = next(view, &cursor)) != PORTREG_NONE) {
        if (item >= max || side->count == max) {
            return false;
        }
        match_side_add(side, item);
    }
    return true;
}

/* `places` has room for every item of the snapshot. */
static void pair_same_numbers(struct match *match, uint32_t *places, uint32_t max)
{
    for (uint32_t i = 0; i < max; i++) {
        places[i] = PORTREG_NONE;
    }
    for (uint32_t i = 0; i < match->after.count; i++) {
        places[match->after.items[i]] = i;
    }
    for (uint32_t i = 0; i < match->before.count; i++) {
        uint32_t place = places[match->before.items[i]];

        if (place == PORTREG_NONE || match->after.partners[place] != PORTREG_NONE) {
            continue;
        }
        match->before.partners[i] = place;
        match->after.partners[place] = i;
    }
}

/* What is compared: rows or contacts. */
struct subject {
    next_function next;
    uint32_t (*count)(const struct portreg_snapshot *snapshot);
    emit_function emit;
    const struct match_pass *passes[3];
};

static enum portreg_status pair(struct portreg_diff *diff, const struct subject *subject,
                                struct arena *arena, struct match *match,
                                struct portreg_error *error)
{
    struct change_source source = { diff->before.snapshot, diff->after.snapshot };
    uint32_t before_max = subject->count(source.before);
    uint32_t after_max = subject->count(source.after);

    if (!match_init(match, arena, before_max, after_max)) {
        return error_out_of_memory(error);
    }
    if (!gather(&match->before, diff->before, subject->next, before_max) ||
        !gather(&match->after, diff->after, subject->next, after_max)) {
        return error_set(error, PORTREG_DAMAGED,
                         "damaged snapshot: a version holds more rows than there "
                         "are; " SNAPSHOT_REMEDY);
    }
    match_start(match);
    if (source.before == source.after) {
        uint32_t *places = arena_calloc(arena, (size_t)after_max + 1, sizeof(*places));

        if (!places) {
            return error_out_of_memory(error);
        }
        pair_same_numbers(match, places, after_max);
    }
    for (unsigned i = 0; i < 3 && subject->passes[i]; i++) {
        match_run(match, subject->passes[i], &source);
    }
    return PORTREG_OK;
}

/*
 * Emits in the order of the newer version; a removed item behind the newer
 * one's partner that it followed. `heads` and `nexts` chain the removed ones
 * by that place (0: before the first).
 */
static enum portreg_status emit_all(struct portreg_diff *diff, const struct subject *subject,
                                    const struct match *match, uint32_t *heads, uint32_t *nexts)
{
    uint32_t *link = &heads[0];

    for (uint32_t i = 0; i <= match->after.count; i++) {
        heads[i] = PORTREG_NONE;
    }
    for (uint32_t i = 0; i < match->before.count; i++) {
        if (match->before.partners[i] != PORTREG_NONE) {
            link = &heads[match->before.partners[i] + 1];
            continue;
        }
        nexts[i] = PORTREG_NONE;
        *link = i;
        link = &nexts[i];
    }
    for (uint32_t place = 0; place <= match->after.count; place++) {
        enum portreg_status status = PORTREG_OK;

        if (place > 0) {
            uint32_t partner = match->after.partners[place - 1];

            status = subject->emit(
                diff, partner == PORTREG_NONE ? PORTREG_NONE : match->before.items[partner],
                match->after.items[place - 1]);
        }
        for (uint32_t i = heads[place]; status == PORTREG_OK && i != PORTREG_NONE; i = nexts[i]) {
            status = subject->emit(diff, match->before.items[i], PORTREG_NONE);
        }
        if (status != PORTREG_OK) {
            return status;
        }
    }
    return PORTREG_OK;
}

/* Doubles an array whose size is a power of two, or 0. */
static void *grow(void *array, size_t count, size_t element)
{
    if (count & (count - 1)) {
        return array;
    }
    return realloc(array, (count ? count * 2 : 1) * element);
}

static bool same_item(const struct portreg_diff *diff, uint32_t before, uint32_t after)
{
    return before == after && diff->before.snapshot == diff->after.snapshot;
}

static enum portreg_status emit_row(struct portreg_diff *diff, uint32_t before, uint32_t after)
{
    struct change_source source = { diff->before.snapshot, diff->after.snapshot };
    struct portreg_row_change change;
    struct portreg_row_change *rows;

    if (same_item(diff, before, after) || !change_describe_row(&source, before, after, &change)) {
        return PORTREG_OK;
    }
    rows = grow(diff->rows, diff->row_count, sizeof(*rows));
    if (!rows) {
        return PORTREG_OUT_OF_MEMORY;
    }
    diff->rows = rows;
    diff->rows[diff->row_count++] = change;
    return PORTREG_OK;
}

static enum portreg_status emit_contact(struct portreg_diff *diff, uint32_t before, uint32_t after)
{
    struct change_source source = { diff->before.snapshot, diff->after.snapshot };
    struct portreg_contact_change change;
    struct portreg_contact_change *contacts;

    if (same_item(diff, before, after) ||
        !change_describe_contact(&source, before, after, &change)) {
        return PORTREG_OK;
    }
    contacts = grow(diff->contacts, diff->contact_count, sizeof(*contacts));
    if (!contacts) {
        return PORTREG_OUT_OF_MEMORY;
    }
    diff->contacts = contacts;
    diff->contacts[diff->contact_count++] = change;
    return PORTREG_OK;
}

static const struct subject subject_rows = {
    portreg_view_next_row,
    portreg_snapshot_row_count,
    emit_row,
    { &change_pass_row_content, &change_pass_row_identity, &change_pass_row_port },
};

static const struct subject subject_contacts = {
    portreg_view_next_contact,
    portreg_snapshot_contact_count,
    emit_contact,
    { &change_pass_contact_content, &change_pass_contact_id, NULL },
};

static enum portreg_status compare(struct portreg_diff *diff, const struct subject *subject,
                                   struct portreg_error *error)
{
    struct arena arena = ARENA_INIT(DIFF_MEMORY_MAX);
    struct match match;
    enum portreg_status status = pair(diff, subject, &arena, &match, error);

    if (status == PORTREG_OK) {
        uint32_t *heads = arena_calloc(&arena, (size_t)match.after.count + 1, sizeof(*heads));
        uint32_t *nexts = arena_calloc(&arena, (size_t)match.before.count + 1, sizeof(*nexts));

        status =
            heads && nexts ? emit_all(diff, subject, &match, heads, nexts) : PORTREG_OUT_OF_MEMORY;
        if (status != PORTREG_OK) {
            error_out_of_memory(error);
        }
    }
    arena_free(&arena);
    return status;
}

enum portreg_status portreg_diff_create(struct portreg_view before, struct portreg_view after,
                                        struct portreg_diff **ret, struct portreg_error *error)
{
    struct portreg_diff *diff;
    enum portreg_status status;

    if (before.version >= portreg_snapshot_version_count(before.snapshot) ||
        after.version >= portreg_snapshot_version_count(after.snapshot)) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "no such version in the snapshot");
    }
    diff = calloc(1, sizeof(*diff));
    if (!diff) {
        return error_out_of_memory(error);
    }
    diff->before = before;
    diff->after = after;
    status = compare(diff, &subject_rows, error);
    if (status == PORTREG_OK) {
        status = compare(diff, &subject_contacts, error);
    }
    if (status != PORTREG_OK) {
        portreg_diff_destroy(diff);
        return status;
    }
    *ret = diff;
    return PORTREG_OK;
}

void portreg_diff_destroy(struct portreg_diff *diff)
{
    if (!diff) {
        return;
    }
    free(diff->rows);
    free(diff->contacts);
    free(diff);
}
