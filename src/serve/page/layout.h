/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_LAYOUT_H
#define SERVE_PAGE_LAYOUT_H

#include "serve/reply.h"
#include "serve/request.h"
#include "util/markup.h"

/* What every page has around its content. */
struct page_head {
    const char *title;       /* of the window and the page's heading; escaped here */
    const char *description; /* one sentence for search engines; may be NULL */
    struct portreg_string search; /* what stands in the search field; may be empty */
    const char *script;      /* a file of web/ beside portreg.js; may be NULL */
    const char *feed;        /* address of an Atom feed; may be NULL */
};

/* Opens the page up to its content, whose first element is the heading. */
void page_open(const struct request *request, struct reply *reply, const struct page_head *head);

/* Closes it: which layers and versions answered, how old they are, the links below. */
void page_close(const struct request *request, struct reply *reply);

/*
 * Appends an address on this server with the request's date: "as_of" is added
 * behind ? or & where the request has one, so that links stay at that date.
 * `path` is escaped already.
 */
void page_append_address(const struct request *request, struct buffer *out, const char *path);

#endif
