/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "cli/output.h"

/* Writes the answers and below them the contacts that they name (contact_list.h). */
void page_write(struct output *output);

#endif
