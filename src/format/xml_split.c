/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "registry/builder_data.h"
#include "util/error.h"
#include "util/string.h"

#define COMPARE_BLOCK 4096
/* How far ahead in the version before a chunk is looked for after a change. */
#define RESUME_WINDOW 16

static const struct portreg_string opening[] = { { "<record", 7 }, { "<person", 7 } };
static const struct portreg_string closing[] = { { "</record>", 9 }, { "</person>", 9 } };

void xml_file_free(struct xml_file *file)
{
    for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
        free(file->chunks[kind].items);
    }
    memset(file, 0, sizeof(*file));
}

static uint32_t chunks_start(const struct xml_file *file, enum xml_kind kind, uint32_t otherwise)
{
    const struct xml_chunks *chunks = &file->chunks[kind];
    return chunks->count > 0 ? chunks->items[0].offset : otherwise;
}

static uint32_t chunks_end(const struct xml_file *file, enum xml_kind kind, uint32_t otherwise)
{
    const struct xml_chunks *chunks = &file->chunks[kind];
    return chunks->count > 0
               ? chunks->items[chunks->count - 1].offset + chunks->items[chunks->count - 1].size
               : otherwise;
}

/* Without records everything up to the contacts is before and behind them. */
uint32_t xml_records_start(const struct xml_file *file)
{
    return chunks_start(file, XML_RECORD, xml_contacts_start(file));
}

uint32_t xml_records_end(const struct xml_file *file)
{
    return chunks_end(file, XML_RECORD, xml_contacts_start(file));
}

uint32_t xml_contacts_start(const struct xml_file *file)
{
    return chunks_start(file, XML_CONTACT, (uint32_t)file->bytes.size);
}

uint32_t xml_contacts_end(const struct xml_file *file)
{
    return chunks_end(file, XML_CONTACT, (uint32_t)file->bytes.size);
}

static bool push_chunk(struct xml_file *file, enum xml_kind kind, uint32_t offset, uint32_t size,
                       uint32_t item)
{
    struct xml_chunks *chunks = &file->chunks[kind];
    if (!array_reserve(&chunks->items, &chunks->capacity, chunks->count + 1,
                       sizeof(*chunks->items))) {
        return false;
    }
    chunks->items[chunks->count++] = (struct xml_chunk){ offset, size, item, 0, false };
    return true;
}

/* How many bytes are the same from the start. */
static size_t common_prefix(const char *a, const char *b, size_t size)
{
    size_t at = 0;
    while (size - at >= COMPARE_BLOCK && memcmp(a + at, b + at, COMPARE_BLOCK) == 0) {
        at += COMPARE_BLOCK;
    }
    while (size - at >= 64 && memcmp(a + at, b + at, 64) == 0) {
        at += 64;
    }
    while (at < size && a[at] == b[at]) {
        at++;
    }
    return at;
}

static bool stands_at(struct portreg_string bytes, size_t offset, struct portreg_string what)
{
    return bytes.size - offset >= what.size &&
           memcmp(bytes.data + offset, what.data, what.size) == 0;
}

/* Whether an element of this kind opens here, and not one whose name only begins alike. */
static bool opens_at(struct portreg_string bytes, size_t offset, enum xml_kind kind)
{
    size_t behind = offset + opening[kind].size;
    return stands_at(bytes, offset, opening[kind]) && behind < bytes.size &&
           (bytes.data[behind] == '>' || bytes.data[behind] == '/' ||
            ascii_is_space(bytes.data[behind]));
}

/* The next opening of this kind from `offset` on; the file's size if there is none. */
static size_t find_opening(struct portreg_string bytes, size_t offset, enum xml_kind kind)
{
    for (;;) {
        const char *at = string_find(string_from(bytes, offset), opening[kind]);
        if (!at) {
            return bytes.size;
        }
        offset = (size_t)(at - bytes.data);
        if (opens_at(bytes, offset, kind)) {
            return offset;
        }
        offset += opening[kind].size;
    }
}

/*
 * The end of the chunk that opens at `offset`: behind the white space that
 * follows its closing tag. 0 where it never closes, or not in the usual way.
 */
static size_t find_end(struct portreg_string bytes, size_t offset, enum xml_kind kind)
{
    const char *close = string_find(string_from(bytes, offset), closing[kind]);
    if (!close) {
        return 0;
    }
    size_t end = (size_t)(close - bytes.data) + closing[kind].size;
    while (end < bytes.size && ascii_is_space(bytes.data[end])) {
        end++;
    }
    return end;
}

