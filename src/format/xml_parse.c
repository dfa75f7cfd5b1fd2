/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "registry/builder_data.h"
#include "util/error.h"
#include "util/string.h"

/*
 * Columns as IANA derives them from its XML: an xref prints as its label in
 * brackets, in place within running text, else in the column of its kind; a
 * break prints nothing, a paragraph eight spaces and its text. Assignee is the
 * assignee element's xrefs or, without one, the persons of the record itself.
 */
#define STORE_MAX ((size_t)256 << 20)
#define PARAGRAPH_INDENT 8
/* Expat copies what it is fed: pieces that stay in the cache. */
#define FEED_SIZE ((size_t)64 << 10)

enum context {
    CONTEXT_OUTSIDE,
    CONTEXT_PEOPLE,
    CONTEXT_RECORD,
    CONTEXT_CONTACT,
};

/* Which texts of an element's children are gathered; the columns, then: */
enum { TARGET_NONE = PORTREG_COLUMN_COUNT, TARGET_COUNT };

struct parser {
    XML_Parser expat;
    struct xml_file *file;
    struct xml_results *results;
    enum context context;
    unsigned depth;
    uint32_t next[XML_KIND_COUNT];
    uint32_t end[XML_KIND_COUNT];
    uint32_t fed_offset; /* where in the file the bytes fed now begin */
    long fed_index;      /* expat's index of the first of them */
    bool framed;
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

static void fail(struct parser *parser, enum portreg_status status, const char *fault)
{
    if (parser->status == PORTREG_OK) {
        parser->status = status;
        parser->fault = fault;
        XML_StopParser(parser->expat, XML_FALSE);
    }
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

/*
 * Trims, and turns every "space, newline, spaces" into one space, as IANA's
 * export does; other newlines stay.
 */
static struct xml_text store_text(struct parser *parser, const struct buffer *text)
{
    struct buffer *store = &parser->results->store;
    struct xml_text stored = { (uint32_t)store->size, 0 };
    if (text->size == 0) {
        return stored;
    }
    struct portreg_string from = string_trim((struct portreg_string){ text->data, text->size });
    while (from.size > 0) {
        const char *at = memchr(from.data, '\n', from.size);
        size_t step = at ? (size_t)(at - from.data) + 1 : from.size;
        bool folds = at && step >= 2 && at[-1] == ' ' && step < from.size && at[1] == ' ';
        buffer_append(store, from.data, folds ? step - 1 : step);
        from = string_from(from, step);
        while (folds && from.size > 0 && from.data[0] == ' ') {
            from = string_from(from, 1);
        }
    }
    stored.size = (uint32_t)store->size - stored.offset;
    return stored;
}

static bool texts_failed(const struct parser *parser)
{
    bool failed = buffer_failed(&parser->label) || buffer_failed(&parser->label_data) ||
                  buffer_failed(&parser->label_section) || buffer_failed(&parser->results->store);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        failed = failed || buffer_failed(&parser->text[i]);
    }
    return failed;
}

/* The chunk that opens here; what the look of the file did not see is a fault. */
static struct xml_chunk *enter_chunk(struct parser *parser, enum xml_kind kind)
{
    struct xml_chunks *chunks = &parser->file->chunks[kind];
    while (parser->next[kind] < parser->end[kind] &&
           chunks->items[parser->next[kind]].item != BUILDER_NONE) {
        parser->next[kind]++;
    }
    long index = XML_GetCurrentByteIndex(parser->expat) - parser->fed_index;
    if (parser->next[kind] >= parser->end[kind] ||
        (long)chunks->items[parser->next[kind]].offset != (long)parser->fed_offset + index) {
        fail(parser, PORTREG_SYNTAX, "records or contacts stand where none is expected");
        return NULL;
    }
    return &chunks->items[parser->next[kind]++];
}

/* An attribute's value, if it is given. */
static void append_attribute(struct parser *parser, unsigned target, const char *value)
{
    if (value) {
        buffer_append_text(&parser->text[target], value);
    }
}

static void enter_record(struct parser *parser, const XML_Char **attributes)
{
    struct xml_chunk *chunk = enter_chunk(parser, XML_RECORD);
    if (!chunk) {
        return;
    }
    chunk->parsed = parser->results->record_count;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_clear(&parser->text[i]);
    }
    append_attribute(parser, PORTREG_COLUMN_REGISTERED, attribute(attributes, "date"));
    append_attribute(parser, PORTREG_COLUMN_MODIFIED, attribute(attributes, "updated"));
    parser->record.name_is_empty_element = false;
    parser->has_assignee = false;
    parser->in_assignee = false;
    parser->context = CONTEXT_RECORD;
    parser->target = TARGET_NONE;
}

