/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_QUESTION_H
#define ANSWER_QUESTION_H

#include <portreg/status.h>
#include <portreg/types.h>

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
 * _http._tcp.example.com. INVALID_ARGUMENT, or LIMIT for one that is too long.
 */
enum portreg_status question_parse(struct portreg_string text, struct question *ret,
                                   struct portreg_error *error);

/* Asks for a name, whatever it looks like, on all transports. LIMIT as above. */
enum portreg_status question_of_name(struct portreg_string name, struct question *ret,
                                     struct portreg_error *error);

/* The transport of a question for one or for all (NONE). */
enum portreg_transport question_transport(const struct question *question);

#endif
