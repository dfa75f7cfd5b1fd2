/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_COMPILE_H
#define CLI_COMPILE_H

#include <portreg/compile.h>

#include "cli/command.h"

/* Reads --from, --date, --layer and --jobs. Says what is wrong and returns false. */
bool compile_options_read(struct portreg_compile_options *ret, const struct invocation *invocation);

/*
 * Compiles everything at the paths into a snapshot in memory, with a progress
 * bar. The image is freed with free().
 */
enum portreg_status compile_paths(const struct portreg_compile_options *options,
                                  char *const *paths, size_t path_count, void **ret_image,
                                  size_t *ret_size, struct portreg_error *error);

#endif
