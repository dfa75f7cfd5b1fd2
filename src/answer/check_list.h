/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_CHECK_LIST_H
#define ANSWER_CHECK_LIST_H

#include <portreg/check.h>

#include "answer/listing.h"

/* What `check` finds in files and of names, a finding a line. */

extern const struct listing listing_of_findings;

/* A diagnostic of a file, or a finding on a name. */
struct check_item {
    const char *file;           /* NULL for a name */
    struct portreg_string name; /* empty for a file */
    uint64_t line;              /* of the file, as the column; LISTING_NO_NUMBER for a name */
    uint64_t column;
    uint64_t offset; /* of a byte of the name; LISTING_NO_NUMBER where it is not of one */
    const char *id;
    enum portreg_severity severity;
    const char *section; /* "" where there is none */
    const char *message;
};

/* The finding as an object within a document that names the file or name already. */
void check_item_json(struct json *json, const struct check_item *item);

#endif
