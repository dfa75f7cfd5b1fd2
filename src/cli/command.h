/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <portreg/status.h>
#include <portreg/types.h>

/*
 * The command line. One table (commands.c) says what commands and options
 * there are; dispatch, help, usage errors, completions and the check of the
 * man page follow from it.
 *
 * To add a command: an entry in commands.c, a file with its run function
 * (declared in run.h), and a line in the array of the program it lives in
 * (portreg.c, portreg_compile.c or the like of portreg-update).
 */

/* Exit codes of all programs. */
enum exit_code {
    EXIT_FOUND = 0,
    EXIT_NOTHING = 1,  /* nothing found, nothing differs from what is asked */
    EXIT_ERROR = 2,    /* usage or error */
    EXIT_CONFLICT = 3
};

/* The program that a command's code is linked into. */
enum command_program {
    PROGRAM_PORTREG,
    PROGRAM_COMPILE,
    PROGRAM_UPDATE,
    PROGRAM_SERVE,
    PROGRAM_COUNT
};

/* What an argument is, for completions. */
enum argument_kind {
    ARGUMENT_NONE, /* a flag; or nothing that could be completed */
    ARGUMENT_FILE,
    ARGUMENT_DATE,
    ARGUMENT_FORMAT_READ,
    ARGUMENT_FORMAT_WRITE,
    ARGUMENT_COLUMN,
    ARGUMENT_PRINTED, /* a column of the registry's own */
    ARGUMENT_TRANSPORT,
    ARGUMENT_RANGE,    /* of ports, by name; or numbers */
    ARGUMENT_RULE,     /* what check finds */
    ARGUMENT_SEVERITY, /* of it */
    ARGUMENT_WHEN,
    ARGUMENT_COMMAND,
    ARGUMENT_SHELL,
    ARGUMENT_RECORDS, /* what annotate reads */
    ARGUMENT_FIELD,   /* what annotate adds */
    ARGUMENT_FINDING, /* what compare finds */
    ARGUMENT_RISK,    /* what listen and audit find */
    ARGUMENT_REPORT,  /* what audit reads */
    ARGUMENT_FILTER, /* search terms: a leading "-field:" is an operand, no option */
    ARGUMENT_TEXT,
    ARGUMENT_COUNT
};

/* Groups of the options that several commands share; bits of `command.groups`. */
enum option_group {
    GROUP_ALWAYS = 1 << 0,   /* --help, --version */
    GROUP_REGISTRY = 1 << 1, /* --registry */
    GROUP_AS_OF = 1 << 2,    /* --as-of */
    GROUP_JSON = 1 << 3,     /* --json */
    GROUP_LINES = 1 << 4,    /* --ndjson, --csv, --raw, --no-headings, --list-columns */
    GROUP_COLUMNS = 1 << 5,  /* -o */
    GROUP_TERMINAL = 1 << 6  /* --color, --no-pager */
};

/* What a command takes that has lines of fixed columns for programs. */
#define GROUPS_LINES (GROUP_REGISTRY | GROUP_AS_OF | GROUP_JSON | GROUP_LINES | GROUP_TERMINAL)

/* What a command takes that lists rows of the registry, or something else in columns. */
#define GROUPS_LIST (GROUPS_LINES | GROUP_COLUMNS)

struct command_option {
    const char *name;     /* without the dashes */
    const char *argument; /* "DATE"; NULL for a flag */
    const char *summary;
    enum argument_kind kind;
    uint32_t group; /* GROUP_…; 0 for a command's own */
    char letter;    /* 0 where there is none */
};

#define COMMAND_OPTIONS_MAX 12

struct listing;

struct command {
    const char *name;
    const char *summary;     /* one line, no full stop */
    const char *synopsis;    /* what follows the name: "[OPTION]... QUERY..." */
    const char *description; /* paragraphs, separated by "\n\n"; no line breaks inside */
    const char *examples;    /* lines of "command line\twhat it does" */
    enum command_program program;
    enum argument_kind operand;
    uint32_t groups;
    const struct listing *listing; /* what it lists (answer/listing.h), NULL for rows or nothing */
    size_t operand_min;
    size_t operand_max; /* SIZE_MAX: any number */
    struct command_option options[COMMAND_OPTIONS_MAX]; /* ends with a name of NULL */
};

/* Command `index` of the table in the order of the help, NULL past its end. */
const struct command *command_at(size_t index);
const struct command *command_find(const char *name);

/* Shared option `index`, NULL past the end. */
const struct command_option *command_shared_option(size_t index);

/*
 * The option of that name (size bytes) that the command takes, its own before
 * the shared ones. `command` NULL: of any command. NULL if there is none.
 */
const struct command_option *command_option_find(const struct command *command, const char *name,
                                                 size_t size);
const struct command_option *command_option_letter(const struct command *command, char letter);

/* "portreg", "portreg-compile", "portreg-update", "portreg-serve". */
const char *command_program_name(enum command_program program);

#define INVOCATION_OPTIONS_MAX 64

struct invocation_option {
    const struct command_option *option;
    const char *value; /* NULL for a flag */
};

/* A command line that was read. */
struct invocation {
    const struct command *command;
    bool implicit; /* the default verb: no command was named */
    int argc;      /* as the program got them, for program_exec() */
    char **argv;
    char **operands; /* NULL-terminated */
    size_t operand_count;
    struct invocation_option options[INVOCATION_OPTIONS_MAX];
    size_t option_count;
};

/* Whether the option was given; its last value; NULL if it was not or is a flag. */
bool invocation_has(const struct invocation *invocation, const char *option);
const char *invocation_value(const struct invocation *invocation, const char *option);

/* Steps through the values of an option that may be repeated; `*cursor` starts at 0. */
const char *invocation_next_value(const struct invocation *invocation, const char *option,
                                  size_t *cursor);

/*
 * The last value as a number of at most `max`, `otherwise` if the option was
 * not given. Says what is wrong and returns false if it is no such number.
 */
bool invocation_unsigned(const struct invocation *invocation, const char *option, uint64_t max,
                         uint64_t otherwise, uint64_t *ret);

/* The same for a date, which may be a month or a year. */
bool invocation_date(const struct invocation *invocation, const char *option,
                     portreg_date otherwise, portreg_date *ret);

/*
 * Reads a command line: options before and after the command and between
 * operands, "--" ends them. `operands` has room for argc + 1 pointers. Says
 * what is wrong and returns false.
 */
bool invocation_parse(struct invocation *ret, int argc, char **argv, char **operands);

typedef int command_function(const struct invocation *invocation);

struct command_run {
    const char *name;
    command_function *run;
};

/*
 * What main() of each program does: reads the command line, answers --help,
 * --version and --list-columns, runs the command if `runs` (ends with a name
 * of NULL) has it, else replaces itself with the program that does.
 */
int program_main(enum command_program program, const struct command_run *runs, int argc,
                 char **argv);

/*
 * Replaces this process by another program of the family with the same
 * command line; a command that lives in two programs hands over so. Looks
 * beside this one's file, then in PORTREG_LIBEXECDIR. Returns only if that
 * failed, with a message and EXIT_ERROR.
 */
int program_exec(enum command_program program, const struct invocation *invocation);

/*
 * "portreg: message\n" on stderr. Return what the process is to exit with:
 * EXIT_ERROR, and EXIT_CONFLICT for an error of that status.
 */
int message_error(const struct portreg_error *error);
int message_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, followed by where to read on; for wrong operands and options. */
int message_usage(const struct invocation *invocation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "portreg: note: message\n" on stderr, for what the user should know. */
void message_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
