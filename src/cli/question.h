/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_QUESTION_H
#define CLI_QUESTION_H

#include <portreg/query.h>

#include "cli/output.h"
#include "cli/registry.h"

/* What lookup, show and log are asked: a port, a range of ports, or a name. */
enum question_kind { QUESTION_PORT, QUESTION_RANGE, QUESTION_NAME };

struct question {
    enum question_kind kind;
    uint16_t first; /* of ports */
    uint16_t last;
    struct portreg_string name; /* borrowed from the text */
    /* Bit 1 << transport for each one that is asked for. */
    unsigned transports;
    bool any_transport; /* none was named: all of them */
};

/*
 * Reads 443, 443/tcp, 8000-8100/udp, https, https/tcp, _http._tcp and
 * _http._tcp.example.com. Says what is wrong and returns false.
 */
bool question_parse(struct portreg_string text, struct question *ret);

/* The transport of a question for one or for all (NONE). */
enum portreg_transport question_transport(const struct question *question);

/*
 * Calls `ask` with the question of each operand of the invocation, "-" being
 * the lines of standard input.
 * @return the highest exit code of all; EXIT_ERROR for one that is malformed
 */
int question_each(const struct invocation *invocation,
                  int (*ask)(void *data, const struct question *question), void *data);

/*
 * Adds the answers of all layers to the output, the primary row first; numbers
 * without a row get an answer if `gaps`. Suggests on stderr where a name is
 * not found. @return EXIT_FOUND if there was a row, else EXIT_NOTHING.
 */
int question_answer(struct output *output, const struct question *question, bool gaps);

#endif
