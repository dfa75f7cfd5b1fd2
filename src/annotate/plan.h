/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANNOTATE_PLAN_H
#define ANNOTATE_PLAN_H

#include "annotate/annotate.h"
#include "annotate/table.h"

/* What the files of this room share. */

#define PLAN_NO_COLUMN SIZE_MAX
/* The ports and the transport. */
#define PLAN_WANTED_MAX (ANNOTATE_PORTS_MAX + 1)

struct annotate_plan {
    enum annotate_form form;
    char delimiter;
    bool has_header;
    bool is_blind;          /* Zeek before #fields, or without the columns: nothing is added */
    size_t port_count;
    size_t ports[ANNOTATE_PORTS_MAX]; /* columns from 0 */
    size_t transport_column;          /* PLAN_NO_COLUMN: `transport` */
    enum portreg_transport transport;
    size_t column_count;              /* those that a line must have */
    struct annotate_table *tables[ANNOTATE_PORTS_MAX]; /* of each port; often one for all */
    size_t table_count;               /* those that this plan owns */
    size_t text_max;                  /* bytes that are added to a line */

    /* NDJSON: paths of keys, the ports' and behind them the transport's. */
    struct portreg_string keys[PLAN_WANTED_MAX]; /* borrowed from the request */
    size_t key_count;

    /* Delimited forms: what is added to the header, or to #fields and #types. */
    struct buffer header_names;
    struct buffer header_types;
    struct buffer unset;       /* Zeek: what stands where there is no value */
    struct buffer fields_line; /* Zeek: the #fields that the columns are of, with its end */
};

/* Bytes of a line before its line break (LF or CR LF). */
static inline size_t line_content(const char *line, size_t size)
{
    if (size > 0 && line[size - 1] == '\n') {
        size--;
    }
    return size > 0 && line[size - 1] == '\r' ? size - 1 : size;
}

/* The text behind a byte order mark. */
static inline struct portreg_string plan_without_mark(const char *text, size_t size)
{
    const size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    return (struct portreg_string){ text + mark, size - mark };
}

/* split.c: a field of a line, without its quotes. */
struct field {
    const char *data;
    size_t size;
};

/*
 * Splits the content of a line; fills the first `capacity` fields. Returns how
 * many there are; 0 if a quote is open at the end.
 */
size_t split_line(enum annotate_form form, char delimiter, const char *line, size_t size,
                  struct field *fields, size_t capacity);

/* value.c: what stands in the column of a port. */
struct port_value {
    bool has_port;
    bool has_transport;
    uint16_t port;
    unsigned transport; /* enum portreg_transport, or TRANSPORT_OTHER */
};

#define TRANSPORT_OTHER PORTREG_TRANSPORT_COUNT

/* "443", "443/tcp", "443/6", "443.0"; "" and "-" have no port. false if it is malformed. */
bool value_parse_port(const char *text, size_t size, struct port_value *ret);

/* By name without case, or by number ("17", "17.0"); TRANSPORT_OTHER for any other text. */
unsigned value_parse_transport(const char *text, size_t size);

/* ndjson.c: finds the values of the plan's keys and where the object is closed. */
bool ndjson_scan(const struct annotate_plan *plan, const char *line, size_t size,
                 struct field values[PLAN_WANTED_MAX], size_t *ret_close);

/* zeek.c */

/* Whether the line is one of these; with their first column's delimiter. */
bool zeek_is_fields(const char *line, size_t size, char delimiter);
bool zeek_is_types(const char *line, size_t size, char delimiter);

/* The character that a line #separator declares; 0 if it is none. */
char zeek_separator(const char *line, size_t size);

/* Bytes of the comments before the first record; of whole lines. */
size_t zeek_head_size(const char *data, size_t size);

/* What #unset_field declares before #fields; "-" without. */
struct portreg_string zeek_unset(const char *data, size_t size, char delimiter);

/* The first line #fields of whole lines; false if there is none. */
bool zeek_find_fields(const char *data, size_t size, char delimiter, struct portreg_string *ret);

/* The same plan for the columns of another #fields line; a blind one if they are not there. */
enum portreg_status annotate_plan_follow(const struct annotate_plan *plan,
                                         const struct annotate_request *request,
                                         struct portreg_string fields_line,
                                         struct annotate_plan **ret, struct portreg_error *error);

#endif
