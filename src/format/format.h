/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include <portreg/snapshot.h>

#include "registry/builder.h"
#include "registry/diagnostic.h"
#include "util/buffer.h"

/*
 * One file a format behind one table. A reader gets a version's whole file in
 * memory and drives a builder between builder_begin() and builder_end(), which
 * its caller calls; it sets the date and contacts if the format has them. A
 * writer appends rows of a view to a buffer.
 */
struct format_input {
    const char *name;             /* for messages and as the version's source */
    /*
     * Decompressed, at most REGISTRY_FILE_MAX. They stay valid until the next
     * version has been read or the builder's memory has been set to NULL.
     */
    struct portreg_string bytes;
    unsigned jobs;                /* threads a reader may use, at least 1 */
    /*
     * Not NULL: `check` is reading. The builder shows every record to it; the
     * reader reports what only it sees (lint_report(), lint_set_abilities())
     * and takes no shortcut past a record that it has seen before.
     */
    struct lint *lint;
};

struct format {
    const char *name;
    const char *media_type;
    const char *extension;
    const char *summary;
    bool is_list; /* not the registry but a list of another's making: no layer "iana" */
    /* How sure it is of the first bytes (at most FORMAT_PROBE_SIZE): 0 no, 100 certain. */
    unsigned (*probe)(struct portreg_string head);
    /* NULL where the format is only written. */
    enum portreg_status (*read)(struct builder *builder, const struct format_input *input,
                                struct portreg_error *error);
    /* NULL where the format is only read. `rows` NULL: the whole version. */
    enum portreg_status (*write)(struct portreg_view view, const uint32_t *rows, size_t row_count,
                                 struct buffer *out, struct portreg_error *error);
};

#define FORMAT_PROBE_SIZE 8192
#define FORMAT_OUTPUT_MAX (256u << 20)

/* One file a format; format.c holds them in a table. */
extern const struct format format_xml;       /* xml_read.c, xml_write.c */
extern const struct format format_csv;       /* csv.c */
extern const struct format format_text;      /* text_read.c, text_write.c */
extern const struct format format_services;  /* services.c */
extern const struct format format_wireshark; /* services.c's twin: wireshark.c */
extern const struct format format_nmap;
extern const struct format format_html;      /* write only */
extern const struct format format_json;      /* write only */
extern const struct format format_ndjson;    /* write only */
/* For the tools that carry port names; write only. */
extern const struct format format_nftables;
extern const struct format format_firewalld;
extern const struct format format_avahi;
extern const struct format format_prometheus;
extern const struct format format_c_header;
extern const struct format format_markdown;

/* Format of the table by name; NULL if there is none. */
const struct format *format_find(const char *name);
const struct format *format_at(size_t index); /* NULL past the end */

/* The format that is surest of these bytes, NULL if none knows them. */
const struct format *format_probe(struct portreg_string head);

/*
 * Steps through what a writer is to write: the given rows, or the view's.
 * `*cursor` starts at 0. PORTREG_NONE at the end.
 */
uint32_t format_next_row(struct portreg_view view, const uint32_t *rows, size_t row_count,
                         uint32_t *cursor);

/* The same, with the row read; false at the end. What cannot be read is passed over. */
bool format_read_next_row(struct portreg_view view, const uint32_t *rows, size_t row_count,
                          uint32_t *cursor, struct portreg_row *ret);

/* How many rows that are. */
size_t format_count_rows(struct portreg_view view, const uint32_t *rows, size_t row_count);

/* A writer's last word: OK, or LIMIT or OUT_OF_MEMORY if `out` failed. */
enum portreg_status format_finish(const struct buffer *out, struct portreg_error *error);

#endif
