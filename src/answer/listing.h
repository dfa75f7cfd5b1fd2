/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LISTING_H
#define ANSWER_LISTING_H

#include "answer/column.h"

/* Lists of the layers, or of the versions that they hold, with columns of their own. */
struct listing_item {
    const struct layer *layer;
    struct portreg_version version;
    portreg_date today;
};

/* Either `text` or `number` says what stands in a column. */
struct listing_column {
    struct column column;
    const char *member; /* its name in JSON */
    bool is_long;       /* a text that may have to be broken into lines */
    void (*text)(struct buffer *out, const struct listing_item *item);
    uint64_t (*number)(const struct listing_item *item);
    const char *unit; /* behind the number for people; NULL for none */
};

struct listing {
    const char *member;        /* of the JSON document */
    const char *usual_columns; /* keys with commas between */
    bool every_version;        /* up to the one that answers, newest first; else that alone */
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

/* Steps through a listing of layers; starts with only the first three set. */
struct listing_cursor {
    const struct listing *listing;
    const struct layers *layers;
    portreg_date today; /* that ages are reckoned from */
    size_t layer;
    uint32_t given; /* versions of that layer */
};
bool listing_next(struct listing_cursor *cursor, struct listing_item *ret);

/* Appends what stands in the column, its unit behind it if `with_unit`. */
void listing_append(struct buffer *out, const struct listing_column *column,
                    const struct listing_item *item, bool with_unit);

/* Of all columns that a listing has, or of some in an order of their own. */
struct listing_form {
    const unsigned *columns; /* indices; NULL: all */
    size_t column_count;
};

/* Appends a document of the cursor's items, one object a line, or CSV. The cursor is moved. */
void listing_append_json(struct buffer *out, struct listing_cursor *cursor,
                         const struct listing_form *form);
void listing_append_ndjson(struct buffer *out, struct listing_cursor *cursor,
                           const struct listing_form *form);
void listing_append_csv(struct buffer *out, struct listing_cursor *cursor); /* all columns */

#endif
