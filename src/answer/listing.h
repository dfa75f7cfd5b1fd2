/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LISTING_H
#define ANSWER_LISTING_H

#include "answer/column.h"
#include "util/json.h"

/*
 * Lists of things that are no rows of the registry, with columns of their own:
 * versions, layers, findings, sockets. What an item is, only the functions of
 * its columns and the cursor that steps through the items know.
 */
#define LISTING_NO_NUMBER UINT64_MAX /* there is none: an empty cell, null in JSON */

/* One of `text`, `number` and `flag` says what stands in a column. */
struct listing_column {
    struct column column;
    const char *member; /* its name in JSON */
    bool is_long;       /* a text that may have to be broken into lines */
    bool is_list;       /* words between spaces; an array in JSON */
    void (*text)(struct buffer *out, const void *item);
    uint64_t (*number)(const void *item);
    bool (*flag)(const void *item); /* "yes" or nothing; a boolean in JSON */
    const char *unit;               /* behind the number for people; NULL for none */
};

struct listing {
    const char *member;        /* of the JSON document: the array of items */
    const char *usual_columns; /* keys with commas between */
    const struct listing_column *columns;
    unsigned column_count;
};

/*
 * Column `index` of a listing, of the registry's rows if it is NULL; NULL past
 * the end.
 */
const struct column *listing_column_at(const struct listing *listing, unsigned index);

/* Steps through the items of a listing; the first member of what knows them. */
struct listing_cursor {
    const struct listing *listing;
    const void *(*next)(struct listing_cursor *cursor); /* borrowed until the next; NULL: the end */
    /* Members of the JSON document before the items; NULL for none. */
    void (*members)(struct json *json, const struct listing_cursor *cursor);
};

/* Items that lie in an array. */
struct listing_array {
    struct listing_cursor cursor;
    const void *items;
    size_t item_size;
    size_t count;
    size_t given;
    const struct layers *layers; /* whose source and date the document says; NULL: none */
};
struct listing_array listing_array_of(const struct listing *listing, const void *items,
                                      size_t item_size, size_t count, const struct layers *layers);

/* Appends what stands in the column, its unit behind it if `with_unit`. */
void listing_append(struct buffer *out, const struct listing_column *column, const void *item,
                    bool with_unit);

/* Of all columns that a listing has, or of some in an order of their own. */
struct listing_form {
    const unsigned *columns; /* indices; NULL: all */
    size_t column_count;
    bool no_heading; /* CSV: the titles are left out */
};

/* One item as an object. */
void listing_json(struct json *json, const struct listing *listing, const void *item,
                  const struct listing_form *form);

/* Appends a document of the cursor's items, one object a line, or CSV. The cursor is moved. */
void listing_append_json(struct buffer *out, struct listing_cursor *cursor,
                         const struct listing_form *form);
void listing_append_ndjson(struct buffer *out, struct listing_cursor *cursor,
                           const struct listing_form *form);
void listing_append_csv(struct buffer *out, struct listing_cursor *cursor,
                        const struct listing_form *form);

#endif
