/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/comparison.h"

#include "util/error.h"

enum comparison_group comparison_group_of(const struct portreg_row_change *change)
{
    switch (change->event) {
    case PORTREG_EVENT_ASSIGNED:
        return COMPARISON_ASSIGNED;
    case PORTREG_EVENT_RENAMED:
    case PORTREG_EVENT_CHANGED:
        return COMPARISON_CHANGED;
    case PORTREG_EVENT_DEASSIGNED:
        return COMPARISON_DEASSIGNED;
    default:
        return COMPARISON_OTHER;
    }
}

bool comparison_has(const struct comparison *comparison, const struct portreg_row_change *change)
{
    return change->kind != PORTREG_CHANGE_MODIFIED ||
           (change->columns & comparison->columns) != 0;
}

struct portreg_version comparison_version(const struct comparison_side *side)
{
    struct portreg_version version = { 0 };

    portreg_snapshot_version(side->view.snapshot, side->view.version, &version);
    return version;
}

struct change_source comparison_source(const struct comparison *comparison)
{
    return (struct change_source){ comparison->before.view.snapshot,
                                   comparison->after.view.snapshot };
}

const struct comparison_side *comparison_without_contacts(const struct comparison_side *before,
                                                          const struct comparison_side *after)
{
    const bool before_has = comparison_version(before).contact_count > 0;
    const bool after_has = comparison_version(after).contact_count > 0;

    if (before_has == after_has) {
        return NULL;
    }
    return before_has ? after : before;
}

static void count_row(struct comparison *comparison, const struct portreg_row_change *change)
{
    comparison->counts.groups[comparison_group_of(change)]++;
    comparison->total++;
    if (change->kind != PORTREG_CHANGE_MODIFIED) {
        return;
    }
    for (unsigned column = 0; column < PORTREG_COLUMN_COUNT; column++) {
        if ((change->columns & comparison->columns & 1u << column) != 0) {
            comparison->by_column[column]++;
        }
    }
}

/* Counts what is asked for, and puts it among the changes. */
static void gather(struct comparison *comparison)
{
    const struct portreg_diff *diff = comparison->diff;
    struct change change = { .source = comparison_source(comparison),
                             .date = comparison_version(&comparison->after).updated,
                             .columns = comparison->columns };

    for (size_t i = 0; i < diff->row_count; i++) {
        if (comparison_has(comparison, &diff->rows[i])) {
            count_row(comparison, &diff->rows[i]);
            change.row = diff->rows[i];
            changes_add(&comparison->changes, &change);
        }
    }
    change.is_contact = true;
    for (size_t i = 0; comparison->with_contacts && i < diff->contact_count; i++) {
        comparison->counts.contacts[diff->contacts[i].kind]++;
        comparison->total++;
        change.contact = diff->contacts[i];
        changes_add(&comparison->changes, &change);
    }
}

uint32_t comparison_contact_total(const struct comparison_counts *counts)
{
    uint32_t total = 0;

    for (size_t i = 0; i <= PORTREG_CHANGE_REMOVED; i++) {
        total += counts->contacts[i];
    }
    return total;
}

enum portreg_status comparison_make(struct comparison *ret, const struct comparison_side *before,
                                    const struct comparison_side *after, uint32_t columns,
                                    bool with_contacts, struct portreg_error *error)
{
    struct comparison comparison = {
        .before = *before, .after = *after, .columns = columns, .with_contacts = with_contacts
    };
    enum portreg_status status =
        portreg_diff_create(before->view, after->view, &comparison.diff, error);

    if (status != PORTREG_OK) {
        return status;
    }
    gather(&comparison);
    if (comparison.changes.failed) {
        comparison_free(&comparison);
        return error_out_of_memory(error);
    }
    *ret = comparison;
    return PORTREG_OK;
}

void comparison_free(struct comparison *comparison)
{
    changes_free(&comparison->changes);
    portreg_diff_destroy(comparison->diff);
    comparison->diff = NULL;
}

static void json_side(struct json *json, const char *key, const struct comparison_side *side)
{
    json_key(json, key);
    json_object_open(json);
    json_key(json, "source");
    json_text(json, side->source);
    json_key(json, "as_of");
    json_string_or_null(json, comparison_version(side).updated);
    json_object_close(json);
}

static void json_count(struct json *json, const char *key, size_t value)
{
    json_key(json, key);
    json_unsigned(json, value);
}

void comparison_json_counts(struct json *json, const struct comparison_counts *counts,
                            const size_t *by_column)
{
    json_count(json, "assigned", counts->groups[COMPARISON_ASSIGNED]);
    json_count(json, "changed", counts->groups[COMPARISON_CHANGED]);
    json_count(json, "de-assigned", counts->groups[COMPARISON_DEASSIGNED]);
    json_count(json, "other", counts->groups[COMPARISON_OTHER]);
    if (by_column != NULL) {
        json_key(json, "columns");
        json_object_open(json);
        for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
            json_count(json, portreg_column_key((enum portreg_column)i), by_column[i]);
        }
        json_object_close(json);
    }
    json_key(json, "contacts");
    json_object_open(json);
    json_count(json, "added", counts->contacts[PORTREG_CHANGE_ADDED]);
    json_count(json, "changed", counts->contacts[PORTREG_CHANGE_MODIFIED]);
    json_count(json, "removed", counts->contacts[PORTREG_CHANGE_REMOVED]);
    json_object_close(json);
}

static void json_changes(struct json *json, const char *key, const struct changes *changes,
                         bool are_contacts)
{
    json_key(json, key);
    json_array_open(json);
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].is_contact == are_contacts) {
            change_json(json, &changes->items[i]);
        }
    }
    json_array_close(json);
}

void comparison_json(struct json *json, const struct comparison *comparison, bool summary_only)
{
    json_side(json, "before", &comparison->before);
    json_side(json, "after", &comparison->after);
    json_key(json, "summary");
    json_object_open(json);
    comparison_json_counts(json, &comparison->counts, comparison->by_column);
    json_object_close(json);
    if (!summary_only) {
        json_changes(json, "records", &comparison->changes, false);
        json_changes(json, "contacts", &comparison->changes, true);
    }
}
