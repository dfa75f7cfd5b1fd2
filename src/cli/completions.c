/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/argument_words.h"
#include "cli/output.h"
#include "cli/run.h"

/*
 * Completion scripts out of the command table. Each shell has a writer.
 */

#define LIST_VERSIONS "portreg versions 2>/dev/null | sed 1d | cut -d' ' -f1"

/* Whether the argument may be several of its words, with commas between them. */
static bool takes_list(const struct command_option *option)
{
    return option->kind != ARGUMENT_TEXT && (strcmp(option->argument, "LIST") == 0 ||
                                             strcmp(option->argument, "COLS") == 0);
}

/* Calls `each` with every option that the command takes. */
static void each_option(struct buffer *out, const struct command *command,
                        void (*each)(struct buffer *out, const struct command *command,
                                     const struct command_option *option))
{
    const struct command_option *option;

    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++) {
        each(out, command, &command->options[i]);
    }
    for (size_t i = 0; (option = command_shared_option(i)) != NULL; i++) {
        if ((option->group & (command->groups | GROUP_ALWAYS)) != 0) {
            each(out, command, option);
        }
    }
}

/* Text within single quotes of a shell. */
static void append_quoted(struct buffer *out, const char *text, const char *also_escape)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            buffer_append_text(out, "'\\''");
            continue;
        }
        if (strchr(also_escape, *text) != NULL) {
            buffer_append_char(out, '\\');
        }
        buffer_append_char(out, *text);
    }
}

static void bash_reply(struct buffer *out, enum argument_kind kind, const struct command *command)
{
    if (kind == ARGUMENT_FILE) {
        buffer_append_text(out, "compopt -o filenames 2>/dev/null\n"
                                "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")");
    } else if (kind == ARGUMENT_DATE) {
        buffer_append_text(out, "mapfile -t COMPREPLY < <(compgen -W \"$(" LIST_VERSIONS ")\" -- "
                                "\"$word\")");
    } else {
        buffer_append_text(out, "mapfile -t COMPREPLY < <(compgen -W '");
        argument_words_append(out, kind, command);
        buffer_append_text(out, "' -- \"$word\")");
    }
}

static void bash_value(struct buffer *out, const struct command *command,
                       const struct command_option *option)
{
    if (option->argument == NULL) {
        return;
    }
    buffer_printf(out, "    %s:--%s", command->name, option->name);
    if (option->letter != 0) {
        buffer_printf(out, " | %s:-%c", command->name, option->letter);
    }
    buffer_append_text(out, ")\n        ");
    if (takes_list(option)) {
        buffer_append_text(out, "mapfile -t COMPREPLY < <(compgen -P \"$list\" -W '");
        argument_words_append(out, option->kind, command);
        buffer_append_text(out, "' -- \"${word##*,}\")");
    } else {
        bash_reply(out, option->kind, command);
    }
    buffer_append_text(out, "\n        return\n        ;;\n");
}

static void bash_option(struct buffer *out, const struct command *command,
                        const struct command_option *option)
{
    (void)command;
    buffer_printf(out, " --%s", option->name);
    if (option->letter != 0) {
        buffer_printf(out, " -%c", option->letter);
    }
}

static void bash_command(struct buffer *out, const struct command *command)
{
    buffer_printf(out, "    %s)\n        options='", command->name);
    each_option(out, command, bash_option);
    buffer_append_text(out, "'\n        ");
    if (command->operand == ARGUMENT_TEXT || command->operand == ARGUMENT_FILTER ||
        command->operand == ARGUMENT_NONE) {
        buffer_append_char(out, ':');
    } else {
        bash_reply(out, command->operand, command);
    }
    buffer_append_text(out, "\n        ;;\n");
}

