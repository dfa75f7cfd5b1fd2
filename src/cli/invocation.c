/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <string.h>

#include "util/string.h"

bool invocation_has(const struct invocation *invocation, const char *option)
{
    for (size_t i = 0; i < invocation->option_count; i++) {
        if (strcmp(invocation->options[i].option->name, option) == 0) {
            return true;
        }
    }
    return false;
}

const char *invocation_value(const struct invocation *invocation, const char *option)
{
    for (size_t i = invocation->option_count; i-- > 0;) {
        if (strcmp(invocation->options[i].option->name, option) == 0) {
            return invocation->options[i].value;
        }
    }
    return NULL;
}

const char *invocation_next_value(const struct invocation *invocation, const char *option,
                                  size_t *cursor)
{
    while (*cursor < invocation->option_count) {
        const struct invocation_option *given = &invocation->options[(*cursor)++];

        if (strcmp(given->option->name, option) == 0) {
            return given->value;
        }
    }
    return NULL;
}

bool invocation_unsigned(const struct invocation *invocation, const char *option, uint64_t max,
                         uint64_t otherwise, uint64_t *ret)
{
    const char *value = invocation_value(invocation, option);

    if (value == NULL) {
        *ret = otherwise;
        return true;
    }
    if (!string_parse_unsigned(string_of(value), max, ret)) {
        message_usage(invocation, "--%s takes a number up to %llu, not '%s'", option,
                      (unsigned long long)max, value);
        return false;
    }
    return true;
}

bool invocation_date(const struct invocation *invocation, const char *option,
                     portreg_date otherwise, portreg_date *ret)
{
    const char *value = invocation_value(invocation, option);

    if (value == NULL) {
        *ret = otherwise;
        return true;
    }
    *ret = portreg_date_parse(value, strlen(value));
    if (*ret == 0) {
        message_usage(invocation, "--%s takes YYYY, YYYY-MM or YYYY-MM-DD, not '%s'", option,
                      value);
        return false;
    }
    return true;
}

/* Whether an argument is an option; "-" is an operand. */
static bool is_option(const struct command *command, const char *argument)
{
    if (argument[0] != '-' || argument[1] == '\0') {
        return false;
    }
    if (command != NULL && command->operand == ARGUMENT_FILTER && argument[1] != '-') {
        return strchr(argument, ':') == NULL;
    }
    return true;
}

/* The option that takes the next argument as its value, if `argument` ends in such a one. */
static bool takes_next(const struct command *command, const char *argument)
{
    const struct command_option *option;

    if (argument[1] == '-') {
        option = command_option_find(command, argument + 2, strlen(argument + 2));
        return option != NULL && option->argument != NULL;
    }
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        option = command_option_letter(command, *letter);
        if (option != NULL && option->argument != NULL) {
            return letter[1] == '\0';
        }
    }
    return false;
}

/* The index of the first operand before "--", argc if there is none. */
static int first_operand(int argc, char **argv)
{
    int index = 1;

    while (index < argc && is_option(NULL, argv[index])) {
        if (strcmp(argv[index], "--") == 0) {
            return argc;
        }
        index += takes_next(NULL, argv[index]) ? 2 : 1;
    }
    return index < argc ? index : argc;
}

static bool add_option(struct invocation *invocation, const struct command_option *option,
                       const char *value)
{
    if (invocation->option_count == INVOCATION_OPTIONS_MAX) {
        message_text("more than %d options", INVOCATION_OPTIONS_MAX);
        return false;
    }
    invocation->options[invocation->option_count++] = (struct invocation_option){ option, value };
    return true;
}

static void refuse_option(const struct invocation *invocation, const char *name, size_t size)
{
    if (command_option_find(NULL, name, size) != NULL) {
        message_usage(invocation, "the command %s does not take --%.*s", invocation->command->name,
                      (int)size, name);
    } else {
        message_usage(invocation, "there is no option --%.*s", (int)size, name);
    }
}

/* Reads "--name", "--name=value" or "--name value". */
static bool parse_long(struct invocation *invocation, int argc, char **argv, int *index)
{
    const char *name = argv[*index] + 2;
    const char *equals = strchr(name, '=');
    size_t size = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct command_option *option = command_option_find(invocation->command, name, size);
    const char *value = equals != NULL ? equals + 1 : NULL;

    if (option == NULL) {
        refuse_option(invocation, name, size);
        return false;
    }
    if (option->argument == NULL && value != NULL) {
        message_usage(invocation, "--%s takes no value", option->name);
        return false;
    }
    if (option->argument != NULL && value == NULL) {
        if (*index + 1 >= argc) {
            message_usage(invocation, "--%s needs a value: %s", option->name, option->argument);
            return false;
        }
        value = argv[++*index];
    }
    return add_option(invocation, option, value);
}

/* Reads "-x", "-xy", "-oVALUE" or "-o VALUE". */
static bool parse_short(struct invocation *invocation, int argc, char **argv, int *index)
{
    for (const char *letter = argv[*index] + 1; *letter != '\0'; letter++) {
        const struct command_option *option =
            command_option_letter(invocation->command, *letter);

        if (option == NULL) {
            message_usage(invocation, "there is no option -%c", *letter);
            return false;
        }
        if (option->argument == NULL) {
            if (!add_option(invocation, option, NULL)) {
                return false;
            }
            continue;
        }
        if (letter[1] != '\0') {
            return add_option(invocation, option, letter + 1);
        }
        if (*index + 1 >= argc) {
            message_usage(invocation, "-%c needs a value: %s", *letter, option->argument);
            return false;
        }
        return add_option(invocation, option, argv[++*index]);
    }
    return true;
}

static bool check_operands(const struct invocation *invocation)
{
    const struct command *command = invocation->command;

    if (invocation_has(invocation, "help") || invocation_has(invocation, "version") ||
        invocation_has(invocation, "list-columns")) {
        return true;
    }
    if (invocation->operand_count < command->operand_min) {
        message_usage(invocation, "%s needs %s: %s %s %s", command->name,
                      command->operand_min == 1 ? "an operand" : "more operands",
                      command_program_name(PROGRAM_PORTREG), command->name, command->synopsis);
        return false;
    }
    if (invocation->operand_count > command->operand_max) {
        message_usage(invocation, "'%s' is one operand too many for %s",
                      invocation->operands[command->operand_max], command->name);
        return false;
    }
    return true;
}

/* Parses everything but the word of the command at `skip`; operands go to `operands`. */
static bool parse_arguments(struct invocation *invocation, int argc, char **argv, int skip)
{
    bool options_end = false;

    for (int i = 1; i < argc; i++) {
        bool fine = true;

        if (i == skip) {
            continue;
        }
        if (options_end || !is_option(invocation->command, argv[i])) {
            invocation->operands[invocation->operand_count++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (argv[i][1] == '-') {
            fine = parse_long(invocation, argc, argv, &i);
        } else {
            fine = parse_short(invocation, argc, argv, &i);
        }
        if (!fine) {
            return false;
        }
    }
    invocation->operands[invocation->operand_count] = NULL;
    return true;
}

bool invocation_parse(struct invocation *ret, int argc, char **argv, char **operands)
{
    int word = first_operand(argc, argv);

    ret->argc = argc;
    ret->argv = argv;
    ret->operands = operands;
    ret->operand_count = 0;
    ret->option_count = 0;
    ret->command = word < argc ? command_find(argv[word]) : NULL;
    ret->implicit = ret->command == NULL;
    if (ret->implicit) {
        ret->command = command_find("lookup");
        word = 0;
    }
    return parse_arguments(ret, argc, argv, word) && check_operands(ret);
}
