/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_COMPARE_H
#define CLI_COMPARE_H

#include "answer/layer.h"
#include "cli/command.h"

/*
 * Opens the file at ret->path, which is no snapshot. The image (malloc'd) is to
 * be freed after the snapshot. Says what is wrong and returns false.
 */
typedef bool compare_open_file(const struct invocation *invocation, struct layer *ret,
                               void **ret_image);

/*
 * What compare does in either program. Where an operand is a file and
 * `open_file` is NULL, the process is replaced by portreg-compile.
 */
int compare_with(const struct invocation *invocation, compare_open_file *open_file);

#endif
