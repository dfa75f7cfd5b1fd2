/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/command.h"

/* The run functions of the commands; they return an exit code. */
int diff_run(const struct invocation *invocation);
int diff_files_run(const struct invocation *invocation); /* portreg-compile's */
int compare_run(const struct invocation *invocation);
int log_run(const struct invocation *invocation);
int lookup_run(const struct invocation *invocation);
int show_run(const struct invocation *invocation);
int search_run(const struct invocation *invocation);
int annotate_run(const struct invocation *invocation);
int list_run(const struct invocation *invocation);
int free_run(const struct invocation *invocation);
int map_run(const struct invocation *invocation);
int stats_run(const struct invocation *invocation);
int listen_run(const struct invocation *invocation);
int listing_run(const struct invocation *invocation); /* versions, sources */
int verify_run(const struct invocation *invocation);
int check_run(const struct invocation *invocation);
int rules_run(const struct invocation *invocation);
int help_run(const struct invocation *invocation);
int completions_run(const struct invocation *invocation);

/* Those of portreg-compile. */
int audit_run(const struct invocation *invocation);
int check_file_run(const struct invocation *invocation);
int compare_files_run(const struct invocation *invocation);
int compile_run(const struct invocation *invocation);
int convert_run(const struct invocation *invocation);

#endif
