/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_ANNOTATE_H
#define ANNOTATE_ANNOTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <portreg/query.h>

#include "util/buffer.h"

/*
 * Service names for lines of flow or log records. A *plan* says in what form
 * lines are, where port and transport stand and what is added. It is made from
 * a request and the beginning of the stream, is not changed afterwards and may
 * be shared by threads.
 */
enum annotate_form {
    ANNOTATE_CSV,    /* fields between any character; in quotes, it may be part of one */
    ANNOTATE_TSV,    /* tabs; no quotes */
    ANNOTATE_SPACE,  /* any number of blanks and tabs */
    ANNOTATE_NDJSON, /* a JSON object a line */
    ANNOTATE_ZEEK,   /* Zeek's TSV, with #separator, #fields and #types */
    ANNOTATE_FORM_COUNT,
    ANNOTATE_PROBE = ANNOTATE_FORM_COUNT /* by the first line */
};

enum annotate_field {
    ANNOTATE_NAME,
    ANNOTATE_STATUS,
    ANNOTATE_DESCRIPTION,
    ANNOTATE_FIELD_COUNT
};

enum annotate_header { ANNOTATE_HEADER_AUTO, ANNOTATE_HEADER_YES, ANNOTATE_HEADER_NO };

#define ANNOTATE_PORTS_MAX 8
#define ANNOTATE_FIELDS_MAX ANNOTATE_FIELD_COUNT
#define ANNOTATE_COLUMN_MAX 65536

/* Bytes that must be readable behind those that annotate_lines() is given. */
#define ANNOTATE_PADDING 64

/* What is asked for. Texts are borrowed. */
struct annotate_request {
    enum annotate_form form;
    char delimiter; /* of CSV; 0: by the first line */
    enum annotate_header header;
    struct portreg_string ports[ANNOTATE_PORTS_MAX]; /* columns by number or name, or keys */
    size_t port_count; /* may be 0 for ANNOTATE_ZEEK, which then has its own */
    struct portreg_string transport_column; /* empty: none */
    enum portreg_transport transport;       /* without a column; NONE: any */
    enum annotate_field fields[ANNOTATE_FIELDS_MAX];
    size_t field_count;
    const struct portreg_view *layers; /* the first that has a name answers */
    size_t layer_count;
    size_t base; /* the layer that answers where none has a name */
};

/* What became of lines. Header and blank lines and comments are neither. */
struct annotate_counts {
    uint64_t lines;
    uint64_t annotated;
    uint64_t unchanged;       /* malformed, or without the columns */
    uint64_t first_unchanged; /* its number from 1, if there is one */
};

/* "csv", "tsv", "space", "ndjson", "zeek". false if there is none of that name. */
bool annotate_form_parse(struct portreg_string text, enum annotate_form *ret);

/* "name", "status", "description"; likewise. */
bool annotate_field_parse(struct portreg_string text, enum annotate_field *ret);

struct annotate_plan;

/*
 * The form of a stream that begins with this: its whole first line, or more.
 * Also decides the delimiter. Nothing changes where the request says it.
 */
void annotate_probe(struct annotate_request *request, const char *data, size_t size);

/*
 * Makes the plan for a stream that begins with this; as above, for
 * ANNOTATE_ZEEK up to the end of the line #fields if there is one.
 * @return OK; INVALID_ARGUMENT for a column that is not there; OUT_OF_MEMORY
 */
enum portreg_status annotate_plan_create(const struct annotate_request *request, const char *data,
                                         size_t size, struct annotate_plan **ret,
                                         struct portreg_error *error);
void annotate_plan_destroy(struct annotate_plan *plan);

/* Whether the stream's first line is a header. */
bool annotate_plan_has_header(const struct annotate_plan *plan);

/* Appends the header (the first line, with its end) and the new names in it. */
void annotate_header(const struct annotate_plan *plan, const char *line, size_t size,
                     struct buffer *out);

/*
 * Appends lines with what belongs to them. `data` are whole lines, only the
 * stream's last may be without an end; ANNOTATE_PADDING bytes are readable
 * behind it. Nothing else is ever left out or changed. Adds to `counts`.
 * @return false if memory is short
 */
bool annotate_lines(const struct annotate_plan *plan, const char *data, size_t size,
                    struct buffer *out, struct annotate_counts *counts);

/* Adds what was counted in the lines that followed. */
void annotate_counts_add(struct annotate_counts *counts, const struct annotate_counts *following);

#endif
