/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/xml_parser.h"

#include <string.h>

#include "registry/builder_data.h"
#include "util/markup.h"
#include "util/string.h"

/*
 * Columns as IANA derives them from its XML: an xref prints as its label in
 * brackets, in place within running text, else in the column of its kind; a
 * break prints nothing, a paragraph eight spaces and its text. Assignee is the
 * assignee element's xrefs or, without one, the persons of the record itself.
 */
#define PARAGRAPH_INDENT 8

/* Stops at a fault; the first one counts. */
static void fail(struct xml_parser *parser, enum portreg_status status, const char *fault)
{
    if (parser->status == PORTREG_OK) {
        parser->status = status;
        parser->fault = fault;
        XML_StopParser(parser->expat, XML_FALSE);
    }
}

void xml_parser_fail_misplaced(struct xml_parser *parser)
{
    fail(parser, PORTREG_SYNTAX, "records or contacts stand where none is expected");
}

long xml_parser_offset(const struct xml_parser *parser)
{
    return (long)parser->fed_offset + XML_GetCurrentByteIndex(parser->expat) - parser->fed_index;
}

/*
 * Trims, and turns every "space, newline, spaces" into one space, as IANA's
 * export does; other newlines stay.
 */
static struct xml_text store_text(struct xml_parser *parser, const struct buffer *text)
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

static void check_text(struct xml_parser *parser, const struct buffer *text)
{
    if (!buffer_failed(text)) {
        return;
    }
    if (text->over_limit) {
        fail(parser, PORTREG_LIMIT, "a text of this record or contact is too long");
    } else {
        fail(parser, PORTREG_OUT_OF_MEMORY, "out of memory");
    }
}

static void check_texts(struct xml_parser *parser)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        check_text(parser, &parser->text[i]);
    }
    check_text(parser, &parser->results->store);
}

/* The chunk that opens here; what the look of the file did not see is a fault. */
static struct xml_chunk *enter_chunk(struct xml_parser *parser, enum xml_kind kind)
{
    struct xml_chunks *chunks = &parser->file->chunks[kind];
    while (parser->next[kind] < parser->end[kind] &&
           !xml_chunk_is_new(&chunks->items[parser->next[kind]])) {
        parser->next[kind]++;
    }
    if (parser->next[kind] >= parser->end[kind] ||
        (long)chunks->items[parser->next[kind]].offset != xml_parser_offset(parser)) {
        xml_parser_fail_misplaced(parser);
        return NULL;
    }
    return &chunks->items[parser->next[kind]++];
}

/* An attribute's value, if it is given. */
static void append_attribute(struct xml_parser *parser, unsigned target, const char *value)
{
    if (value) {
        buffer_append_text(&parser->text[target], value);
    }
}

static void enter_record(struct xml_parser *parser, const XML_Char **attributes)
{
    struct xml_chunk *chunk = enter_chunk(parser, XML_RECORD);
    if (!chunk) {
        return;
    }
    chunk->parsed = parser->results->record_count;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_clear(&parser->text[i]);
    }
    append_attribute(parser, PORTREG_COLUMN_REGISTERED, markup_attribute(attributes, "date"));
    append_attribute(parser, PORTREG_COLUMN_MODIFIED, markup_attribute(attributes, "updated"));
    parser->record.name_is_empty_element = false;
    parser->has_assignee = false;
    parser->in_assignee = false;
    parser->context = XML_CONTEXT_RECORD;
    parser->target = XML_TARGET_NONE;
}

static void leave_record(struct xml_parser *parser)
{
    struct xml_results *results = parser->results;
    struct xml_record *record = &parser->record;
    parser->context = XML_CONTEXT_OUTSIDE;
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
    check_texts(parser);
}

