/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_PROBLEM_H
#define SERVE_PAGE_PROBLEM_H

struct request;
struct reply;

/* A page that says what is wrong; reply_problem() calls it. */
void page_problem(const struct request *request, struct reply *reply, const char *title,
                  const char *detail);

#endif