static uint32_t recognise(const struct builder *builder, enum xml_kind kind,
                          struct portreg_string text)
{
    if (!builder) {
        return BUILDER_NONE;
    }
    return kind == XML_RECORD ? builder_find_record(builder, text)
                              : builder_find_contact(builder, text);
}

/* Walks one kind of a file beside the version before. */
struct walk {
    struct xml_file *file;
    const struct xml_file *before;
    const struct builder *builder;
    enum xml_kind kind;
    size_t offset; /* in the file */
    uint32_t next; /* chunk of the version before that is expected here */
};

/* Takes over all chunks that stand here as they stood before; true if there was one. */
static bool take_common(struct walk *walk, bool *ret_failed)
{
    if (!walk->before || walk->next >= walk->before->chunks[walk->kind].count) {
        return false;
    }
    const struct xml_chunks *old = &walk->before->chunks[walk->kind];
    struct portreg_string bytes = walk->file->bytes;
    size_t start = old->items[walk->next].offset;
    size_t old_left = chunks_end(walk->before, walk->kind, 0) - start;
    size_t left = bytes.size - walk->offset;
    size_t common = common_prefix(bytes.data + walk->offset, walk->before->bytes.data + start,
                                  left < old_left ? left : old_left);
    uint32_t first = walk->next;
    while (walk->next < old->count) {
        const struct xml_chunk *chunk = &old->items[walk->next];
        if (chunk->offset + chunk->size - start > common || chunk->item == BUILDER_NONE) {
            break;
        }
        if (!push_chunk(walk->file, walk->kind, (uint32_t)walk->offset, chunk->size,
                        chunk->item)) {
            *ret_failed = true;
            return false;
        }
        walk->offset += chunk->size;
        walk->next++;
    }
    /* White space that is longer than before belongs to the last chunk, which is then another. */
    if (walk->next > first && walk->offset < bytes.size &&
        ascii_is_space(bytes.data[walk->offset])) {
        struct xml_chunks *chunks = &walk->file->chunks[walk->kind];
        walk->offset -= chunks->items[--chunks->count].size;
        walk->next--;
    }
    return walk->next > first;
}

/* After a change: where in the version before does it go on? */
static void resume(struct walk *walk)
{
    if (!walk->before) {
        return;
    }
    const struct xml_chunks *old = &walk->before->chunks[walk->kind];
    for (uint32_t i = 0; i < RESUME_WINDOW && walk->next + i < old->count; i++) {
        const struct xml_chunk *chunk = &old->items[walk->next + i];
        struct portreg_string text = { walk->before->bytes.data + chunk->offset, chunk->size };
        if (stands_at(walk->file->bytes, walk->offset, text)) {
            walk->next += i;
            return;
        }
    }
}

/*
 * Whether two records are the same but for the text of the one protocol
 * element, tcp in the first and udp in the second.
 */
static bool are_twins(struct portreg_string first, struct portreg_string second)
{
    static const struct portreg_string before = { "<protocol>", 10 };
    static const struct portreg_string behind = { "</protocol>", 11 };
    if (first.size != second.size) {
        return false;
    }
    size_t at = common_prefix(first.data, second.data, first.size);
    if (at < before.size || first.size - at < 3 + behind.size ||
        memcmp(first.data + at, "tcp", 3) != 0 || memcmp(second.data + at, "udp", 3) != 0 ||
        !stands_at(first, at - before.size, before) || !stands_at(first, at + 3, behind)) {
        return false;
    }
    struct portreg_string rest = string_from(first, at + 3 + behind.size);
    struct portreg_string head = { first.data, at - before.size };
    return memcmp(rest.data, second.data + (first.size - rest.size), rest.size) == 0 &&
           !string_find(rest, STRING_LITERAL("<protocol")) &&
           !string_find(head, STRING_LITERAL("<protocol"));
}

/* Marks the chunk pushed last, if it is the twin of the one before. */
static void mark_twin(struct xml_file *file)
{
    const struct xml_chunks *chunks = &file->chunks[XML_RECORD];
    if (chunks->count < 2) {
        return;
    }
    const struct xml_chunk *before = &chunks->items[chunks->count - 2];
    struct xml_chunk *chunk = &chunks->items[chunks->count - 1];
    if (chunk->item == BUILDER_NONE && xml_chunk_is_new(before)) {
        chunk->is_twin = are_twins(
            (struct portreg_string){ file->bytes.data + before->offset, before->size },
            (struct portreg_string){ file->bytes.data + chunk->offset, chunk->size });
    }
}