static void leave_record(struct parser *parser)
{
    struct xml_results *results = parser->results;
    struct xml_record *record = &parser->record;
    parser->context = CONTEXT_OUTSIDE;
    if (!array_reserve(&results->records, &results->record_capacity, results->record_count + 1,
                       sizeof(*results->records))) {
        fail(parser, PORTREG_OUT_OF_MEMORY, "out of memory");
        return;
    }
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (i == PORTREG_COLUMN_ASSIGNEE && !parser->has_assignee) {
            record->column[i] = store_text(parser, &parser->text[PORTREG_COLUMN_CONTACT]);
        } else {
            record->column[i] = store_text(parser, &parser->text[i]);
        }
    }
    results->records[results->record_count++] = *record;
    if (texts_failed(parser)) {
        fail(parser, PORTREG_LIMIT, "a text of this record is too long");
    }
}

static void enter_contact(struct parser *parser, const XML_Char **attributes)
{
    struct xml_chunk *chunk = enter_chunk(parser, XML_CONTACT);
    if (!chunk) {
        return;
    }
    chunk->parsed = parser->results->contact_count;
    for (unsigned i = 0; i < XML_CONTACT_FIELDS; i++) {
        buffer_clear(&parser->text[i]);
    }
    append_attribute(parser, 0, attribute(attributes, "id"));
    parser->context = CONTEXT_CONTACT;
    parser->target = TARGET_NONE;
}

static void leave_contact(struct parser *parser)
{
    struct xml_results *results = parser->results;
    struct xml_contact contact;
    parser->context = CONTEXT_PEOPLE;
    if (!array_reserve(&results->contacts, &results->contact_capacity, results->contact_count + 1,
                       sizeof(*results->contacts))) {
        fail(parser, PORTREG_OUT_OF_MEMORY, "out of memory");
        return;
    }
    for (unsigned i = 0; i < XML_CONTACT_FIELDS; i++) {
        contact.field[i] = store_text(parser, &parser->text[i]);
    }
    results->contacts[results->contact_count++] = contact;
    if (texts_failed(parser)) {
        fail(parser, PORTREG_LIMIT, "a text of this contact is too long");
    }
}

/* The column that a record's child element fills; TARGET_NONE for others. */
static unsigned record_target(const char *name)
{
    static const struct {
        const char *name;
        unsigned column;
    } children[] = {
        { "name", PORTREG_COLUMN_NAME },
        { "number", PORTREG_COLUMN_NUMBER },
        { "protocol", PORTREG_COLUMN_TRANSPORT },
        { "description", PORTREG_COLUMN_DESCRIPTION },
        { "note", PORTREG_COLUMN_NOTE },
        { "unauthorized", PORTREG_COLUMN_UNAUTHORIZED },
        { "sc", PORTREG_COLUMN_CODE },
    };
    for (size_t i = 0; i < sizeof(children) / sizeof(children[0]); i++) {
        if (name[0] == children[i].name[0] && strcmp(name, children[i].name) == 0) {
            return children[i].column;
        }
    }
    return TARGET_NONE;
}

static unsigned contact_target(const char *name)
{
    static const char *const children[] = { "id", "name", "org", "uri", "updated" };
    for (unsigned i = 1; i < XML_CONTACT_FIELDS; i++) {
        if (strcmp(name, children[i]) == 0) {
            return i;
        }
    }
    return TARGET_NONE;
}

