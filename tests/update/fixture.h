/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_UPDATE_FIXTURE_H
#define TESTS_UPDATE_FIXTURE_H

#include <portreg/snapshot.h>

#include "server.h"
#include "shell.h"
#include "util/buffer.h"

/* A shell, a server, and the body that it answers with. */
struct fixture {
    struct shell *shell;
    struct server *server;
    struct buffer body;
};

/* The small registry of a later date, with a change; command line. */
#define NEWER_XML                                                                               \
    "sed 's/<updated>2026-02-13/<updated>2026-03-01/; s/Discard/Throw away/' $D/small.xml"

/* Whether x.portreg gives back the small registry byte for byte; command line. */
#define GIVES_BACK_SMALL "portreg-compile convert x.portreg --to xml | cmp - $D/small.xml"

/* Followed by a source and options; command line. */
#define UPDATE_FROM "portreg-update update --registry x.portreg --from "

int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The server answers 200 with what the command line writes. */
struct server_answer answer_with(struct fixture *fixture, const char *command);

/* Updates x.portreg from the server; fails the test if the exit code is another. */
void update(struct fixture *fixture, int code, const char *options);

/* A snapshot x.portreg of the small registry of 2026-02-13 is there. */
void have_snapshot(struct fixture *fixture);

/* x.portreg is as have_snapshot() made it, and nothing was left behind. */
void expect_unchanged(struct fixture *fixture);

/* Opens x.portreg verified. */
struct portreg_snapshot *open_snapshot(struct fixture *fixture);
void expect_versions(struct fixture *fixture, uint32_t count);

#define FIXTURE_TEST(function) \
    cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

#endif
