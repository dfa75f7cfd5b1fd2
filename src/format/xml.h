/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_XML_H
#define FORMAT_XML_H

#include "format/format.h"

/*
 * IANA's XML in three steps. xml_split.c cuts a file into frames and chunks: a
 * chunk is a record or person element with what follows up to the next.
 * xml_parse.c turns chunks into records and contacts with expat. xml_read.c
 * parses only chunks that the builder has not seen before, on two threads if
 * there are many, and hands everything to the builder in the file's order.
 */
#define XML_DEPTH_MAX 64

/* Faults that end a cut by parsing and, before it, one by the look. */
#define XML_FAULT_ROOT "the root element is not \"registry\"; is this IANA's XML?"
#define XML_FAULT_DEPTH "elements are nested too deeply"
#define XML_FAULT_DOCTYPE "a document type declaration is not allowed in a registry; remove it"
#define XML_FAULT_ENCODING "the encoding is not UTF-8; convert the file"

/* Whether a declaration's encoding is one that is read; NULL where it names none. */
bool xml_encoding_is_read(const char *encoding);

enum xml_kind { XML_RECORD, XML_CONTACT, XML_KIND_COUNT };

struct xml_chunk {
    uint32_t offset;
    uint32_t size;
    uint32_t item;   /* the builder's record or contact, BUILDER_NONE if it is new */
    uint32_t parsed; /* index in the parser's results, if it is parsed */
    /*
     * The record of the chunk before once more, byte for byte, but with udp for
     * tcp: half of the registry is so. It is not parsed.
     */
    bool is_twin;
};

/* Whether the parser has to look at a chunk. */
static inline bool xml_chunk_is_new(const struct xml_chunk *chunk)
{
    return chunk->item == BUILDER_NONE && !chunk->is_twin;
}

struct xml_chunks {
    struct xml_chunk *items;
    uint32_t count;
    uint32_t capacity;
};

/* A file cut up. Offsets are in the file. */
struct xml_file {
    struct portreg_string bytes;
    struct xml_chunks chunks[XML_KIND_COUNT];
    uint32_t date; /* the version's date, trimmed */
    uint32_t date_size;
    uint32_t date_tag; /* the tag before it */
    /*
     * Cut by the look of the bytes alone: right unless there are comments,
     * CDATA sections or processing instructions between the elements, which
     * the parser notices.
     */
    bool by_look;
};

void xml_file_free(struct xml_file *file);

/* End of the bytes before the first record, and so on. */
uint32_t xml_records_start(const struct xml_file *file);
uint32_t xml_records_end(const struct xml_file *file);
uint32_t xml_contacts_start(const struct xml_file *file);
uint32_t xml_contacts_end(const struct xml_file *file);

/*
 * Cuts a file by its look and recognises chunks: those that stand in `before`
 * (which may be NULL) by comparing bytes, others by the builder's texts. A
 * NULL builder recognises nothing.
 */
enum portreg_status xml_split_by_look(struct xml_file *file, const struct xml_file *before,
                                      const struct builder *builder,
                                      struct portreg_error *error);

/* Cuts a file with expat's help and reports every fault of its XML. */
enum portreg_status xml_split_by_parsing(struct xml_file *file, const char *name,
                                         const struct builder *builder,
                                         struct portreg_error *error);

/* A text in the parser's store. */
struct xml_text {
    uint32_t offset;
    uint32_t size;
};

enum { XML_CONTACT_FIELDS = 5 }; /* id, name, org, uri, updated */

struct xml_record {
    struct xml_text column[PORTREG_COLUMN_COUNT];
    bool name_is_empty_element;
};

struct xml_contact {
    struct xml_text field[XML_CONTACT_FIELDS];
};

/* What a parser has read; texts point into `store`. */
struct xml_results {
    struct buffer store;
    struct xml_record *records;
    uint32_t record_count;
    uint32_t record_capacity;
    struct xml_contact *contacts;
    uint32_t contact_count;
    uint32_t contact_capacity;
};

void xml_results_free(struct xml_results *results);

/*
 * Parses the new chunks of both kinds from the given indexes on and sets their
 * `parsed`. `framed`: the file's own frames are fed as well, so that they are
 * checked; otherwise a root stands in for them. SYNTAX also where the look of
 * a file has deceived: then the caller cuts it by parsing.
 */
struct xml_share {
    uint32_t first[XML_KIND_COUNT];
    uint32_t end[XML_KIND_COUNT];
    bool framed;
};

enum portreg_status xml_parse(struct xml_file *file, const struct xml_share *share,
                              struct xml_results *results, const char *name,
                              struct portreg_error *error);

/* Writes a version, or some of its rows, as IANA's XML. */
enum portreg_status xml_write(struct portreg_view view, const uint32_t *rows, size_t row_count,
                              struct buffer *out, struct portreg_error *error);

/* What stands before the version's first record: the root is open behind it. */
enum portreg_status xml_write_head(struct portreg_view view, struct buffer *out,
                                   struct portreg_error *error);

/* Line and column of an offset, counted from 1. */
struct position xml_position(struct portreg_string bytes, size_t offset);

#endif
