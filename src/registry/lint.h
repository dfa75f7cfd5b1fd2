/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_LINT_H
#define REGISTRY_LINT_H

#include "registry/diagnostic.h"
#include "registry/record.h"

/*
 * Reads along while a registry is read and reports every oddity of it: those
 * of one record at once, those that need the whole registry (overlaps,
 * duplicates, unknown contacts) from lint_finish(). Strings are copied.
 */
struct lint;

/*
 * Diagnostics go to `list`, which outlives it. `today` judges expiry dates;
 * with 0 they are not judged.
 */
enum portreg_status lint_create(struct diagnostics *list, portreg_date today, struct lint **ret,
                                struct portreg_error *error);
void lint_destroy(struct lint *lint); /* accepts NULL */

/*
 * What the format cannot say is not reported as missing. Until this is called
 * a format is taken to be able to say everything.
 */
struct lint_abilities {
    bool has_dates;
    bool has_owners;   /* full records: assignee, contact, service code, description */
    bool has_contacts; /* a contact table */
    bool has_status;   /* unassigned and reserved rows are listed */
};
void lint_set_abilities(struct lint *lint, struct lint_abilities abilities);

/* Called by the builder for everything that is added to it. */
enum portreg_status lint_record(struct lint *lint, const struct record_fields *fields,
                                const struct record_facts *facts, struct portreg_error *error);
enum portreg_status lint_contact(struct lint *lint, const struct contact_fields *fields,
                                 struct portreg_error *error);

/* A line that was left out, or another oddity that only the reader sees. */
void lint_report(struct lint *lint, enum diagnostic_id id, struct position position,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many records and contacts it was shown. */
uint32_t lint_row_count(const struct lint *lint);
uint32_t lint_contact_count(const struct lint *lint);

enum portreg_status lint_finish(struct lint *lint, struct portreg_error *error);

#endif
