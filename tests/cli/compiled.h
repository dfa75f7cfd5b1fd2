/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_CLI_COMPILED_H
#define TESTS_CLI_COMPILED_H

#include <portreg/compile.h>

#include "shell.h"

/* A shell in whose folder the small registries of the test data stand as s.portreg. */
int compiled_setup(void **state);

/* Writes what was compiled to a file of the shell's folder; takes the compiler over. */
void compiled_write(const struct shell *shell, const char *name,
                    struct portreg_compiler *compiler);

#endif
