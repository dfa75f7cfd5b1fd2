/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_LAYOUT_H
#define SERVE_PAGE_LAYOUT_H

#include "serve/reply.h"
#include "serve/request.h"
#include "util/markup.h"

/*
 * What every page has around its content. Pages are HTML that is well-formed
 * XML as well: every element is closed, every attribute quoted.
 */
struct page_head {
    const char *title;       /* of the window, escaped here; also the heading's text */
    const char *heading;     /* the heading's text if it is another; escaped here */
    const char *description; /* one sentence for search engines; may be NULL */
    struct portreg_string search; /* what stands in the search field; may be empty */
    const char *script;      /* a file of web/ beside portreg.js; may be NULL */
    const char *feed;        /* address of an Atom feed; may be NULL */
    const char *json;        /* address of the same as JSON, without a date; may be NULL */
    const char *kind;        /* class of the body; may be NULL */
    bool dated;              /* the search form asks for a date as well */
};

/* Opens the page up to its content, whose first element is the heading. */
void page_open(const struct request *request, struct reply *reply, const struct page_head *head);

/* Closes it: which layers and versions answered, how old they are, the links below. */
void page_close(const struct request *request, struct reply *reply);

/*
 * Appends an address on this server with the request's date: "as_of" is added
 * behind ? or & where the request has one, so that links stay at that date.
 * `path` is an address already, its escapes included.
 */
void page_append_address(const struct request *request, struct buffer *out, const char *path);

/* Appends the page's own path, without its query. */
void page_append_path(const struct request *request, struct buffer *out);

/* A parameter to be set in an address; a value of NULL takes it out. */
struct page_parameter {
    const char *name;
    const char *value;
};

/* Appends the page's own address with parameters set or taken out. */
void page_append_here(const struct request *request, struct buffer *out,
                      const struct page_parameter *changes, size_t count);

/* Appends "?as_of=DATE", or nothing where the request has no date. */
void page_append_date(const struct request *request, struct buffer *out);

/* Appends a form that shows the page at `path` as of another date. */
void page_append_date_form(const struct request *request, struct buffer *out, const char *path);

/* Appends <time>DATE</time>. */
void page_append_time(struct buffer *out, portreg_date date);

#endif