/* An RFC's label is its name in capitals. */
static void raise_case(struct buffer *label)
{
    for (size_t i = 0; i < label->size; i++) {
        char c = label->data[i];
        label->data[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
}

static void enter_xref(struct parser *parser, const XML_Char **attributes)
{
    const char *type = "";
    buffer_clear(&parser->label);
    buffer_clear(&parser->label_data);
    buffer_clear(&parser->label_section);
    for (; attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], "type") == 0) {
            type = attributes[1];
        } else if (strcmp(attributes[0], "data") == 0) {
            buffer_append_text(&parser->label_data, attributes[1]);
        } else if (strcmp(attributes[0], "section") == 0) {
            buffer_append_text(&parser->label_section, ", Section ");
            buffer_append_text(&parser->label_section, attributes[1]);
        }
    }
    bool person = strcmp(type, "person") == 0;
    if (!person && strcmp(type, "rfc") == 0) {
        raise_case(&parser->label_data);
    }
    if (parser->target != TARGET_NONE) {
        parser->xref_target = parser->target;
    } else if (parser->in_assignee) {
        parser->xref_target = PORTREG_COLUMN_ASSIGNEE;
    } else {
        parser->xref_target = person ? PORTREG_COLUMN_CONTACT : PORTREG_COLUMN_REFERENCE;
    }
    parser->has_label = true;
}

static void leave_xref(struct parser *parser)
{
    struct buffer *to = &parser->text[parser->xref_target];
    const struct buffer *label = parser->label.size > 0 ? &parser->label : &parser->label_data;
    buffer_append_char(to, '[');
    buffer_append(to, label->data, label->size);
    buffer_append(to, parser->label_section.data, parser->label_section.size);
    buffer_append_char(to, ']');
    parser->has_label = false;
}

static void enter_child(struct parser *parser, const char *name, const XML_Char **attributes)
{
    if (parser->context == CONTEXT_CONTACT) {
        if (parser->target == TARGET_NONE) {
            parser->target = contact_target(name);
            parser->target_depth = parser->depth;
            if (parser->target != TARGET_NONE && parser->text[parser->target].size > 0) {
                buffer_append_char(&parser->text[parser->target], '\n');
            }
        }
        return;
    }
    if (name[0] == 'x' && strcmp(name, "xref") == 0) {
        enter_xref(parser, attributes);
    } else if (parser->target != TARGET_NONE) {
        if (strcmp(name, "paragraph") == 0) {
            buffer_append_repeat(&parser->text[parser->target], ' ', PARAGRAPH_INDENT);
        }
    } else if (name[0] == 'a' && strcmp(name, "assignee") == 0) {
        parser->in_assignee = true;
        parser->has_assignee = true;
    } else {
        parser->target = record_target(name);
        parser->target_depth = parser->depth;
    }
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct parser *parser = data;
    if (parser->context == CONTEXT_RECORD || parser->context == CONTEXT_CONTACT) {
        enter_child(parser, name, attributes);
    } else if (parser->depth == 1 && strcmp(name, "record") == 0) {
        enter_record(parser, attributes);
    } else if (parser->depth == 2 && parser->context == CONTEXT_PEOPLE &&
               strcmp(name, "person") == 0) {
        enter_contact(parser, attributes);
    } else if (parser->depth == 1) {
        parser->context = strcmp(name, "people") == 0 ? CONTEXT_PEOPLE : CONTEXT_OUTSIDE;
    } else if (parser->depth == 0 && strcmp(name, "registry") != 0) {
        fail(parser, PORTREG_SYNTAX, "the root element is not \"registry\"; is this IANA's XML?");
    }
    if (++parser->depth > XML_DEPTH_MAX) {
        fail(parser, PORTREG_LIMIT, "elements are nested too deeply");
    }
}