static void write_bash(struct buffer *out)
{
    buffer_append_text(out, "# bash completion for portreg, written by 'portreg completions bash'\n"
                            "_portreg()\n{\n"
                            "    local word=${COMP_WORDS[COMP_CWORD]} options= command= i\n"
                            "    local before=${COMP_WORDS[COMP_CWORD - 1]} list=\n\n"
                            "    COMPREPLY=()\n"
                            "    if [[ $word == = ]]; then\n        word=\n"
                            "    elif [[ $before == = ]]; then\n"
                            "        before=${COMP_WORDS[COMP_CWORD - 2]}\n    fi\n"
                            "    if [[ $word == *,* ]]; then\n"
                            "        list=${word%,*},\n    fi\n"
                            "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                            "        case \" ");
    argument_words_append(out, ARGUMENT_COMMAND, NULL);
    buffer_append_text(out, " \" in\n        *\" ${COMP_WORDS[i]} \"*)\n"
                            "            command=${COMP_WORDS[i]}\n            break\n"
                            "            ;;\n        esac\n    done\n"
                            "    case ${command:-lookup}:$before in\n");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        each_option(out, command_at(i), bash_value);
    }
    buffer_append_text(out, "    esac\n    case ${command:-lookup} in\n");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        bash_command(out, command_at(i));
    }
    buffer_append_text(out, "    esac\n    if [[ $word == -* ]]; then\n"
                            "        mapfile -t COMPREPLY < "
                            "<(compgen -W \"$options\" -- \"$word\")\n"
                            "    elif [[ -z $command ]]; then\n"
                            "        mapfile -t COMPREPLY < <(compgen -W '");
    argument_words_append(out, ARGUMENT_COMMAND, NULL);
    buffer_append_text(out, "' -- \"$word\")\n    fi\n}\ncomplete -F _portreg portreg\n");
}

static void zsh_action(struct buffer *out, enum argument_kind kind, const struct command *command)
{
    if (kind == ARGUMENT_FILE) {
        buffer_append_text(out, "_files");
    } else if (kind == ARGUMENT_DATE) {
        buffer_append_text(out, "_portreg_dates");
    } else if (kind == ARGUMENT_TEXT || kind == ARGUMENT_FILTER || kind == ARGUMENT_NONE) {
        buffer_append_char(out, ' ');
    } else {
        buffer_append_char(out, '(');
        argument_words_append(out, kind, command);
        buffer_append_char(out, ')');
    }
}

static void zsh_spec(struct buffer *out, const struct command *command,
                     const struct command_option *option, const char *dashes, const char *name,
                     const char *joint)
{
    buffer_printf(out, " \\\n            '*%s%s", dashes, name);
    buffer_append_text(out, option->argument != NULL ? joint : "");
    buffer_append_char(out, '[');
    append_quoted(out, option->summary, "[]:");
    buffer_append_char(out, ']');
    if (option->argument != NULL) {
        buffer_printf(out, ":%s:", option->argument);
        if (takes_list(option)) {
            buffer_printf(out, "_values -s , %s ", option->argument);
            argument_words_append(out, option->kind, command);
        } else {
            zsh_action(out, option->kind, command);
        }
    }
    buffer_append_char(out, '\'');
}

static void zsh_option(struct buffer *out, const struct command *command,
                       const struct command_option *option)
{
    char letter[2] = { option->letter, '\0' };

    zsh_spec(out, command, option, "--", option->name, "=");
    if (option->letter != 0) {
        zsh_spec(out, command, option, "-", letter, "+");
    }
}

static void zsh_command(struct buffer *out, const struct command *command)
{
    buffer_printf(out, "    %s)\n        _arguments -S", command->name);
    each_option(out, command, zsh_option);
    buffer_append_text(out, " \\\n            '*:operand:");
    zsh_action(out, command->operand, command);
    buffer_append_text(out, "'\n        ;;\n");
}

static void write_zsh(struct buffer *out)
{
    buffer_append_text(out, "#compdef portreg\n"
                            "# zsh completion for portreg, written by 'portreg completions zsh'\n\n"
                            "_portreg_dates() {\n    compadd -- $(" LIST_VERSIONS ")\n}\n\n"
                            "_portreg_commands() {\n    local -a commands=(\n");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        buffer_printf(out, "        '%s:", command_at(i)->name);
        append_quoted(out, command_at(i)->summary, ":");
        buffer_append_text(out, "'\n");
    }
    buffer_append_text(out, "    )\n    _describe command commands\n}\n\n_portreg() {\n"
                            "    local word command=\n"
                            "    for word in ${words[2,CURRENT-1]}; do\n"
                            "        case $word in\n        ");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        buffer_printf(out, "%s%s", i > 0 ? "|" : "", command_at(i)->name);
    }
    buffer_append_text(out, ")\n            command=$word\n            break\n            ;;\n"
                            "        esac\n    done\n    case $command in\n    '')\n"
                            "        _arguments -S");
    each_option(out, command_find("lookup"), zsh_option);
    buffer_append_text(out, " \\\n            '*:command:_portreg_commands'\n        ;;\n");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        zsh_command(out, command_at(i));
    }
    buffer_append_text(out, "    esac\n}\n\n"
                            "if [ \"$funcstack[1]\" = _portreg ]; then\n    _portreg \"$@\"\n"
                            "else\n    compdef _portreg portreg\nfi\n");
}

