/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SHELL_H
#define TESTS_SHELL_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Runs the built programs as a user does: command lines for bash in a folder
 * of the test's own. In them the programs are found by name, $T is the folder
 * (also the current one) and $D the folder of the test data.
 */
struct shell {
    char folder[PATH_MAX];
    int code;  /* exit code of the last command line, 128 + signal */
    char *out; /* what it wrote to standard output, NUL-terminated */
    size_t out_size;
    char *err;
};

/* Set-up and tear-down for cmocka; *state is the shell. */
int shell_setup(void **state);
int shell_teardown(void **state);

/* Runs a command line and keeps code, output and errors. */
void shell_run(struct shell *shell, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, and fails the test (showing all) if the exit code is another. */
void shell_expect(struct shell *shell, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Fails the test if the text of the last errors or output lacks `text`. */
void shell_err_has(const struct shell *shell, const char *text);
void shell_out_has(const struct shell *shell, const char *text);

/* Starts a command line in a process group of its own; its output is dropped. */
pid_t shell_start(struct shell *shell, const char *command);

#endif