static void enter_contact(struct xml_parser *parser, const XML_Char **attributes)
{
    struct xml_chunk *chunk = enter_chunk(parser, XML_CONTACT);
    if (!chunk) {
        return;
    }
    chunk->parsed = parser->results->contact_count;
    for (unsigned i = 0; i < XML_CONTACT_FIELDS; i++) {
        buffer_clear(&parser->text[i]);
    }
    append_attribute(parser, 0, markup_attribute(attributes, "id"));
    parser->context = XML_CONTEXT_CONTACT;
    parser->target = XML_TARGET_NONE;
}

static void leave_contact(struct xml_parser *parser)
{
    struct xml_results *results = parser->results;
    struct xml_contact contact;
    parser->context = XML_CONTEXT_PEOPLE;
    if (!array_reserve(&results->contacts, &results->contact_capacity, results->contact_count + 1,
                       sizeof(*results->contacts))) {
        fail(parser, PORTREG_OUT_OF_MEMORY, "out of memory");
        return;
    }
    for (unsigned i = 0; i < XML_CONTACT_FIELDS; i++) {
        contact.field[i] = store_text(parser, &parser->text[i]);
    }
    results->contacts[results->contact_count++] = contact;
    check_texts(parser);
}

/* The column that a record's child element fills; XML_TARGET_NONE for others. */
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
    return XML_TARGET_NONE;
}

static unsigned contact_target(const char *name)
{
    static const char *const children[] = { "id", "name", "org", "uri", "updated" };
    for (unsigned i = 1; i < XML_CONTACT_FIELDS; i++) {
        if (strcmp(name, children[i]) == 0) {
            return i;
        }
    }
    return XML_TARGET_NONE;
}

