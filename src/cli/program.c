/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/help.h"
#include "util/string.h"

#define MESSAGE_MAX 1024

/* What an operand or a file name brought along does not steer the terminal. */
static __attribute__((format(printf, 2, 0))) void say(const char *before, const char *format,
                                                      va_list arguments)
{
    char text[MESSAGE_MAX];
    int size = vsnprintf(text, sizeof(text), format, arguments);

    string_clean(text, strlen(text));
    fprintf(stderr, "portreg: %s%s%s\n", before, text, size >= MESSAGE_MAX ? "..." : "");
}

int message_text(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say("", format, arguments);
    va_end(arguments);
    return EXIT_ERROR;
}

int message_usage(const struct invocation *invocation, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say("", format, arguments);
    va_end(arguments);
    if (invocation->implicit) {
        fputs("Try 'portreg --help'.\n", stderr);
    } else {
        fprintf(stderr, "Try 'portreg help %s'.\n", invocation->command->name);
    }
    return EXIT_ERROR;
}

void message_note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say("note: ", format, arguments);
    va_end(arguments);
}

/* "FILE:LINE:COLUMN: message", as much of it as is known. */
static void say_error(const struct portreg_error *error)
{
    const char *message =
        error->message[0] != '\0' ? error->message : portreg_status_text(error->status);

    if (error->file[0] == '\0') {
        if (error->column == 0) {
            message_text("%s", message);
        } else {
            message_text("column %u: %s", error->column, message);
        }
    } else if (error->line == 0) {
        message_text("%s: %s", error->file, message);
    } else if (error->column == 0) {
        message_text("%s:%u: %s", error->file, error->line, message);
    } else {
        message_text("%s:%u:%u: %s", error->file, error->line, error->column, message);
    }
}

int message_error(const struct portreg_error *error)
{
    say_error(error);
    return error->status == PORTREG_CONFLICT ? EXIT_CONFLICT : EXIT_ERROR;
}

/* Tries FOLDER/NAME; returns if there is no such program. */
static void try_exec(const char *folder, int size, const char *name,
                     const struct invocation *invocation)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof(path), "%.*s/%s", size, folder, name) < (int)sizeof(path)) {
        execv(path, invocation->argv);
    }
}

int program_exec(enum command_program program, const struct invocation *invocation)
{
    const char *name = command_program_name(program);
    char self[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", self, sizeof(self));

    while (size > 0 && self[size - 1] != '/') {
        size--;
    }
    if (size > 1) {
        try_exec(self, (int)size - 1, name, invocation);
    }
    try_exec(PORTREG_LIBEXECDIR, INT_MAX, name, invocation);
    return message_text("cannot run %s, which does '%s': %s (looked beside this program and in %s)",
                        name, invocation->command->name, strerror(errno), PORTREG_LIBEXECDIR);
}

static command_function *find_run(const struct command_run *runs, const char *name)
{
    for (; runs->name != NULL; runs++) {
        if (strcmp(runs->name, name) == 0) {
            return runs->run;
        }
    }
    return NULL;
}

static int run_invocation(enum command_program program, const struct command_run *runs,
                          const struct invocation *invocation)
{
    command_function *run = find_run(runs, invocation->command->name);

    if (invocation_has(invocation, "help")) {
        return help_command(invocation, invocation->implicit ? NULL : invocation->command);
    }
    if (invocation_has(invocation, "version")) {
        return help_version(invocation);
    }
    if (invocation_has(invocation, "list-columns")) {
        return help_columns(invocation);
    }
    if (run != NULL) {
        return run(invocation);
    }
    if (program != invocation->command->program) {
        return program_exec(invocation->command->program, invocation);
    }
    return message_text("%s was built without the command %s", command_program_name(program),
                        invocation->command->name);
}

int program_main(enum command_program program, const struct command_run *runs, int argc,
                 char **argv)
{
    struct invocation invocation;
    char **operands;
    int code;

    if (argc < 2) {
        help_usage(STDERR_FILENO);
        return EXIT_ERROR;
    }
    operands = malloc(((size_t)argc + 1) * sizeof(*operands));
    if (operands == NULL) {
        return message_text("out of memory");
    }
    code = invocation_parse(&invocation, argc, argv, operands)
               ? run_invocation(program, runs, &invocation)
               : EXIT_ERROR;
    free(operands);
    return code;
}
