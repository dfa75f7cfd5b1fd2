/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_NSS_PRIVATE_H
#define TESTS_NSS_PRIVATE_H

#include <stdbool.h>

#include "shell.h"
#include "util/buffer.h"

/*
 * A shell in a mount namespace of its own, where /etc and /var/lib are empty
 * but for the folders of snapshots and what a dynamically linked program and
 * the name service need. The machine's own files are neither seen nor touched.
 * Where there may be no such namespace, private_need() skips the test.
 */
#define PRIVATE_SYSTEM "/var/lib/portreg"
#define PRIVATE_CONFIG "/etc/portreg"

int private_setup(void **state);
int private_teardown(void **state);
void private_need(void);
bool private_is(void);

/* Puts a file into its place as `portreg update` does: whole, by renaming. */
void private_put(const char *path, const void *data, size_t size);

/* The snapshot of a file of tests/data, compiled. To be freed with buffer_free(). */
struct buffer private_compile(struct shell *shell, const char *words);

#endif