/* An RFC's label is its name in capitals. */
static void raise_case(struct buffer *label)
{
    for (size_t i = 0; i < label->size; i++) {
        char c = label->data[i];
        label->data[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
}

static void enter_xref(struct xml_parser *parser, const XML_Char **attributes)
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
    if (parser->target != XML_TARGET_NONE) {
        parser->xref_target = parser->target;
    } else if (parser->in_assignee) {
        parser->xref_target = PORTREG_COLUMN_ASSIGNEE;
    } else {
        parser->xref_target = person ? PORTREG_COLUMN_CONTACT : PORTREG_COLUMN_REFERENCE;
    }
    parser->has_label = true;
}

static void leave_xref(struct xml_parser *parser)
{
    struct buffer *to = &parser->text[parser->xref_target];
    const struct buffer *label = parser->label.size > 0 ? &parser->label : &parser->label_data;
    buffer_append_char(to, '[');
    buffer_append(to, label->data, label->size);
    buffer_append(to, parser->label_section.data, parser->label_section.size);
    buffer_append_char(to, ']');
    parser->has_label = false;
    /* The next xref clears them, and with them that they failed. */
    check_text(parser, &parser->label);
    check_text(parser, &parser->label_data);
    check_text(parser, &parser->label_section);
}

static void enter_child(struct xml_parser *parser, const char *name, const XML_Char **attributes)
{
    if (parser->context == XML_CONTEXT_CONTACT) {
        if (parser->target == XML_TARGET_NONE) {
            parser->target = contact_target(name);
            parser->target_depth = parser->depth;
            if (parser->target != XML_TARGET_NONE && parser->text[parser->target].size > 0) {
                buffer_append_char(&parser->text[parser->target], '\n');
            }
        }
        return;
    }
    if (name[0] == 'x' && strcmp(name, "xref") == 0) {
        enter_xref(parser, attributes);
    } else if (parser->target != XML_TARGET_NONE) {
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

/* The first date in the root is the version's; the look of a file may have taken another. */
static void enter_date(struct xml_parser *parser)
{
    const struct xml_file *file = parser->file;
    if (file->by_look && !parser->has_date &&
        (file->date_size == 0 || (long)file->date_tag != xml_parser_offset(parser))) {
        fail(parser, PORTREG_SYNTAX,
                        "the version's date stands where none is expected");
    }
    parser->has_date = true;
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_parser *parser = data;
    if (parser->context == XML_CONTEXT_RECORD || parser->context == XML_CONTEXT_CONTACT) {
        enter_child(parser, name, attributes);
    } else if (parser->depth == 1 && strcmp(name, "record") == 0) {
        enter_record(parser, attributes);
    } else if (parser->depth == 2 && parser->context == XML_CONTEXT_PEOPLE &&
               strcmp(name, "person") == 0) {
        enter_contact(parser, attributes);
    } else if (parser->depth == 1) {
        parser->context = strcmp(name, "people") == 0 ? XML_CONTEXT_PEOPLE : XML_CONTEXT_OUTSIDE;
        if (strcmp(name, "updated") == 0) {
            enter_date(parser);
        }
    } else if (parser->depth == 0 && strcmp(name, "registry") != 0) {
        fail(parser, PORTREG_SYNTAX, XML_FAULT_ROOT);
    }
    if (++parser->depth > XML_DEPTH_MAX) {
        fail(parser, PORTREG_LIMIT, XML_FAULT_DEPTH);
    }
}

static void leave_child(struct xml_parser *parser, const char *name)
{
    if (parser->has_label && strcmp(name, "xref") == 0) {
        leave_xref(parser);
    } else if (parser->in_assignee && strcmp(name, "assignee") == 0) {
        parser->in_assignee = false;
    }
    if (parser->target != XML_TARGET_NONE && parser->depth == parser->target_depth) {
        if (parser->context == XML_CONTEXT_RECORD && parser->target == PORTREG_COLUMN_NAME &&
            parser->text[PORTREG_COLUMN_NAME].size == 0) {
            parser->record.name_is_empty_element = true;
        }
        parser->target = XML_TARGET_NONE;
    }
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct xml_parser *parser = data;
    parser->depth--;
    if (parser->context == XML_CONTEXT_RECORD && parser->depth == 1) {
        leave_record(parser);
    } else if (parser->context == XML_CONTEXT_CONTACT && parser->depth == 2) {
        leave_contact(parser);
    } else if (parser->context == XML_CONTEXT_RECORD || parser->context == XML_CONTEXT_CONTACT) {
        leave_child(parser, name);
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int size)
{
    struct xml_parser *parser = data;
    if (parser->has_label) {
        buffer_append(&parser->label, text, (size_t)size);
    } else if (parser->target != XML_TARGET_NONE &&
               (parser->context == XML_CONTEXT_RECORD || parser->context == XML_CONTEXT_CONTACT)) {
        buffer_append(&parser->text[parser->target], text, (size_t)size);
    }
}

/* What the look of a file does not tell apart from records; NULL for any text. */
static void on_deception(struct xml_parser *parser, const char *text)
{
    if (parser->file->by_look && (parser->depth > 0 || !text || strchr(text, '<'))) {
        fail(parser, PORTREG_SYNTAX,
                        "comments, CDATA or instructions among the records");
    }
}

static void XMLCALL on_comment(void *data, const XML_Char *text)
{
    on_deception(data, text);
}

static void XMLCALL on_cdata(void *data)
{
    on_deception(data, NULL);
}

static void XMLCALL on_cdata_end(void *data)
{
    (void)data;
}

static void XMLCALL on_instruction(void *data, const XML_Char *target, const XML_Char *text)
{
    (void)target;
    on_deception(data, text);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_internal_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    fail(data, PORTREG_UNSUPPORTED, XML_FAULT_DOCTYPE);
}

static void XMLCALL on_declaration(void *data, const XML_Char *version, const XML_Char *encoding,
                                   int standalone)
{
    (void)version;
    (void)standalone;
    if (!xml_encoding_is_read(encoding)) {
        fail(data, PORTREG_UNSUPPORTED, XML_FAULT_ENCODING);
    }
}

void xml_handlers_install(struct xml_parser *parser)
{
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
}
