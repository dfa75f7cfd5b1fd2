/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_ANNOTATE_FIXTURE_H
#define TESTS_ANNOTATE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "annotate/annotate.h"
#include "annotate/stream.h"
#include "query/fixture.h"
#include "util/string.h"

/* A registry, what is asked, and what came of it. */
struct annotating {
    struct fixture registry; /* tests/data/small.xml */
    struct portreg_view view;
    struct annotate_request request; /* made anew by annotating_ask() */
    struct stream_options options;
    enum portreg_status status;
    struct portreg_error error;
    struct annotate_counts counts;
    struct buffer out;
};

int annotating_setup(void **state);
int annotating_teardown(void **state);

/*
 * The request for columns between commas, a column or the name of a transport
 * ("" for none), and fields between commas.
 */
void annotating_ask(struct annotating *annotating, const char *ports, const char *transport,
                    const char *fields);

/* Annotates a stream of these bytes. */
void annotating_run(struct annotating *annotating, const char *data, size_t size);

/* The same with a text, which must give that. */
void annotating_gives(struct annotating *annotating, const char *text, const char *expected);

/* The same with a text that is refused, with this in the message and nothing written. */
void annotating_refuses(struct annotating *annotating, const char *text, const char *message);

#endif
