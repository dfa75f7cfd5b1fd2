/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_COMMAND_H
#define SERVE_COMMAND_H

#include "cli/command.h"

int serve_run(const struct invocation *invocation);

#endif
