/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/log.h"
#include "cli/change_lines.h"
#include "cli/change_text.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/string.h"

/* `portreg log`: the life of a port or name, like a commit log. */

#define IDENTITY_COLUMNS \
    (1u << PORTREG_COLUMN_NAME | 1u << PORTREG_COLUMN_NUMBER | 1u << PORTREG_COLUMN_TRANSPORT)

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

static void append_event(struct output *output, const struct change *change, bool oneline)
{
    struct change_text text = { output, change->source };

    output_style(output, STYLE_YELLOW);
    buffer_append_string(&output->text, change->date);
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, ' ');
    if (output->layers->count > 1) {
        buffer_printf(&output->text, "%s: ", portreg_snapshot_layer(change->source.after).data);
    }
    change_text_title(&text, &change->row, true);
    if (oneline && change->row.kind == PORTREG_CHANGE_MODIFIED) {
        append_names_of_columns(&output->text, change->row.columns);
    }
    buffer_append_char(&output->text, '\n');
    if (!oneline) {
        change_text_fields(&text, &change->row, shown_columns(&change->row));
    }
}

static void append_text(struct output *output, const struct changes *events)
{
    const bool oneline = invocation_has(output->invocation, "oneline");

    for (size_t i = 0; i < events->count; i++) {
        if (!oneline && i > 0) {
            buffer_append_char(&output->text, '\n');
        }
        append_event(output, &events->items[i], oneline);
    }
}

static void append_json(struct output *output, const struct changes *events)
{
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    log_json(&json, output->layers, string_of(output->invocation->operands[0]), events);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static int print(const struct layers *layers, const struct invocation *invocation,
                 const struct question *question)
{
    struct changes events = { .count = 0 };
    struct portreg_error error = { 0 };
    struct output output;
    uint64_t limit;
    int code;

    if (!invocation_unsigned(invocation, "max-count", SIZE_MAX, SIZE_MAX, &limit) ||
        !output_open(&output, invocation, layers, NULL)) {
        return EXIT_ERROR;
    }
    if (log_changes(layers, question, (size_t)limit, &events, &error) != PORTREG_OK) {
        changes_free(&events);
        message_error(&error);
        return output_abandon(&output);
    }
    if (output.form == FORM_JSON) {
        append_json(&output, &events);
    } else if (output.form == FORM_TABLE) {
        append_text(&output, &events);
    } else {
        change_lines_write(&output, &events);
    }
    if (events.count == 0 && limit > 0) {
        message_note("the registry never had %s", invocation->operands[0]);
    }
    code = output_finish(&output, events.count > 0 ? EXIT_FOUND : EXIT_NOTHING);
    changes_free(&events);
    return code;
}

int log_run(const struct invocation *invocation)
{
    struct registry registry;
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
    code = print(&registry.layers, invocation, &question);
    registry_close(&registry);
    return code;
}
