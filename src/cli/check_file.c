/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/check.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "cli/table.h"
#include "format/source.h"
#include "util/date.h"

/*
 * `check FILE` in portreg-compile: every oddity of a registry's file, one a
 * line as compilers print them, or a document, or how often each occurs.
 */

#define KINDS_MAX 128

struct file_check {
    struct output *output;
    const struct check_filter *filter;
    const char *path;
    const char *name; /* of the path in messages */
    struct json json;
    bool is_json;
    bool is_summary;
    uint32_t counts[KINDS_MAX]; /* wanted diagnostics by kind */
    bool has_fatal;
};

static size_t kind_index(const struct portreg_diagnostic_kind *kind)
{
    return (size_t)(kind - portreg_diagnostic_kind_at(0));
}

static void json_message(struct json *json, uint32_t line, uint32_t column, const char *message)
{
    json_key(json, "line");
    json_unsigned(json, line);
    json_key(json, "column");
    json_unsigned(json, column);
    json_key(json, "message");
    json_text(json, message);
}

static bool say_diagnostic(void *data, const struct portreg_diagnostic *diagnostic)
{
    struct file_check *check = data;
    const struct portreg_diagnostic_kind *kind = diagnostic->kind;
    const struct check_item item = { .file = check->path,
                                     .line = diagnostic->line,
                                     .column = diagnostic->column,
                                     .offset = LISTING_NO_NUMBER,
                                     .id = kind->id,
                                     .severity = kind->severity,
                                     .section = kind->section,
                                     .message = diagnostic->message };
    struct buffer *out = &check->output->text;

    if (!check_filter_wants(check->filter, kind->id, kind->severity)) {
        return true;
    }
    check->counts[kind_index(kind)]++;
    check->has_fatal |= kind->severity >= check->filter->fatal;
    if (check->is_summary) {
        return true;
    }
    if (check->is_json) {
        check_item_json(&check->json, &item);
        return true;
    }
    if (output_has_lines(check->output)) {
        check_line(check->output, &item);
        return !buffer_failed(out);
    }
    buffer_append_text(out, check->name);
    buffer_printf(out, ":%u:%u: ", diagnostic->line, diagnostic->column);
    check_say_severity(check->output, kind->severity);
    buffer_printf(out, "%s [%s]\n", diagnostic->message, kind->id);
    return !buffer_failed(out);
}

