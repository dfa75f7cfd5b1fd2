/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/diff.h"

#include <string.h>

#include "cli/change_text.h"
#include "util/string.h"

#define ALL_COLUMNS ((1u << PORTREG_COLUMN_COUNT) - 1)

/* How changes are put together; each event belongs to one group. */
enum group { GROUP_ASSIGNED, GROUP_CHANGED, GROUP_DEASSIGNED, GROUP_OTHER, GROUP_COUNT };

static const char *const group_titles[GROUP_COUNT] = { "Assigned", "Changed", "De-assigned",
                                                       "Reserved and unassigned" };

struct report {
    const struct portreg_diff *diff;
    const struct diff_side *before;
    const struct diff_side *after;
    struct output output;
    struct change_text text;
    uint32_t columns; /* those that are compared */
    bool with_contacts;
    size_t groups[GROUP_COUNT];
    size_t contacts[PORTREG_CHANGE_REMOVED + 1];
    size_t column_counts[PORTREG_COLUMN_COUNT];
};

static enum group group_of(const struct portreg_row_change *change)
{
    switch (change->event) {
    case PORTREG_EVENT_ASSIGNED:
        return GROUP_ASSIGNED;
    case PORTREG_EVENT_RENAMED:
    case PORTREG_EVENT_CHANGED:
        return GROUP_CHANGED;
    case PORTREG_EVENT_DEASSIGNED:
        return GROUP_DEASSIGNED;
    default:
        return GROUP_OTHER;
    }
}

static bool counts(const struct report *report, const struct portreg_row_change *change)
{
    return change->kind != PORTREG_CHANGE_MODIFIED || (change->columns & report->columns);
}

static void count(struct report *report)
{
    for (size_t i = 0; i < report->diff->row_count; i++) {
        const struct portreg_row_change *change = &report->diff->rows[i];

        if (!counts(report, change))
            continue;
        report->groups[group_of(change)]++;
        if (change->kind != PORTREG_CHANGE_MODIFIED)
            continue;
        for (unsigned column = 0; column < PORTREG_COLUMN_COUNT; column++)
            if (change->columns & report->columns & 1u << column)
                report->column_counts[column]++;
    }
    for (size_t i = 0; report->with_contacts && i < report->diff->contact_count; i++)
        report->contacts[report->diff->contacts[i].kind]++;
}

static size_t sum(const size_t *counts_of, size_t size)
{
    size_t total = 0;

    for (size_t i = 0; i < size; i++)
        total += counts_of[i];
    return total;
}

static size_t contact_total(const struct report *report)
{
    return sum(report->contacts, PORTREG_CHANGE_REMOVED + 1);
}

static size_t total(const struct report *report)
{
    return sum(report->groups, GROUP_COUNT) + contact_total(report);
}

static struct portreg_version version_of(const struct diff_side *side)
{
    struct portreg_version version = { 0 };

    portreg_snapshot_version(side->view.snapshot, side->view.version, &version);
    return version;
}

/* "2025-01-06", and the file if the two sides are of two. */
static void append_side(struct report *report, const struct diff_side *side)
{
    struct buffer *out = &report->output.text;

    if (report->before->view.snapshot != report->after->view.snapshot)
        buffer_printf(out, "%s of ", side->source);
    buffer_append_string(out, version_of(side).updated);
}

static void append_group(struct report *report, enum group group)
{
    struct output *output = &report->output;
    bool all_fields = group == GROUP_ASSIGNED || group == GROUP_CHANGED;

    if (report->groups[group] == 0)
        return;
    output_style(output, STYLE_BOLD);
    buffer_printf(&output->text, "\n%s (%zu)\n", group_titles[group], report->groups[group]);
    output_style(output, STYLE_PLAIN);
    for (size_t i = 0; i < report->diff->row_count; i++) {
        const struct portreg_row_change *change = &report->diff->rows[i];
        uint32_t columns = report->columns;

        if (group_of(change) != group || !counts(report, change))
            continue;
        if (change->kind == PORTREG_CHANGE_ADDED)
            columns &= ~(1u << PORTREG_COLUMN_NAME | 1u << PORTREG_COLUMN_NUMBER |
                         1u << PORTREG_COLUMN_TRANSPORT);
        if (change->kind == PORTREG_CHANGE_REMOVED && !all_fields)
            columns &= 1u << PORTREG_COLUMN_DESCRIPTION;
        change_text_title(&report->text, change, group != GROUP_ASSIGNED);
        buffer_append_char(&output->text, '\n');
        change_text_fields(&report->text, change, columns);
    }
}

static void append_contacts(struct report *report)
{
    struct output *output = &report->output;

    if (contact_total(report) == 0)
        return;
    output_style(output, STYLE_BOLD);
    buffer_printf(&output->text, "\nContacts (%zu)\n", contact_total(report));
    output_style(output, STYLE_PLAIN);
    for (size_t i = 0; i < report->diff->contact_count; i++)
        change_text_contact(&report->text, &report->diff->contacts[i]);
}

static void append_summary(struct report *report)
{
    struct buffer *out = &report->output.text;

    append_side(report, report->before);
    buffer_append_text(out, " to ");
    append_side(report, report->after);
    if (total(report) == 0) {
        buffer_append_text(out, ": no difference\n");
        return;
    }
    buffer_printf(out, ": %zu assigned, %zu changed, %zu de-assigned, %zu reserved or unassigned",
                  report->groups[GROUP_ASSIGNED], report->groups[GROUP_CHANGED],
                  report->groups[GROUP_DEASSIGNED], report->groups[GROUP_OTHER]);
    if (report->with_contacts)
        buffer_printf(out, "; contacts: %zu added, %zu changed, %zu removed",
                      report->contacts[PORTREG_CHANGE_ADDED],
                      report->contacts[PORTREG_CHANGE_MODIFIED],
                      report->contacts[PORTREG_CHANGE_REMOVED]);
    buffer_append_char(out, '\n');
}

