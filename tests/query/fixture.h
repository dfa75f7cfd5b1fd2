/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_QUERY_FIXTURE_H
#define TESTS_QUERY_FIXTURE_H

#include <portreg/snapshot.h>

/* A snapshot compiled for a test. */
struct fixture {
    void *image;
    struct portreg_snapshot *snapshot;
};

/* Compiles the files of tests/data, separated by commas, or fails the test. */
void fixture_open_data(struct fixture *ret, const char *names);

/* Compiles two versions of the reference registry; skips the test where it is not there. */
void fixture_open_registry(struct fixture *ret);

void fixture_close(struct fixture *fixture);

#endif
