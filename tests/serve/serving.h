/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SERVE_SERVING_H
#define TESTS_SERVE_SERVING_H

#include "http_client.h"
#include "shell.h"

/* portreg-serve over the small registry (x.portreg in the shell's folder), on a free port. */
struct serving {
    struct shell *shell;
    pid_t process; /* 0: not running */
    unsigned port;
};

/* Set-up and tear-down for cmocka; *state is the serving, which has not been started. */
int serving_setup(void **state);
int serving_teardown(void **state);

/* The same with the server started. */
int serving_setup_started(void **state);

/* Starts it with further options ("" for none) and waits until it says its address. */
void serving_start(struct serving *serving, const char *options);

/* Runs a command line that becomes the server (exec …) and waits for its address. */
void serving_start_command(struct serving *serving, const char *command);

/* What it has written to standard error so far; the caller frees it. */
char *serving_errors(const struct serving *serving);

/* Waits until that text stands there; the test fails if it does not come. */
void serving_wait_for(const struct serving *serving, const char *text);

/* Asks it to stop and waits; the test fails if it does not end with exit code 0. */
void serving_stop(struct serving *serving);

/* GET of a target; fails the test if the status is another. */
struct http_answer serving_get(const struct serving *serving, unsigned status,
                               const char *target, const char *headers);

#define SERVING_TEST(function) \
    cmocka_unit_test_setup_teardown(function, serving_setup, serving_teardown)
#define STARTED_TEST(function) \
    cmocka_unit_test_setup_teardown(function, serving_setup_started, serving_teardown)

#endif