static void append_column_counts(struct report *report)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++)
        if (report->column_counts[i])
            buffer_printf(&report->output.text, "%8zu rows with another %s\n",
                          report->column_counts[i], portreg_column_key((enum portreg_column)i));
}

static void append_text(struct report *report)
{
    if (!invocation_has(report->output.invocation, "stat")) {
        append_summary(report);
        for (unsigned i = 0; i < GROUP_COUNT; i++)
            append_group(report, (enum group)i);
        append_contacts(report);
        return;
    }
    append_summary(report);
    append_column_counts(report);
}

static void json_side(struct json *json, const char *key, const struct diff_side *side)
{
    json_key(json, key);
    json_object_open(json);
    json_key(json, "source");
    json_text(json, side->source);
    json_key(json, "as_of");
    json_string_or_null(json, version_of(side).updated);
    json_object_close(json);
}

static void json_count(struct json *json, const char *key, size_t value)
{
    json_key(json, key);
    json_unsigned(json, value);
}

static void json_summary(struct json *json, const struct report *report)
{
    json_key(json, "summary");
    json_object_open(json);
    json_count(json, "assigned", report->groups[GROUP_ASSIGNED]);
    json_count(json, "changed", report->groups[GROUP_CHANGED]);
    json_count(json, "de-assigned", report->groups[GROUP_DEASSIGNED]);
    json_count(json, "other", report->groups[GROUP_OTHER]);
    json_key(json, "columns");
    json_object_open(json);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++)
        json_count(json, portreg_column_key((enum portreg_column)i), report->column_counts[i]);
    json_object_close(json);
    json_key(json, "contacts");
    json_object_open(json);
    json_count(json, "added", report->contacts[PORTREG_CHANGE_ADDED]);
    json_count(json, "changed", report->contacts[PORTREG_CHANGE_MODIFIED]);
    json_count(json, "removed", report->contacts[PORTREG_CHANGE_REMOVED]);
    json_object_close(json);
    json_object_close(json);
}

static void json_records(struct json *json, const struct report *report)
{
    json_key(json, "records");
    json_array_open(json);
    for (size_t i = 0; i < report->diff->row_count; i++) {
        if (!counts(report, &report->diff->rows[i]))
            continue;
        json_object_open(json);
        change_json(json, &report->text, &report->diff->rows[i], report->columns);
        json_object_close(json);
    }
    json_array_close(json);
    json_key(json, "contacts");
    json_array_open(json);
    for (size_t i = 0; report->with_contacts && i < report->diff->contact_count; i++) {
        json_object_open(json);
        change_json_contact(json, &report->text, &report->diff->contacts[i]);
        json_object_close(json);
    }
    json_array_close(json);
}

static void append_json(struct report *report)
{
    struct json json;

    json_init(&json, &report->output.text, true);
    json_object_open(&json);
    json_side(&json, "before", report->before);
    json_side(&json, "after", report->after);
    json_summary(&json, report);
    if (!invocation_has(report->output.invocation, "stat"))
        json_records(&json, report);
    json_object_close(&json);
    buffer_append_char(&report->output.text, '\n');
}

/* The columns that -o names; all if it was not given. */
static bool read_columns(const struct invocation *invocation, uint32_t *ret)
{
    const char *list = invocation_value(invocation, "columns");

    *ret = list ? 0 : ALL_COLUMNS;
    while (list && *list) {
        size_t size = strcspn(list, ",");
        unsigned column = column_find(list, size);

        if (column >= PORTREG_COLUMN_COUNT) {
            message_usage(invocation, "'%.*s' is no column that is compared", (int)size, list);
            return false;
        }
        *ret |= 1u << column;
        list += size + (list[size] == ',');
    }
    return true;
}

static int print(struct report *report, const struct invocation *invocation)
{
    if (!output_open(&report->output, invocation, NULL, NULL))
        return EXIT_ERROR;
    report->text = (struct change_text){ &report->output, report->before->view.snapshot,
                                         report->after->view.snapshot };
    count(report);
    if (invocation_has(invocation, "json"))
        append_json(report);
    else
        append_text(report);
    return output_finish(&report->output, total(report) ? EXIT_FOUND : EXIT_NOTHING);
}

/* CSV and lists carry no contacts: beside them all of the other side's would be news. */
static bool has_contacts(const struct diff_side *side, const struct diff_side *other)
{
    struct portreg_version version;

    if (!portreg_snapshot_version(side->view.snapshot, side->view.version, &version) ||
        version.contact_count > 0 ||
        !portreg_snapshot_version(other->view.snapshot, other->view.version, &version) ||
        version.contact_count == 0)
        return true;
    message_note("%s has no contact table: contacts are not compared", side->source);
    return false;
}

int diff_report(const struct invocation *invocation, const struct diff_side *before,
                const struct diff_side *after)
{
    struct report report = { .before = before, .after = after };
    struct portreg_error error = { 0 };
    struct portreg_diff *diff;
    int code;

    report.with_contacts = !invocation_has(invocation, "columns") &&
                           has_contacts(before, after) && has_contacts(after, before);
    if (!read_columns(invocation, &report.columns))
        return EXIT_ERROR;
    if (portreg_diff_create(before->view, after->view, &diff, &error) != PORTREG_OK)
        return message_error(&error);
    report.diff = diff;
    code = print(&report, invocation);
    portreg_diff_destroy(diff);
    return code;
}