static void say_summary_table(struct file_check *check)
{
    struct output *output = check->output;
    struct table table;

    table_init(&table);
    table_column(&table, "COUNT", TABLE_RIGHT);
    table_column(&table, "ID", 0);
    table_column(&table, "SEVERITY", 0);
    table_column(&table, "MEANING", TABLE_WRAP);
    for (size_t i = 0; portreg_diagnostic_kind_at(i) != NULL; i++) {
        const struct portreg_diagnostic_kind *kind = portreg_diagnostic_kind_at(i);
        struct buffer number = BUFFER_INIT(32);
        const char *severity = portreg_severity_name(kind->severity);
        if (check->counts[i] == 0) {
            continue;
        }
        buffer_append_unsigned(&number, check->counts[i]);
        table_cell(&table, number.data, number.size);
        table_cell(&table, kind->id, strlen(kind->id));
        table_cell(&table, severity, strlen(severity));
        table_cell(&table, kind->text, strlen(kind->text));
        buffer_free(&number);
    }
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

static void say_summary_json(struct file_check *check)
{
    json_key(&check->json, "summary");
    json_array_open(&check->json);
    for (size_t i = 0; portreg_diagnostic_kind_at(i) != NULL; i++) {
        const struct portreg_diagnostic_kind *kind = portreg_diagnostic_kind_at(i);
        if (check->counts[i] == 0) {
            continue;
        }
        json_object_open(&check->json);
        check_json_kind(&check->json, kind->id, kind->severity, kind->section);
        json_key(&check->json, "count");
        json_unsigned(&check->json, check->counts[i]);
        json_object_close(&check->json);
    }
    json_array_close(&check->json);
}

/* The file's own part of the document, but for the diagnostics. */
static void json_result(struct file_check *check, enum portreg_status status,
                        const struct portreg_check_result *result,
                        const struct portreg_error *error)
{
    struct json *json = &check->json;

    say_summary_json(check);
    if (status == PORTREG_OK) {
        json_key(json, "format");
        json_text(json, result->format);
        json_key(json, "records");
        json_unsigned(json, result->row_count);
        json_key(json, "contacts");
        json_unsigned(json, result->contact_count);
    }
    json_key(json, "error");
    if (status == PORTREG_OK) {
        json_null(json);
        return;
    }
    json_object_open(json);
    json_key(json, "status");
    json_text(json, portreg_status_name(status));
    json_message(json, error->line, error->column, error->message);
    json_object_close(json);
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void say_total(const struct file_check *check, const struct portreg_check_result *result)
{
    uint32_t totals[3] = { 0 };

    for (size_t i = 0; portreg_diagnostic_kind_at(i) != NULL; i++) {
        totals[portreg_diagnostic_kind_at(i)->severity] += check->counts[i];
    }
    const uint32_t errors = totals[PORTREG_SEVERITY_ERROR];
    const uint32_t warnings = totals[PORTREG_SEVERITY_WARNING];
    const uint32_t notes = totals[PORTREG_SEVERITY_NOTE];
    message_text("%s: %u record%s, %u contact%s (%s): %u error%s, %u warning%s, %u note%s",
                 check->name, result->row_count, plural(result->row_count), result->contact_count,
                 plural(result->contact_count), result->format, errors, plural(errors), warnings,
                 plural(warnings), notes, plural(notes));
}

static void open_document(struct file_check *check)
{
    if (check->is_json) {
        json_object_open(&check->json);
        json_key(&check->json, "file");
        json_text(&check->json, check->path);
        if (!check->is_summary) {
            json_key(&check->json, "diagnostics");
            json_array_open(&check->json);
        }
    }
}

static int check_file(struct file_check *check, const struct portreg_check_options *options)
{
    struct portreg_check_result result = { 0 };
    struct portreg_error error = { 0 };
    enum portreg_status status;

    memset(check->counts, 0, sizeof(check->counts));
    check->has_fatal = false;
    open_document(check);
    status = portreg_check_path(check->path, options, &result, &error);
    if (check->is_json) {
        if (!check->is_summary) {
            json_array_close(&check->json);
        }
        json_result(check, status, &result, &error);
        json_object_close(&check->json);
    } else if (check->is_summary) {
        say_summary_table(check);
    }
    if (status != PORTREG_OK) {
        return message_error(&error);
    }
    say_total(check, &result);
    return check->has_fatal ? EXIT_CONFLICT : EXIT_FOUND;
}

static int check_files(struct file_check *check, const struct portreg_check_options *options)
{
    const struct invocation *invocation = check->output->invocation;
    bool has_error = false;
    bool has_fatal = false;

    if (check->is_json) {
        json_init(&check->json, &check->output->text, true);
        json_object_open(&check->json);
        json_key(&check->json, "files");
        json_array_open(&check->json);
    }
    for (size_t i = 0; i < invocation->operand_count; i++) {
        check->path = invocation->operands[i];
        check->name = source_shown_path(check->path);
        int code = check_file(check, options);
        has_error |= code == EXIT_ERROR;
        has_fatal |= code == EXIT_CONFLICT;
    }
    if (check->is_json) {
        json_array_close(&check->json);
        json_object_close(&check->json);
        buffer_append_char(&check->output->text, '\n');
    }
    if (has_error) {
        return EXIT_ERROR;
    }
    return has_fatal ? EXIT_CONFLICT : EXIT_FOUND;
}

int check_file_run(const struct invocation *invocation)
{
    struct check_filter filter;
    struct output output;
    struct file_check check = { .output = &output,
                                .filter = &filter,
                                .is_summary = invocation_has(invocation, "summary") };
    struct portreg_check_options options = { .format = invocation_value(invocation, "from"),
                                             .callback = say_diagnostic,
                                             .callback_data = &check };

    if (!check_filter_read(&filter, invocation) ||
        !invocation_date(invocation, "as-of", date_today(), &options.today) ||
        !output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    if (check.is_summary && output_has_lines(&output)) {
        message_usage(invocation, "--summary gives a table, or with --json a document");
        return output_abandon(&output);
    }
    check.is_json = output.form == FORM_JSON;
    if (output_has_lines(&output)) {
        check_lines_open(&output);
    }
    return output_finish(&output, check_files(&check, &options));
}