static void leave_child(struct parser *parser, const char *name)
{
    if (parser->has_label && strcmp(name, "xref") == 0) {
        leave_xref(parser);
    } else if (parser->in_assignee && strcmp(name, "assignee") == 0) {
        parser->in_assignee = false;
    }
    if (parser->target != TARGET_NONE && parser->depth == parser->target_depth) {
        if (parser->context == CONTEXT_RECORD && parser->target == PORTREG_COLUMN_NAME &&
            parser->text[PORTREG_COLUMN_NAME].size == 0) {
            parser->record.name_is_empty_element = true;
        }
        parser->target = TARGET_NONE;
    }
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct parser *parser = data;
    parser->depth--;
    if (parser->context == CONTEXT_RECORD && parser->depth == 1) {
        leave_record(parser);
    } else if (parser->context == CONTEXT_CONTACT && parser->depth == 2) {
        leave_contact(parser);
    } else if (parser->context == CONTEXT_RECORD || parser->context == CONTEXT_CONTACT) {
        leave_child(parser, name);
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int size)
{
    struct parser *parser = data;
    if (parser->has_label) {
        buffer_append(&parser->label, text, (size_t)size);
    } else if (parser->target != TARGET_NONE && (parser->context == CONTEXT_RECORD ||
                                                 parser->context == CONTEXT_CONTACT)) {
        buffer_append(&parser->text[parser->target], text, (size_t)size);
    }
}

/* What the look of a file does not tell apart from records. */
static void on_deception(struct parser *parser)
{
    if (parser->file->by_look && parser->depth > 0) {
        fail(parser, PORTREG_SYNTAX, "comments, CDATA or instructions among the records");
    }
}

static void XMLCALL on_comment(void *data, const XML_Char *text)
{
    (void)text;
    on_deception(data);
}

static void XMLCALL on_cdata(void *data)
{
    on_deception(data);
}

static void XMLCALL on_cdata_end(void *data)
{
    (void)data;
}

static void XMLCALL on_instruction(void *data, const XML_Char *target, const XML_Char *text)
{
    (void)target;
    (void)text;
    on_deception(data);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_internal_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    fail(data, PORTREG_UNSUPPORTED,
         "a document type declaration is not allowed in a registry; remove it");
}

static void XMLCALL on_declaration(void *data, const XML_Char *version, const XML_Char *encoding,
                                   int standalone)
{
    (void)version;
    (void)standalone;
    if (encoding && !string_equal_folded(string_of(encoding), string_of("utf-8")) &&
        !string_equal_folded(string_of(encoding), string_of("us-ascii"))) {
        fail(data, PORTREG_UNSUPPORTED, "the encoding is not UTF-8; convert the file");
    }
}

static bool parser_open(struct parser *parser)
{
    parser->expat = XML_ParserCreate(NULL);
    if (!parser->expat) {
        return false;
    }
    XML_SetUserData(parser->expat, parser);
#ifdef HAVE_XML_REPARSE_DEFERRAL
    /* A piece ends with a whole tag or goes on in the next: nothing to wait for. */
    XML_SetReparseDeferralEnabled(parser->expat, XML_FALSE);
#endif
    XML_SetElementHandler(parser->expat, on_start, on_end);
    XML_SetCharacterDataHandler(parser->expat, on_text);
    XML_SetCommentHandler(parser->expat, on_comment);
    XML_SetCdataSectionHandler(parser->expat, on_cdata, on_cdata_end);
    XML_SetProcessingInstructionHandler(parser->expat, on_instruction);
    XML_SetStartDoctypeDeclHandler(parser->expat, on_doctype);
    XML_SetXmlDeclHandler(parser->expat, on_declaration);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        parser->text[i] = BUFFER_INIT(RECORD_COLUMN_MAX);
    }
    parser->label = BUFFER_INIT(RECORD_COLUMN_MAX);
    parser->label_data = BUFFER_INIT(RECORD_COLUMN_MAX);
    parser->label_section = BUFFER_INIT(RECORD_COLUMN_MAX);
    parser->results->store.limit = STORE_MAX;
    return true;
}

static void parser_close(struct parser *parser)
{
    XML_ParserFree(parser->expat);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_free(&parser->text[i]);
    }
    buffer_free(&parser->label);
    buffer_free(&parser->label_data);
    buffer_free(&parser->label_section);
}

/* Feeds bytes that stand at an offset of the file, or a stand-in with offset 0. */
static bool feed(struct parser *parser, uint32_t offset, struct portreg_string bytes)
{
    while (bytes.size > 0) {
        size_t step = bytes.size < FEED_SIZE ? bytes.size : FEED_SIZE;
        parser->fed_offset = offset;
        if (XML_Parse(parser->expat, bytes.data, (int)step, XML_FALSE) != XML_STATUS_OK) {
            return false;
        }
        parser->fed_index += (long)step;
        offset += (uint32_t)step;
        bytes = string_from(bytes, step);
    }
    return true;
}

