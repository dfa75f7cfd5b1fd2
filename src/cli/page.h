/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "cli/output.h"

/* What is printed of a page that IANA's site gives: its columns, untranslated. */
#define PAGE_COLUMNS                                                                            \
    "name,number,transport,description,assignee,contact,registered,modified,reference,code,"     \
    "unauthorized,note"

#define PAGE_MAX 1000000u

/*
 * Leaves those of the answers that page P of IANA's site shows: 1 to 100 on
 * the first, 100(P-1) to 100P on page P, so that neighbours share one.
 * Returns how many they are.
 */
size_t page_cut(struct output *output, uint64_t page);

/*
 * Writes the answers and below them the contacts that their columns Assignee
 * and Contact name, sorted by id without regard to case.
 */
void page_write(struct output *output);

#endif
