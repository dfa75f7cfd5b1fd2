/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_XML_PARSER_H
#define FORMAT_XML_PARSER_H

#include <expat.h>

#include "format/xml.h"

/*
 * What xml_parse.c, which feeds expat, shares with xml_handlers.c, which turns
 * its events into records and contacts.
 */
enum xml_context {
    XML_CONTEXT_OUTSIDE,
    XML_CONTEXT_PEOPLE,
    XML_CONTEXT_RECORD,
    XML_CONTEXT_CONTACT,
};

/* Which texts of an element's children are gathered; the columns, then: */
enum { XML_TARGET_NONE = PORTREG_COLUMN_COUNT };

struct xml_parser {
    XML_Parser expat;
    struct xml_file *file;
    struct xml_results *results;
    enum xml_context context;
    unsigned depth;
    uint32_t next[XML_KIND_COUNT];
    uint32_t end[XML_KIND_COUNT];
    uint32_t fed_offset; /* where in the file the bytes fed now begin */
    long fed_index;      /* expat's index of the first of them */
    bool has_date; /* the version's date has been met in the root */
    struct buffer text[PORTREG_COLUMN_COUNT]; /* a record's columns, a contact's fields */
    unsigned target;
    unsigned target_depth; /* depth at which the target's element was opened */
    bool in_assignee;
    bool has_assignee;
    bool has_label; /* inside an xref whose label is its text */
    struct buffer label;
    struct buffer label_data; /* the label of an xref without text */
    struct buffer label_section;
    unsigned xref_target;
    struct xml_record record;
    enum portreg_status status;
    const char *fault;
};

/* The fault of chunks that are none, and of elements that should have been one. */
void xml_parser_fail_misplaced(struct xml_parser *parser);

/* Where in the file the current event begins. */
long xml_parser_offset(const struct xml_parser *parser);

/* Sets all of expat's handlers; `parser->expat` has been made. */
void xml_handlers_install(struct xml_parser *parser);

#endif
