/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/diff.h"

#include <string.h>

#include "cli/change_lines.h"
#include "cli/change_text.h"
#include "util/string.h"

static const char *const group_titles[COMPARISON_GROUP_COUNT] = {
    "Assigned", "Changed", "De-assigned", "Reserved and unassigned"
};

struct report {
    const struct comparison *comparison;
    struct output output;
    struct change_text text;
};

/* "2025-01-06", and the file if the two sides are of two. */
static void append_side(struct report *report, const struct comparison_side *side)
{
    struct buffer *out = &report->output.text;

    if (report->text.source.before != report->text.source.after) {
        buffer_printf(out, "%s of ", side->source);
    }
    buffer_append_string(out, comparison_version(side).updated);
}

static void append_group(struct report *report, enum comparison_group group)
{
    const struct comparison *comparison = report->comparison;
    struct output *output = &report->output;
    bool all_fields = group == COMPARISON_ASSIGNED || group == COMPARISON_CHANGED;

    if (comparison->counts.groups[group] == 0) {
        return;
    }
    output_style(output, STYLE_BOLD);
    buffer_printf(&output->text, "\n%s (%u)\n", group_titles[group],
                  comparison->counts.groups[group]);
    output_style(output, STYLE_PLAIN);
    for (size_t i = 0; i < comparison->diff->row_count; i++) {
        const struct portreg_row_change *change = &comparison->diff->rows[i];
        uint32_t columns = comparison->columns;

        if (comparison_group_of(change) != group || !comparison_has(comparison, change)) {
            continue;
        }
        if (change->kind == PORTREG_CHANGE_ADDED) {
            columns &= ~(1u << PORTREG_COLUMN_NAME | 1u << PORTREG_COLUMN_NUMBER |
                         1u << PORTREG_COLUMN_TRANSPORT);
        }
        if (change->kind == PORTREG_CHANGE_REMOVED && !all_fields) {
            columns &= 1u << PORTREG_COLUMN_DESCRIPTION;
        }
        change_text_title(&report->text, change, group != COMPARISON_ASSIGNED);
        buffer_append_char(&output->text, '\n');
        change_text_fields(&report->text, change, columns);
    }
}

static void append_contacts(struct report *report)
{
    const struct comparison *comparison = report->comparison;
    struct output *output = &report->output;
    const uint32_t contacts = comparison_contact_total(&comparison->counts);

    if (contacts == 0) {
        return;
    }
    output_style(output, STYLE_BOLD);
    buffer_printf(&output->text, "\nContacts (%u)\n", contacts);
    output_style(output, STYLE_PLAIN);
    for (size_t i = 0; i < comparison->diff->contact_count; i++) {
        change_text_contact(&report->text, &comparison->diff->contacts[i]);
    }
}

static void append_summary(struct report *report)
{
    const struct comparison *comparison = report->comparison;
    const struct comparison_counts *counts = &comparison->counts;
    struct buffer *out = &report->output.text;

    append_side(report, &report->comparison->before);
    buffer_append_text(out, " to ");
    append_side(report, &report->comparison->after);
    if (comparison->total == 0) {
        buffer_append_text(out, ": no difference\n");
        return;
    }
    buffer_printf(out, ": %u assigned, %u changed, %u de-assigned, %u reserved or unassigned",
                  counts->groups[COMPARISON_ASSIGNED], counts->groups[COMPARISON_CHANGED],
                  counts->groups[COMPARISON_DEASSIGNED], counts->groups[COMPARISON_OTHER]);
    if (comparison->with_contacts) {
        buffer_printf(out, "; contacts: %u added, %u changed, %u removed",
                      counts->contacts[PORTREG_CHANGE_ADDED],
                      counts->contacts[PORTREG_CHANGE_MODIFIED],
                      counts->contacts[PORTREG_CHANGE_REMOVED]);
    }
    buffer_append_char(out, '\n');
}

static void append_column_counts(struct report *report)
{
    const size_t *counts = report->comparison->by_column;

    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (counts[i]) {
            buffer_printf(&report->output.text, "%8zu rows with another %s\n", counts[i],
                          portreg_column_key((enum portreg_column)i));
        }
    }
}

static void append_text(struct report *report)
{
    if (!invocation_has(report->output.invocation, "stat")) {
        append_summary(report);
        for (unsigned i = 0; i < COMPARISON_GROUP_COUNT; i++) {
            append_group(report, (enum comparison_group)i);
        }
        append_contacts(report);
        return;
    }
    append_summary(report);
    append_column_counts(report);
}

static void append_json(struct report *report)
{
    struct json json;

    json_init(&json, &report->output.text, true);
    json_object_open(&json);
    comparison_json(&json, report->comparison, invocation_has(report->output.invocation, "stat"));
    json_object_close(&json);
    buffer_append_char(&report->output.text, '\n');
}

/* The columns that -o names; all if it was not given. */
static bool read_columns(const struct invocation *invocation, uint32_t *ret)
{
    const char *list = invocation_value(invocation, "columns");

    *ret = list ? 0 : CHANGE_ALL_COLUMNS;
    while (list && *list) {
        size_t size = strcspn(list, ",");
        unsigned column = column_find(list, size);

        if (column >= PORTREG_COLUMN_COUNT) {
            message_usage(invocation, "'%.*s' is not a column that is compared", (int)size, list);
            return false;
        }
        *ret |= 1u << column;
        list += size + (list[size] == ',');
    }
    return true;
}

static int print(const struct comparison *comparison, const struct invocation *invocation)
{
    struct report report = { .comparison = comparison };

    if (!output_open(&report.output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    if (invocation_has(invocation, "stat") && output_has_lines(&report.output)) {
        message_usage(invocation, "--stat gives text, or with --json a document");
        return output_abandon(&report.output);
    }
    report.text = (struct change_text){ &report.output, comparison_source(comparison) };
    if (report.output.form == FORM_JSON) {
        append_json(&report);
    } else if (report.output.form == FORM_TABLE) {
        append_text(&report);
    } else {
        change_lines_write(&report.output, &comparison->changes);
    }
    return output_finish(&report.output, comparison->total ? EXIT_FOUND : EXIT_NOTHING);
}

static bool compares_contacts(const struct comparison_side *before,
                              const struct comparison_side *after)
{
    const struct comparison_side *without = comparison_without_contacts(before, after);

    if (without) {
        message_note("%s has no contact table: contacts are not compared", without->source);
    }
    return !without;
}

int diff_report(const struct invocation *invocation, const struct comparison_side *before,
                const struct comparison_side *after)
{
    struct comparison comparison;
    struct portreg_error error = { 0 };
    uint32_t columns;
    bool with_contacts =
        !invocation_has(invocation, "columns") && compares_contacts(before, after);
    int code;

    if (!read_columns(invocation, &columns)) {
        return EXIT_ERROR;
    }
    if (comparison_make(&comparison, before, after, columns, with_contacts, &error) != PORTREG_OK) {
        return message_error(&error);
    }
    code = print(&comparison, invocation);
    comparison_free(&comparison);
    return code;
}
