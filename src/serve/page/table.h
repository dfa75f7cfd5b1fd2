/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_TABLE_H
#define SERVE_PAGE_TABLE_H

#include "answer/answer.h"
#include "serve/reply.h"
#include "serve/request.h"

/*
 * Answers as an HTML table of the twelve columns, the layer behind them where
 * there are several. Small screens show a few of them, and the rest of a row
 * when it is tapped.
 */
#define TABLE_ROWS 100 /* on a page of a list */

struct table {
    const char *caption; /* what the rows are; escaped here */
    const char *sort;    /* "KEY" or "-KEY" that they are sorted by; NULL: headings are no links */
};

/* Appends the answers from `first` up to `end`. */
void table_append(const struct request *request, struct buffer *out, const struct table *table,
                  const struct answers *answers, size_t first, size_t end);

/*
 * A list of any length: sorted by the parameter `sort`, cut into pages by the
 * parameter `page`, with links to the other pages behind.
 */
struct list {
    struct answers *answers;
    const char *sort; /* as in the address; "" for the registry's order */
    uint64_t page;
    size_t first; /* what the page shows */
    size_t end;
};

#define LIST_SORT_SIZE 32

/*
 * Reads the parameters and sorts. false: the reply says what is wrong with
 * them. `sort` is the list's room for the text.
 */
bool list_open(const struct request *request, struct reply *reply, struct answers *answers,
               char sort[LIST_SORT_SIZE], struct list *ret);

/* Appends how many rows there are, and which of them the page shows. */
void list_append_count(struct buffer *out, const struct list *list);

/* Appends the table and the links to other pages; nothing if there are no rows. */
void list_append(const struct request *request, struct buffer *out, const struct list *list,
                 const char *caption);

#endif
