/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "answer/listing.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/table.h"
#include "cli/wrap.h"
#include "util/file.h"
#include "util/string.h"

#define OPTION_COLUMN 24 /* where the summaries of options start */

static const char usage[] = "Usage: portreg [OPTION]... QUERY...\n"
                            "       portreg COMMAND [OPTION]... [OPERAND]...\n";

static void append_heading(struct output *output, const char *text)
{
    output_style(output, STYLE_BOLD);
    buffer_append_text(&output->text, text);
    output_style(output, STYLE_PLAIN);
    buffer_append_char(&output->text, '\n');
}

static void append_option(struct buffer *out, const struct command_option *option)
{
    size_t start = out->size;

    if (option->letter != 0) {
        buffer_printf(out, "  -%c, --%s", option->letter, option->name);
    } else {
        buffer_printf(out, "      --%s", option->name);
    }
    if (option->argument != NULL) {
        buffer_printf(out, " %s", option->argument);
    }
    if (out->size - start + 2 > OPTION_COLUMN) {
        buffer_append_char(out, '\n');
        start = out->size;
    }
    wrap_append(out, string_of(option->summary), OPTION_COLUMN, out->size - start, WRAP_WIDTH);
}

static void append_shared_options(struct output *output, uint32_t groups)
{
    const struct command_option *option;

    for (size_t i = 0; (option = command_shared_option(i)) != NULL; i++) {
        if ((option->group & (groups | GROUP_ALWAYS)) != 0) {
            append_option(&output->text, option);
        }
    }
}

static void append_options(struct output *output, const struct command *command)
{
    append_heading(output, "\nOptions");
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++) {
        append_option(&output->text, &command->options[i]);
    }
    append_shared_options(output, command->groups);
}

static void append_description(struct output *output, const char *text)
{
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t size = end != NULL ? (size_t)(end - text) : strlen(text);

        buffer_append_char(&output->text, '\n');
        wrap_append(&output->text, (struct portreg_string){ text, size }, 0, 0, WRAP_WIDTH);
        text += size + (end != NULL ? 2 : 0);
    }
}

static void append_examples(struct output *output, const char *text)
{
    append_heading(output, "\nExamples");
    while (*text != '\0') {
        size_t line = strcspn(text, "\t");
        size_t note = strcspn(text, "\n");

        buffer_printf(&output->text, "  %.*s\n      ", (int)line, text);
        output_style(output, STYLE_DIM);
        buffer_append(&output->text, text + line + 1, note - line - 1);
        output_style(output, STYLE_PLAIN);
        buffer_append_char(&output->text, '\n');
        text += note + (text[note] == '\n');
    }
}

static void append_command(struct output *output, const struct command *command)
{
    buffer_printf(&output->text, "Usage: portreg %s %s\n\n", command->name, command->synopsis);
    buffer_printf(&output->text, "%s: %s.\n", command->name, command->summary);
    append_description(output, command->description);
    append_options(output, command);
    append_examples(output, command->examples);
}

static void append_overview(struct output *output)
{
    const struct command *command;

    buffer_append_text(&output->text, usage);
    buffer_append_text(&output->text,
                       "\nThe Service Name and Transport Protocol Port Number Registry.\n");
    append_heading(output, "\nCommands");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        buffer_printf(&output->text, "  %-12s  %s\n", command->name, command->summary);
    }
    append_heading(output, "\nOptions of most commands");
    append_shared_options(output, GROUPS_LIST);
    append_heading(output, "\nExamples");
    buffer_append_text(&output->text,
                       "  portreg 443                  what is on port 443\n"
                       "  portreg 8000-8100/udp        a range, gaps included\n"
                       "  portreg https                a service name\n"
                       "  portreg search proto:udp coap\n"
                       "  portreg help search          more on a command\n");
    buffer_append_text(&output->text,
                       "\nExit codes: 0 found, 1 nothing found, 2 usage or error, 3 conflict.\n");
}

int help_command(const struct invocation *invocation, const struct command *command)
{
    struct output output;

    if (!output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    if (output.form == FORM_JSON && !invocation->implicit) {
        help_json(&output.text, command);
    } else if (command != NULL) {
        append_command(&output, command);
    } else {
        append_overview(&output);
    }
    return output_finish(&output, EXIT_FOUND);
}

int help_run(const struct invocation *invocation)
{
    const struct command *command = NULL;

    if (invocation->operand_count > 0) {
        command = command_find(invocation->operands[0]);
        if (command == NULL) {
            return message_usage(invocation, "there is no command '%s'", invocation->operands[0]);
        }
    }
    return help_command(invocation, command);
}

int help_version(const struct invocation *invocation)
{
    struct output output;

    if (!output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    buffer_append_text(&output.text, "portreg " PORTREG_VERSION "\n");
    return output_finish(&output, EXIT_FOUND);
}

int help_columns(const struct invocation *invocation)
{
    const struct listing *listing = invocation->command->listing;
    const struct column *column;
    struct output output;
    struct table table;

    if (!output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    table_init(&table);
    table_column(&table, "COLUMN", 0);
    table_column(&table, "TITLE", 0);
    table_column(&table, "WHAT IT HOLDS", TABLE_WRAP);
    for (unsigned i = 0; (column = listing_column_at(listing, i)) != NULL; i++) {
        table_cell(&table, column->key, strlen(column->key));
        table_cell(&table, column->title, strlen(column->title));
        table_cell(&table, column->summary, strlen(column->summary));
    }
    output.failed |= !table_write(&table, &output.text, output.width, output.headings);
    table_free(&table);
    return output_finish(&output, EXIT_FOUND);
}

void help_usage(int descriptor)
{
    static const char more[] = "Try 'portreg --help'.\n";

    if (file_write_all(descriptor, usage, sizeof(usage) - 1)) {
        file_write_all(descriptor, more, sizeof(more) - 1);
    }
}
