/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/xml_parser.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/string.h"

/* Feeding expat: a file's frames and new chunks, or a root and new chunks. */
#define STORE_MAX ((size_t)256 << 20)
/* Expat copies what it is fed: pieces that stay in the cache. */
#define FEED_SIZE ((size_t)64 << 10)

static bool parser_open(struct xml_parser *parser)
{
    parser->expat = XML_ParserCreate(NULL);
    if (!parser->expat) {
        return false;
    }
    xml_handlers_install(parser);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        parser->text[i] = BUFFER_INIT(RECORD_COLUMN_MAX);
    }
    parser->label = BUFFER_INIT(RECORD_COLUMN_MAX);
    parser->label_data = BUFFER_INIT(RECORD_COLUMN_MAX);
    parser->label_section = BUFFER_INIT(RECORD_COLUMN_MAX);
    parser->results->store.limit = STORE_MAX;
    return true;
}

static void parser_close(struct xml_parser *parser)
{
    XML_ParserFree(parser->expat);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_free(&parser->text[i]);
    }
    buffer_free(&parser->label);
    buffer_free(&parser->label_data);
    buffer_free(&parser->label_section);
}

/*
 * Feeds bytes that stand at an offset of the file, or a stand-in with offset 0.
 * Expat looks at a tag from its beginning whenever more of it comes, so pieces
 * of an endless one grow.
 */
static bool feed(struct xml_parser *parser, uint32_t offset, struct portreg_string bytes)
{
    size_t most = FEED_SIZE;
    while (bytes.size > 0) {
        size_t step = bytes.size < most ? bytes.size : most;
        long before = XML_GetCurrentByteIndex(parser->expat);
        parser->fed_offset = offset;
        if (XML_Parse(parser->expat, bytes.data, (int)step, XML_FALSE) != XML_STATUS_OK) {
            return false;
        }
        most = XML_GetCurrentByteIndex(parser->expat) == before ? most * 2 : FEED_SIZE;
        parser->fed_index += (long)step;
        offset += (uint32_t)step;
        bytes = string_from(bytes, step);
    }
    return true;
}

static bool feed_file(struct xml_parser *parser, uint32_t from, uint32_t to)
{
    return feed(parser, from,
                (struct portreg_string){ parser->file->bytes.data + from, to - from });
}

static bool feed_text(struct xml_parser *parser, const char *text)
{
    return feed(parser, 0, string_of(text));
}

/* Whether chunks of a kind may stand here. */
static bool is_place_of(const struct xml_parser *parser, enum xml_kind kind)
{
    return kind == XML_RECORD ? parser->depth == 1
                              : parser->depth == 2 && parser->context == XML_CONTEXT_PEOPLE;
}

/* Feeds the new chunks of a kind, those that touch in one piece. All must turn out to be some. */
static bool feed_chunks(struct xml_parser *parser, enum xml_kind kind)
{
    const struct xml_chunk *items = parser->file->chunks[kind].items;
    uint32_t end = parser->end[kind];
    if (parser->next[kind] < end && !is_place_of(parser, kind)) {
        xml_parser_fail_misplaced(parser);
        return false;
    }
    for (uint32_t i = parser->next[kind]; i < end;) {
        if (!xml_chunk_is_new(&items[i])) {
            i++;
            continue;
        }
        uint32_t first = i;
        while (i < end && xml_chunk_is_new(&items[i])) {
            i++;
        }
        if (!feed_file(parser, items[first].offset, items[i - 1].offset + items[i - 1].size)) {
            return false;
        }
        if (parser->next[kind] != i) {
            xml_parser_fail_misplaced(parser);
            return false;
        }
    }
    return true;
}

static bool feed_framed(struct xml_parser *parser)
{
    const struct xml_file *file = parser->file;
    uint32_t size = (uint32_t)file->bytes.size;
    return feed_file(parser, 0, xml_records_start(file)) && feed_chunks(parser, XML_RECORD) &&
           feed_file(parser, xml_records_end(file), xml_contacts_start(file)) &&
           feed_chunks(parser, XML_CONTACT) &&
           (file->chunks[XML_CONTACT].count == 0 ||
            feed_file(parser, xml_contacts_end(file), size)) &&
           parser->has_date == (file->date_size > 0);
}

static bool feed_bare(struct xml_parser *parser)
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

static enum portreg_status report(const struct xml_parser *parser, const char *name,
                                  struct portreg_error *error)
{
    enum XML_Error code = XML_GetErrorCode(parser->expat);
    const char *fault = parser->fault ? parser->fault : XML_ErrorString(code);
    enum portreg_status status = parser->status;
    if (status == PORTREG_OK) {
        status = code == XML_ERROR_NO_MEMORY ? PORTREG_OUT_OF_MEMORY : PORTREG_SYNTAX;
    }
    long place = xml_parser_offset(parser);
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
    struct xml_parser parser = { .file = file, .results = results };
    for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
        parser.next[kind] = share->first[kind];
        parser.end[kind] = share->end[kind];
    }
    parser.target = XML_TARGET_NONE;
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
