/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_PAGE_H
#define ANSWER_PAGE_H

#include "answer/answer.h"

/* The pages in which IANA's site shows what a search found. */

#define PAGE_ROWS 100
#define PAGE_MAX 1000000u

/* What is printed of a row there: its columns by their keys, untranslated. */
#define PAGE_COLUMNS                                                                            \
    "name,number,transport,description,assignee,contact,registered,modified,reference,code,"     \
    "unauthorized,note"

/*
 * Which of `count` answers page `page` (1 to PAGE_MAX) shows, as indices
 * first <= i < end: the first hundred on page 1, the 100(P-1)th to the 100Pth
 * on page P, so that neighbours share one. None if there is no such page.
 */
void page_bounds(uint64_t page, size_t count, size_t *ret_first, size_t *ret_end);

/* Leaves those of the answers that the page shows. */
void page_cut(struct answers *answers, uint64_t page);

#endif
