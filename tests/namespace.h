/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_NAMESPACE_H
#define TESTS_NAMESPACE_H

#include <stdbool.h>

/* A namespace of mounts, so that a test's programs see a machine of its own making. */

/*
 * Moves the process into one. It stays who it is; as another than root it takes
 * a namespace of users around it. false where that may not be, or where the
 * process has threads.
 */
bool namespace_enter(void);

/* Puts an empty folder over one that exists, in a namespace that was entered. */
bool namespace_hide(const char *path);

#endif