static enum portreg_status split_kind(struct walk *walk, struct portreg_error *error)
{
    struct portreg_string bytes = walk->file->bytes;
    while (opens_at(bytes, walk->offset, walk->kind)) {
        bool failed = false;
        if (!take_common(walk, &failed) && !failed) {
            size_t end = find_end(bytes, walk->offset, walk->kind);
            if (end == 0) {
                return error_set(error, PORTREG_SYNTAX, "an element does not close");
            }
            struct portreg_string text = { bytes.data + walk->offset, end - walk->offset };
            failed = !push_chunk(walk->file, walk->kind, (uint32_t)walk->offset,
                                 (uint32_t)text.size,
                                 recognise(walk->builder, walk->kind, text));
            walk->offset = end;
            if (!failed && walk->builder && walk->kind == XML_RECORD) {
                mark_twin(walk->file);
            }
            resume(walk);
        }
        if (failed) {
            return error_out_of_memory(error);
        }
    }
    return PORTREG_OK;
}

static void find_date(struct xml_file *file, size_t end)
{
    struct portreg_string head = { file->bytes.data, end };
    const char *open = string_find(head, STRING_LITERAL("<updated>"));
    if (!open) {
        return;
    }
    struct portreg_string rest = string_from(head, (size_t)(open - head.data) + 9);
    const char *close = memchr(rest.data, '<', rest.size);
    if (!close) {
        return;
    }
    rest.size = (size_t)(close - rest.data);
    rest = string_trim(rest);
    file->date_tag = (uint32_t)(open - head.data);
    file->date = (uint32_t)(rest.data - file->bytes.data);
    file->date_size = (uint32_t)rest.size;
}

enum portreg_status xml_split_by_look(struct xml_file *file, const struct xml_file *before,
                                      const struct builder *builder, struct portreg_error *error)
{
    file->by_look = true;
    struct walk walk = { .file = file, .before = before, .builder = builder };
    walk.offset = find_opening(file->bytes, 0, XML_RECORD);
    find_date(file, walk.offset);
    enum portreg_status status = split_kind(&walk, error);
    if (status == PORTREG_OK) {
        walk.kind = XML_CONTACT;
        walk.next = 0;
        walk.offset = find_opening(file->bytes, walk.offset, XML_CONTACT);
        status = split_kind(&walk, error);
    }
    return status;
}

/* Cutting with expat's help: offsets of the elements as they open and close. */
struct splitter {
    XML_Parser parser;
    struct xml_file *file;
    const char *name;
    struct portreg_error *error;
    enum portreg_status status;
    unsigned depth;
    bool in_people;
    uint32_t date; /* behind the last tag that opened in the root */
};

static void splitter_fail(struct splitter *splitter, enum portreg_status status,
                          const char *what)
{
    if (splitter->status == PORTREG_OK) {
        long index = XML_GetCurrentByteIndex(splitter->parser);
        struct position at = xml_position(splitter->file->bytes, index > 0 ? (size_t)index : 0);
        splitter->status = error_set_at(splitter->error, status, splitter->name, at.line,
                                        at.column, "%s", what);
        XML_StopParser(splitter->parser, XML_FALSE);
    }
}

static void XMLCALL splitter_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct splitter *splitter = data;
    (void)attributes;
    uint32_t offset = (uint32_t)XML_GetCurrentByteIndex(splitter->parser);
    if (splitter->depth == 0 && strcmp(name, "registry") != 0) {
        splitter_fail(splitter, PORTREG_SYNTAX, XML_FAULT_ROOT);
    }
    bool record = splitter->depth == 1 && strcmp(name, "record") == 0;
    bool person = splitter->depth == 2 && splitter->in_people && strcmp(name, "person") == 0;
    if (record && splitter->file->chunks[XML_CONTACT].count > 0) {
        splitter_fail(splitter, PORTREG_SYNTAX, "a record stands behind the contacts");
    }
    if ((record || person) &&
        !push_chunk(splitter->file, record ? XML_RECORD : XML_CONTACT, offset, 0, BUILDER_NONE)) {
        splitter_fail(splitter, PORTREG_OUT_OF_MEMORY, "out of memory");
    }
    if (splitter->depth == 1) {
        splitter->in_people = strcmp(name, "people") == 0;
        splitter->date = offset + (uint32_t)XML_GetCurrentByteCount(splitter->parser);
    }
    if (++splitter->depth > XML_DEPTH_MAX) {
        splitter_fail(splitter, PORTREG_LIMIT, XML_FAULT_DEPTH);
    }
}