static void fish_condition(struct buffer *out, const struct command *command)
{
    buffer_append_text(out, "complete -c portreg -n '");
    if (strcmp(command->name, "lookup") == 0) {
        buffer_append_text(out, "__portreg_command_is lookup; or __portreg_no_command");
    } else {
        buffer_printf(out, "__portreg_command_is %s", command->name);
    }
    buffer_append_char(out, '\'');
}

static void fish_arguments(struct buffer *out, enum argument_kind kind,
                           const struct command *command)
{
    if (kind == ARGUMENT_FILE) {
        buffer_append_text(out, " -F");
    } else if (kind == ARGUMENT_DATE) {
        buffer_append_text(out, " -x -a '(portreg versions 2>/dev/null | sed 1d | "
                                "string split -f1 \" \")'");
    } else if (kind == ARGUMENT_TEXT || kind == ARGUMENT_FILTER || kind == ARGUMENT_NONE) {
        buffer_append_text(out, " -x");
    } else {
        buffer_append_text(out, " -x -a '");
        argument_words_append(out, kind, command);
        buffer_append_char(out, '\'');
    }
}

static void fish_option(struct buffer *out, const struct command *command,
                        const struct command_option *option)
{
    fish_condition(out, command);
    buffer_printf(out, " -l %s", option->name);
    if (option->letter != 0) {
        buffer_printf(out, " -s %c", option->letter);
    }
    if (option->argument != NULL) {
        buffer_append_text(out, " -r");
        if (takes_list(option)) {
            buffer_append_text(out, " -x -a '(__fish_complete_list , \"string join \\n ");
            argument_words_append(out, option->kind, command);
            buffer_append_text(out, "\")'");
        } else {
            fish_arguments(out, option->kind, command);
        }
    }
    buffer_append_text(out, " -d '");
    append_quoted(out, option->summary, "");
    buffer_append_text(out, "'\n");
}

static void write_fish(struct buffer *out)
{
    buffer_append_text(out, "# fish completion for portreg, written by 'portreg completions fish'\n"
                            "set -g __portreg_commands ");
    argument_words_append(out, ARGUMENT_COMMAND, NULL);
    buffer_append_text(out, "\nfunction __portreg_no_command\n"
                            "    not __fish_seen_subcommand_from $__portreg_commands\nend\n"
                            "function __portreg_command_is\n"
                            "    __fish_seen_subcommand_from $argv[1]\nend\n"
                            "complete -c portreg -f\n");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const struct command *command = command_at(i);

        buffer_printf(out, "complete -c portreg -n __portreg_no_command -a %s -d '", command->name);
        append_quoted(out, command->summary, "");
        buffer_append_text(out, "'\n");
        each_option(out, command, fish_option);
        if (command->operand != ARGUMENT_TEXT && command->operand != ARGUMENT_FILTER &&
            command->operand != ARGUMENT_NONE) {
            fish_condition(out, command);
            fish_arguments(out, command->operand, command);
            buffer_append_char(out, '\n');
        }
    }
}

int completions_run(const struct invocation *invocation)
{
    const char *shell = invocation->operands[0];
    struct output output;

    if (!output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    if (strcmp(shell, "bash") == 0) {
        write_bash(&output.text);
    } else if (strcmp(shell, "zsh") == 0) {
        write_zsh(&output.text);
    } else if (strcmp(shell, "fish") == 0) {
        write_fish(&output.text);
    } else {
        message_usage(invocation, "completions for bash, zsh and fish, not for '%s'", shell);
        return output_abandon(&output);
    }
    return output_finish(&output, EXIT_FOUND);
}
