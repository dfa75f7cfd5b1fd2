/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"
#include "util/buffer.h"

/* Help on a command; NULL: on all of them. Returns an exit code. */
int help_command(const struct invocation *invocation, const struct command *command);

/* Appends the command table, or one command of it, as JSON. */
void help_json(struct buffer *out, const struct command *command);

/* --version and --list-columns. */
int help_version(const struct invocation *invocation);
int help_columns(const struct invocation *invocation);

/* Help on all commands to a descriptor, for a command line without any. */
void help_usage(int descriptor);

#endif
