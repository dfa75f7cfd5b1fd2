/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_THING_H
#define SERVE_PAGE_THING_H

#include "answer/answer.h"
#include "answer/question.h"
#include "serve/reply.h"
#include "serve/request.h"

/* What the pages of single things have in common: records, ports, services, contacts, RFCs. */

struct thing {
    const char *path;        /* its address, escaped, without suffix and date */
    const char *title;
    const char *description; /* for search engines */
    struct portreg_string search; /* what finds it */
};

/*
 * Opens the page; behind the heading stand a field for a date and the other
 * forms in which the answers can be had.
 */
void thing_open(const struct request *request, struct reply *reply, const struct thing *thing,
                const struct answers *answers);

/* The answers in the form that is asked for, where that is none for people to look at. */
void thing_write_data(const struct request *request, struct reply *reply,
                      const struct answers *answers);

/*
 * A section with the life of what is asked for, newest first; nothing if it
 * has none.
 * @return how many events there are, over all layers
 */
size_t thing_append_life(const struct request *request, struct buffer *out,
                         const struct question *question);

/*
 * Reads the port in the address. false: the reply leads to the port's one
 * address `folder`/443, or says that it is none.
 */
bool thing_read_port(const struct request *request, struct reply *reply, const char *folder,
                     uint16_t *ret);

/*
 * Answers with what the question's port is on each of its transports: as data,
 * or as the page that `write_page` makes of it.
 */
void thing_answer_port(const struct request *request, struct reply *reply,
                       const struct question *question,
                       void (*write_page)(const struct request *request, struct reply *reply,
                                          const struct question *question,
                                          const struct answers *answers));

#endif
