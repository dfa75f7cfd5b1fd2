/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/log.h"
#include "cli/change_text.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/string.h"

/* `portreg log`: the life of a port or name, like a commit log. */

#define IDENTITY_COLUMNS \
    (1u << PORTREG_COLUMN_NAME | 1u << PORTREG_COLUMN_NUMBER | 1u << PORTREG_COLUMN_TRANSPORT)

struct log_output {
    struct output output;
    const struct layers *layers;
    size_t limit; /* the most entries to print */
    size_t printed;
};

/* What is said of a row that came or went: not what its title says already. */
static uint32_t shown_columns(const struct portreg_row_change *change)
{
    if (change->kind == PORTREG_CHANGE_ADDED) {
        return CHANGE_ALL_COLUMNS & ~(uint32_t)IDENTITY_COLUMNS;
    }
    return change->kind == PORTREG_CHANGE_REMOVED ? 0 : CHANGE_ALL_COLUMNS;
}

static void append_names_of_columns(struct buffer *out, uint32_t columns)
{
    const char *separator = ": ";

    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (!(columns & 1u << i)) {
            continue;
        }
        buffer_append_text(out, separator);
        buffer_append_text(out, portreg_column_key((enum portreg_column)i));
        separator = ", ";
    }
}

static void append_entry(struct log_output *log, const struct layer *layer,
                         const struct portreg_log_entry *entry)
{
    struct output *output = &log->output;
    struct change_text text = { output, { layer->snapshot, layer->snapshot } };
    bool oneline = invocation_has(output->invocation, "oneline");

    if (!oneline && log->printed > 0) {
        buffer_append_char(&output->text, '\n');
    }
    output_style(output, STYLE_YELLOW);
    buffer_append_string(&output->text, log_entry_date(layer, entry));
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, ' ');
    if (log->layers->count > 1) {
        buffer_printf(&output->text, "%s: ", portreg_snapshot_layer(layer->snapshot).data);
    }
    change_text_title(&text, &entry->change, true);
    if (oneline && entry->change.kind == PORTREG_CHANGE_MODIFIED) {
        append_names_of_columns(&output->text, entry->change.columns);
    }
    buffer_append_char(&output->text, '\n');
    if (!oneline) {
        change_text_fields(&text, &entry->change, shown_columns(&entry->change));
    }
}

static bool append_layer(struct log_output *log, const struct layer *layer,
                         const struct question *question)
{
    struct portreg_error error = { 0 };
    struct portreg_log *found;

    if (log_of_question(layer, question, &found, &error) != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    for (size_t i = 0; i < found->entry_count && log->printed < log->limit; i++) {
        append_entry(log, layer, &found->entries[i]);
        log->printed++;
    }
    portreg_log_destroy(found);
    return true;
}

static bool append_layers(struct log_output *log, const struct question *question)
{
    for (size_t i = 0; i < log->layers->count; i++) {
        if (!append_layer(log, &log->layers->items[i], question)) {
            return false;
        }
    }
    return true;
}

static bool append_json(struct log_output *log, const struct question *question)
{
    struct portreg_error error = { 0 };
    struct json json;

    json_init(&json, &log->output.text, true);
    json_object_open(&json);
    if (log_json(&json, log->layers, question, string_of(log->output.invocation->operands[0]),
                 log->limit, &log->printed, &error) != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    json_object_close(&json);
    buffer_append_char(&log->output.text, '\n');
    return true;
}

static int print(struct log_output *log, const struct invocation *invocation,
                 const struct question *question)
{
    uint64_t limit;
    bool good;

    if (!invocation_unsigned(invocation, "max-count", SIZE_MAX, SIZE_MAX, &limit)) {
        return EXIT_ERROR;
    }
    log->limit = (size_t)limit;
    if (!output_open(&log->output, invocation, log->layers, NULL)) {
        return EXIT_ERROR;
    }
    good = invocation_has(invocation, "json") ? append_json(log, question)
                                              : append_layers(log, question);
    if (!good) {
        return output_abandon(&log->output);
    }
    if (log->printed == 0 && limit > 0) {
        message_note("the registry never had %s", invocation->operands[0]);
    }
    return output_finish(&log->output, log->printed ? EXIT_FOUND : EXIT_NOTHING);
}

int log_run(const struct invocation *invocation)
{
    struct registry registry;
    struct log_output log = { .layers = &registry.layers };
    struct portreg_error error;
    struct question question;
    int code;

    if (question_parse(string_of(invocation->operands[0]), &question, &error) != PORTREG_OK) {
        return message_error(&error);
    }
    if (question.kind == QUESTION_RANGE) {
        return message_usage(invocation, "a log is of one port or name, not of a range");
    }
    if (!registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    code = print(&log, invocation, &question);
    registry_close(&registry);
    return code;
}
