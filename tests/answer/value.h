/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_ANSWER_VALUE_H
#define TESTS_ANSWER_VALUE_H

#include "util/buffer.h"

/*
 * Fails the test unless the JSON text has that value, compact JSON, at the
 * path; NULL: it has nothing there. A path is keys with slashes between; of an
 * array, an index or what its elements' "name" is: "records/https/number".
 */
void assert_json(const struct buffer *text, const char *path, const char *value);

#endif