static bool feed_file(struct parser *parser, uint32_t from, uint32_t to)
{
    return feed(parser, from,
                (struct portreg_string){ parser->file->bytes.data + from, to - from });
}

static bool feed_text(struct parser *parser, const char *text)
{
    return feed(parser, 0, string_of(text));
}

/* Feeds the new chunks of a kind, those that touch in one piece. */
static bool feed_chunks(struct parser *parser, enum xml_kind kind)
{
    const struct xml_chunk *items = parser->file->chunks[kind].items;
    uint32_t end = parser->end[kind];
    for (uint32_t i = parser->next[kind]; i < end;) {
        if (items[i].item != BUILDER_NONE) {
            i++;
            continue;
        }
        uint32_t first = i;
        while (i < end && items[i].item == BUILDER_NONE) {
            i++;
        }
        if (!feed_file(parser, items[first].offset, items[i - 1].offset + items[i - 1].size)) {
            return false;
        }
    }
    return true;
}

static bool feed_framed(struct parser *parser)
{
    const struct xml_file *file = parser->file;
    uint32_t size = (uint32_t)file->bytes.size;
    return feed_file(parser, 0, xml_records_start(file)) && feed_chunks(parser, XML_RECORD) &&
           feed_file(parser, xml_records_end(file), xml_contacts_start(file)) &&
           feed_chunks(parser, XML_CONTACT) &&
           (file->chunks[XML_CONTACT].count == 0 ||
            feed_file(parser, xml_contacts_end(file), size));
}

static bool feed_bare(struct parser *parser)
{
    return feed_text(parser, "<registry>") && feed_chunks(parser, XML_RECORD) &&
           feed_text(parser, "<people>") && feed_chunks(parser, XML_CONTACT) &&
           feed_text(parser, "</people></registry>");
}

struct position xml_position(struct portreg_string bytes, size_t offset)
{
    struct position position = { 1, 1 };
    const char *line = bytes.data;
    for (const char *at = bytes.data;
         offset > 0 && (at = memchr(at, '\n', offset - (size_t)(at - bytes.data))) != NULL;) {
        position.line++;
        line = ++at;
    }
    position.column = (uint32_t)(bytes.data + offset - line) + 1;
    return position;
}

static enum portreg_status report(const struct parser *parser, const char *name,
                                  struct portreg_error *error)
{
    enum XML_Error code = XML_GetErrorCode(parser->expat);
    const char *fault = parser->fault ? parser->fault : XML_ErrorString(code);
    enum portreg_status status = parser->status;
    if (status == PORTREG_OK) {
        status = code == XML_ERROR_NO_MEMORY ? PORTREG_OUT_OF_MEMORY : PORTREG_SYNTAX;
    }
    long index = XML_GetCurrentByteIndex(parser->expat) - parser->fed_index;
    long place = (long)parser->fed_offset + index;
    size_t offset = place > 0 ? (size_t)place : 0;
    if (offset > parser->file->bytes.size) {
        offset = parser->file->bytes.size;
    }
    struct position position = xml_position(parser->file->bytes, offset);
    return error_set_at(error, status, name, position.line, position.column, "%s", fault);
}

enum portreg_status xml_parse(struct xml_file *file, const struct xml_share *share,
                              struct xml_results *results, const char *name,
                              struct portreg_error *error)
{
    struct parser parser = { .file = file, .results = results, .framed = share->framed };
    for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
        parser.next[kind] = share->first[kind];
        parser.end[kind] = share->end[kind];
    }
    parser.target = TARGET_NONE;
    if (!parser_open(&parser)) {
        return error_out_of_memory(error);
    }
    bool done = share->framed ? feed_framed(&parser) : feed_bare(&parser);
    done = done && XML_Parse(parser.expat, "", 0, XML_TRUE) == XML_STATUS_OK &&
           parser.status == PORTREG_OK;
    enum portreg_status status = done ? PORTREG_OK : report(&parser, name, error);
    parser_close(&parser);
    return status;
}

void xml_results_free(struct xml_results *results)
{
    buffer_free(&results->store);
    free(results->records);
    free(results->contacts);
}
