/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/preamble.h"

#include <expat.h>
#include <string.h>

#include "format/xml.h"
#include "util/error.h"
#include "util/string.h"

#define PREAMBLE_TEXT_MAX (1u << 20) /* bytes of each text */

struct reader {
    XML_Parser expat;
    struct preamble *preamble;
    unsigned depth;
    struct buffer *target; /* where text goes; NULL outside */
    unsigned target_depth;
    bool in_label;
    struct buffer label;
    struct buffer otherwise; /* the label of a reference without text */
    struct buffer section;
};

static struct buffer *open_note(struct preamble *preamble, const XML_Char **attributes)
{
    struct preamble_note *note;

    if (preamble->note_count == PREAMBLE_NOTES_MAX) {
        return NULL;
    }
    note = &preamble->notes[preamble->note_count++];
    note->title = BUFFER_INIT(PREAMBLE_TEXT_MAX);
    note->text = BUFFER_INIT(PREAMBLE_TEXT_MAX);
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], "title") == 0) {
            buffer_append_text(&note->title, attributes[1]);
        }
    }
    return &note->text;
}

/* The text that a child of the root fills; NULL for others. */
static struct buffer *find_target(struct preamble *preamble, const char *name,
                                  const XML_Char **attributes)
{
    if (strcmp(name, "note") == 0) {
        return open_note(preamble, attributes);
    }
    if (strcmp(name, "expert") == 0) {
        if (preamble->experts.size > 0) {
            buffer_append_char(&preamble->experts, '\n');
        }
        return &preamble->experts;
    }
    return strcmp(name, "title") == 0 ? &preamble->title : NULL;
}

static void append_capitals(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        buffer_append_char(out, (char)(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text));
    }
}

static void open_label(struct reader *reader, const XML_Char **attributes)
{
    const char *type = "";
    const char *data = "";

    buffer_clear(&reader->label);
    buffer_clear(&reader->otherwise);
    buffer_clear(&reader->section);
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], "type") == 0) {
            type = attributes[1];
        } else if (strcmp(attributes[0], "data") == 0) {
            data = attributes[1];
        } else if (strcmp(attributes[0], "section") == 0) {
            buffer_printf(&reader->section, ", Section %s", attributes[1]);
        }
    }
    if (strcmp(type, "rfc") == 0) {
        append_capitals(&reader->otherwise, data);
    } else {
        buffer_append_text(&reader->otherwise, data);
    }
    reader->in_label = true;
}

static void close_label(struct reader *reader)
{
    const struct buffer *label = reader->label.size > 0 ? &reader->label : &reader->otherwise;
    struct buffer *to = reader->target;

    reader->in_label = false;
    if (reader->depth == 1) {
        to = &reader->preamble->references;
    } else if (to == NULL) {
        return; /* in an element that is not read */
    }
    buffer_append_char(to, '[');
    buffer_append(to, label->data, label->size);
    buffer_append(to, reader->section.data, reader->section.size);
    buffer_append_char(to, ']');
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *reader = data;

    if (reader->depth > 0 && strcmp(name, "xref") == 0) {
        open_label(reader, attributes);
    } else if (reader->depth == 1) {
        reader->target = find_target(reader->preamble, name, attributes);
        reader->target_depth = reader->depth;
    }
    reader->depth++;
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct reader *reader = data;

    reader->depth--;
    if (reader->in_label && strcmp(name, "xref") == 0) {
        close_label(reader);
    } else if (reader->depth == reader->target_depth) {
        reader->target = NULL;
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int size)
{
    struct reader *reader = data;

    if (reader->in_label) {
        buffer_append(&reader->label, text, (size_t)size);
    } else if (reader->target != NULL) {
        buffer_append(reader->target, text, (size_t)size);
    }
}

/* What the version's own reader took is well-formed: a fault cannot be but damage. */
static enum portreg_status parse(struct reader *reader, const struct buffer *head,
                                 struct portreg_error *error)
{
    static const char end[] = "</registry>";

    reader->expat = XML_ParserCreate(NULL);
    if (reader->expat == NULL) {
        return error_out_of_memory(error);
    }
    XML_SetUserData(reader->expat, reader);
    XML_SetElementHandler(reader->expat, on_start, on_end);
    XML_SetCharacterDataHandler(reader->expat, on_text);
    if (XML_Parse(reader->expat, head->data, (int)head->size, XML_FALSE) != XML_STATUS_OK ||
        XML_Parse(reader->expat, end, sizeof(end) - 1, XML_TRUE) != XML_STATUS_OK) {
        XML_ParserFree(reader->expat);
        return error_set(error, PORTREG_DAMAGED, "what stands above the records is not XML");
    }
    XML_ParserFree(reader->expat);
    return PORTREG_OK;
}

static bool is_whole(const struct preamble *preamble)
{
    bool failed = buffer_failed(&preamble->title) || buffer_failed(&preamble->experts) ||
                  buffer_failed(&preamble->references);

    for (size_t i = 0; i < preamble->note_count; i++) {
        failed |= buffer_failed(&preamble->notes[i].title) ||
                  buffer_failed(&preamble->notes[i].text);
    }
    return !failed;
}

enum portreg_status preamble_read(struct portreg_view view, struct preamble *ret,
                                  struct portreg_error *error)
{
    struct buffer head = BUFFER_INIT(PREAMBLE_TEXT_MAX);
    struct reader reader = { .preamble = ret,
                             .label = BUFFER_INIT(PREAMBLE_TEXT_MAX),
                             .otherwise = BUFFER_INIT(PREAMBLE_TEXT_MAX),
                             .section = BUFFER_INIT(PREAMBLE_TEXT_MAX) };
    enum portreg_status status;

    *ret = (struct preamble){ .title = BUFFER_INIT(PREAMBLE_TEXT_MAX),
                              .experts = BUFFER_INIT(PREAMBLE_TEXT_MAX),
                              .references = BUFFER_INIT(PREAMBLE_TEXT_MAX) };
    status = xml_write_head(view, &head, error);
    if (status == PORTREG_OK && buffer_failed(&head)) {
        status = error_out_of_memory(error);
    }
    if (status == PORTREG_OK) {
        status = parse(&reader, &head, error);
    }
    if (status == PORTREG_OK && !is_whole(ret)) {
        status = error_out_of_memory(error);
    }
    buffer_free(&reader.label);
    buffer_free(&reader.otherwise);
    buffer_free(&reader.section);
    buffer_free(&head);
    return status;
}

void preamble_free(struct preamble *preamble)
{
    buffer_free(&preamble->title);
    buffer_free(&preamble->experts);
    buffer_free(&preamble->references);
    while (preamble->note_count > 0) {
        struct preamble_note *note = &preamble->notes[--preamble->note_count];

        buffer_free(&note->title);
        buffer_free(&note->text);
    }
}
