/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/help.h"
#include "util/json.h"

static const char *const kinds[ARGUMENT_COUNT] = {
    [ARGUMENT_NONE] = "none",
    [ARGUMENT_FILE] = "file",
    [ARGUMENT_DATE] = "date",
    [ARGUMENT_FORMAT_READ] = "format-read",
    [ARGUMENT_FORMAT_WRITE] = "format-write",
    [ARGUMENT_COLUMN] = "column",
    [ARGUMENT_PRINTED] = "column",
    [ARGUMENT_TRANSPORT] = "transport",
    [ARGUMENT_RANGE] = "range",
    [ARGUMENT_RULE] = "rule",
    [ARGUMENT_SEVERITY] = "severity",
    [ARGUMENT_WHEN] = "when",
    [ARGUMENT_COMMAND] = "command",
    [ARGUMENT_SHELL] = "shell",
    [ARGUMENT_RECORDS] = "records",
    [ARGUMENT_FIELD] = "field",
    [ARGUMENT_FINDING] = "finding",
    [ARGUMENT_RISK] = "finding",
    [ARGUMENT_REPORT] = "format",
    [ARGUMENT_FILTER] = "filter",
    [ARGUMENT_TEXT] = "text",
};

static void member(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    json_text(json, value);
}

static void write_option(struct json *json, const struct command_option *option)
{
    char letter[2] = { option->letter, '\0' };

    json_object_open(json);
    member(json, "name", option->name);
    member(json, "letter", option->letter != 0 ? letter : NULL);
    member(json, "argument", option->argument);
    member(json, "kind", kinds[option->kind]);
    member(json, "summary", option->summary);
    json_key(json, "shared");
    json_bool(json, option->group != 0);
    json_object_close(json);
}

static void write_options(struct json *json, const struct command *command)
{
    const struct command_option *option;

    json_key(json, "options");
    json_array_open(json);
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++) {
        write_option(json, &command->options[i]);
    }
    for (size_t i = 0; (option = command_shared_option(i)) != NULL; i++) {
        if ((option->group & (command->groups | GROUP_ALWAYS)) != 0) {
            write_option(json, option);
        }
    }
    json_array_close(json);
}

static void write_command(struct json *json, const struct command *command)
{
    json_object_open(json);
    member(json, "name", command->name);
    member(json, "summary", command->summary);
    member(json, "synopsis", command->synopsis);
    member(json, "description", command->description);
    member(json, "examples", command->examples);
    member(json, "program", command_program_name(command->program));
    member(json, "operand", kinds[command->operand]);
    write_options(json, command);
    json_object_close(json);
}

void help_json(struct buffer *out, const struct command *command)
{
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    member(&json, "version", PORTREG_VERSION);
    json_key(&json, "commands");
    json_array_open(&json);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        if (command == NULL || command == command_at(i)) {
            write_command(&json, command_at(i));
        }
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}