static void XMLCALL splitter_end(void *data, const XML_Char *name)
{
    struct splitter *splitter = data;
    struct xml_file *file = splitter->file;
    if (splitter->status != PORTREG_OK) {
        return; /* <record/> ends, although it could not begin */
    }
    splitter->depth--;
    uint32_t end = (uint32_t)(XML_GetCurrentByteIndex(splitter->parser) +
                              XML_GetCurrentByteCount(splitter->parser));
    if (splitter->depth == 1 && strcmp(name, "record") == 0) {
        struct xml_chunk *chunk =
            &file->chunks[XML_RECORD].items[file->chunks[XML_RECORD].count - 1];
        chunk->size = end - chunk->offset;
    } else if (splitter->depth == 2 && splitter->in_people && strcmp(name, "person") == 0) {
        struct xml_chunk *chunk =
            &file->chunks[XML_CONTACT].items[file->chunks[XML_CONTACT].count - 1];
        chunk->size = end - chunk->offset;
    } else if (splitter->depth == 1 && strcmp(name, "updated") == 0 && file->date_size == 0 &&
               file->chunks[XML_RECORD].count + file->chunks[XML_CONTACT].count == 0) {
        uint32_t close = (uint32_t)XML_GetCurrentByteIndex(splitter->parser);
        struct portreg_string text = { file->bytes.data + splitter->date,
                                       close - splitter->date };
        text = string_trim(text);
        file->date = (uint32_t)(text.data - file->bytes.data);
        file->date_size = (uint32_t)text.size;
    }
}

bool xml_encoding_is_read(const char *encoding)
{
    return !encoding || string_equal_folded(string_of(encoding), STRING_LITERAL("utf-8")) ||
           string_equal_folded(string_of(encoding), STRING_LITERAL("us-ascii"));
}

static void XMLCALL splitter_doctype(void *data, const XML_Char *name, const XML_Char *system,
                                     const XML_Char *public, int has_internal_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    splitter_fail(data, PORTREG_UNSUPPORTED, XML_FAULT_DOCTYPE);
}

static void XMLCALL splitter_declaration(void *data, const XML_Char *version,
                                         const XML_Char *encoding, int standalone)
{
    (void)version;
    (void)standalone;
    if (!xml_encoding_is_read(encoding)) {
        splitter_fail(data, PORTREG_UNSUPPORTED, XML_FAULT_ENCODING);
    }
}

/* Chunks reach to the next one, the last to the next tag. */
static void stretch_chunks(struct xml_file *file, const struct builder *builder)
{
    for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
        struct xml_chunks *chunks = &file->chunks[kind];
        for (uint32_t i = 0; i < chunks->count; i++) {
            struct xml_chunk *chunk = &chunks->items[i];
            uint32_t end = chunk->offset + chunk->size;
            if (i + 1 < chunks->count) {
                end = chunks->items[i + 1].offset;
            }
            while (i + 1 == chunks->count && end < file->bytes.size &&
                   ascii_is_space(file->bytes.data[end])) {
                end++;
            }
            chunk->size = end - chunk->offset;
            chunk->item = recognise(
                builder, (enum xml_kind)kind,
                (struct portreg_string){ file->bytes.data + chunk->offset, chunk->size });
        }
    }
}

enum portreg_status xml_split_by_parsing(struct xml_file *file, const char *name,
                                         const struct builder *builder,
                                         struct portreg_error *error)
{
    struct splitter splitter = {
        .parser = XML_ParserCreate(NULL), .file = file, .name = name, .error = error
    };
    if (!splitter.parser) {
        return error_out_of_memory(error);
    }
    file->by_look = false;
    XML_SetUserData(splitter.parser, &splitter);
    XML_SetElementHandler(splitter.parser, splitter_start, splitter_end);
    XML_SetStartDoctypeDeclHandler(splitter.parser, splitter_doctype);
    XML_SetXmlDeclHandler(splitter.parser, splitter_declaration);
    enum XML_Status parsed =
        XML_Parse(splitter.parser, file->bytes.data, (int)file->bytes.size, XML_TRUE);
    if (parsed != XML_STATUS_OK && splitter.status == PORTREG_OK) {
        enum XML_Error code = XML_GetErrorCode(splitter.parser);
        splitter_fail(&splitter,
                      code == XML_ERROR_NO_MEMORY ? PORTREG_OUT_OF_MEMORY : PORTREG_SYNTAX,
                      XML_ErrorString(code));
    }
    XML_ParserFree(splitter.parser);
    if (splitter.status == PORTREG_OK) {
        stretch_chunks(file, builder);
    }
    return splitter.status;
}
