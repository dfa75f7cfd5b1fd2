/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_COMPARISON_H
#define ANSWER_COMPARISON_H

#include "answer/change.h"
#include "answer/layer.h"

/* Two versions compared: every change, in groups, counted. */

/* A version, and what it is called that it is from: a file, an address, a layer. */
struct comparison_side {
    struct portreg_view view;
    const char *source;
};

/* How changes are put together; each event belongs to one group. */
enum comparison_group {
    COMPARISON_ASSIGNED,
    COMPARISON_CHANGED,
    COMPARISON_DEASSIGNED,
    COMPARISON_OTHER, /* reserved and unassigned numbers */
    COMPARISON_GROUP_COUNT
};

/* How many changes there are. */
struct comparison_counts {
    uint32_t groups[COMPARISON_GROUP_COUNT];
    uint32_t contacts[PORTREG_CHANGE_REMOVED + 1]; /* by kind */
};

struct comparison {
    struct comparison_side before;
    struct comparison_side after;
    struct portreg_diff *diff;
    uint32_t columns;   /* bit 1 << column of each that is compared */
    bool with_contacts; /* contacts are compared as well */
    struct changes changes; /* of rows in the registry's order, then of contacts */
    struct comparison_counts counts;
    size_t by_column[PORTREG_COLUMN_COUNT]; /* modified rows that differ there */
    size_t total;
};

/*
 * The side that has no contact table while the other has one (CSV and lists
 * carry none, and all of the other's would be news), else NULL.
 */
const struct comparison_side *comparison_without_contacts(const struct comparison_side *before,
                                                          const struct comparison_side *after);

/* Compares two sides. Fails as portreg_diff_create() does. */
enum portreg_status comparison_make(struct comparison *ret, const struct comparison_side *before,
                                    const struct comparison_side *after, uint32_t columns,
                                    bool with_contacts, struct portreg_error *error);
void comparison_free(struct comparison *comparison);

/* Where the rows and contacts of its changes are. */
struct change_source comparison_source(const struct comparison *comparison);

/* Whether the change is one of the columns that are compared. */
bool comparison_has(const struct comparison *comparison, const struct portreg_row_change *change);

enum comparison_group comparison_group_of(const struct portreg_row_change *change);

/* How many contacts were added, changed or removed. */
uint32_t comparison_contact_total(const struct comparison_counts *counts);

/* The version that a side shows. */
struct portreg_version comparison_version(const struct comparison_side *side);

/*
 * Members of an open object: the groups, contacts, and between them columns
 * unless `by_column` is NULL.
 */
void comparison_json_counts(struct json *json, const struct comparison_counts *counts,
                            const size_t *by_column);

/*
 * Members of an open object: before, after, summary, and unless
 * `summary_only` records and contacts.
 */
void comparison_json(struct json *json, const struct comparison *comparison, bool summary_only);

#endif
