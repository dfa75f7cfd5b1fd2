/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "answer/column.h"
#include "cli/command.h"

/*
 * A command that lists the layers, or the versions that they hold. It answers
 * with columns of its own in every form that rows of the registry have but
 * CSV, which means IANA's twelve columns.
 */
struct listing_item {
    const struct layer *layer;
    struct portreg_version version;
};

/* Either `text` or `number` says what stands in a column. */
struct listing_column {
    struct column column;
    const char *member; /* its name in JSON */
    unsigned flags;     /* TABLE_… of table.h */
    void (*text)(struct buffer *out, const struct listing_item *item);
    uint64_t (*number)(const struct listing_item *item);
    const char *unit; /* behind the number in tables; NULL for none */
};

struct listing {
    const char *member;        /* of the JSON document */
    const char *usual_columns; /* keys with commas between */
    bool every_version;        /* up to --as-of, newest first; else the one that answers */
    const struct listing_column *columns;
    unsigned column_count;
};

extern const struct listing listing_of_versions;
extern const struct listing listing_of_sources;

/*
 * Column `index` of a listing, of the registry's rows if it is NULL; NULL past
 * the end.
 */
const struct column *listing_column_at(const struct listing *listing, unsigned index);

#endif
