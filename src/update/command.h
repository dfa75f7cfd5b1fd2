/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UPDATE_COMMAND_H
#define UPDATE_COMMAND_H

#include "cli/command.h"

/* Runs `portreg update`; returns an exit code. */
int update_run(const struct invocation *invocation);

#endif
