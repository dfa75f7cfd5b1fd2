/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/filter_parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "util/error.h"
#include "util/string.h"

/* Place of a byte of the expression, in characters from 1. */
static uint32_t character_at(struct portreg_string text, size_t offset)
{
    uint32_t place = 1;

    for (size_t i = 0; i < offset && i < text.size; i++) {
        if (((unsigned char)text.data[i] & 0xC0) != 0x80) {
            place++;
        }
    }
    return place;
}

enum portreg_status filter_fail(struct filter_parser *parser, size_t offset,
                                enum portreg_status status, const char *format, ...)
{
    char message[PORTREG_ERROR_MESSAGE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    return error_set_at(parser->error, status, NULL, 1, character_at(parser->text, offset), "%s",
                        message);
}

static bool at_end(const struct filter_parser *parser)
{
    return parser->at >= parser->text.size;
}

static char peek(const struct filter_parser *parser)
{
    return at_end(parser) ? '\0' : parser->text.data[parser->at];
}

static void skip_space(struct filter_parser *parser)
{
    while (!at_end(parser) && ascii_is_space(peek(parser))) {
        parser->at++;
    }
}

/* The word from here to the next white space. */
static struct portreg_string word_ahead(const struct filter_parser *parser)
{
    const size_t start = parser->at;
    size_t end = start;

    while (end < parser->text.size && !ascii_is_space(parser->text.data[end])) {
        end++;
    }
    return (struct portreg_string){ parser->text.data + start, end - start };
}

/*
 * Size of the letters before a colon if the word starts with a field, else 0.
 * "http://…" and "USE:" are text.
 */
static size_t field_size(struct portreg_string word)
{
    size_t size = 0;

    while (size < word.size && ascii_is_alpha(word.data[size])) {
        size++;
    }
    if (size == 0 || size >= word.size || word.data[size] != ':') {
        return 0;
    }
    if (filter_field_find((struct portreg_string){ word.data, size }) != NULL) {
        return size;
    }
    if (size + 1 == word.size || string_starts_folded(string_from(word, size + 1), "//")) {
        return 0;
    }
    return size;
}

static bool starts_quoted(struct portreg_string word)
{
    return word.size > 0 && (word.data[0] == '"' || word.data[0] == '/');
}

static bool is_negation(struct portreg_string word)
{
    return word.size > 1 && word.data[0] == '-';
}

bool portreg_filter_is_plain(const char *text, size_t size)
{
    struct filter_parser parser = { .text = { text, size } };

    for (skip_space(&parser); !at_end(&parser); skip_space(&parser)) {
        const struct portreg_string word = word_ahead(&parser);

        if (is_negation(word) || starts_quoted(word) || field_size(word) > 0) {
            return false;
        }
        parser.at += word.size;
    }
    return true;
}

/* Reads up to the closing delimiter, which a backslash escapes. */
static enum portreg_status read_delimited(struct filter_parser *parser,
                                          struct filter_value *value)
{
    const char delimiter = peek(parser);
    const size_t start = parser->at++;
    char *text = arena_alloc(&parser->filter->arena, parser->text.size - start);
    size_t size = 0;

    if (text == NULL) {
        return error_out_of_memory(parser->error);
    }
    value->form = delimiter == '"' ? FILTER_QUOTED : FILTER_PATTERN;
    value->offset = parser->at;
    for (; !at_end(parser) && peek(parser) != delimiter; parser->at++) {
        const char c = peek(parser);
        const bool has_next = parser->at + 1 < parser->text.size;
        const char next = has_next ? parser->text.data[parser->at + 1] : '\0';

        if (c == '\\' && has_next) {
            parser->at++;
            if (next != delimiter && !(value->form == FILTER_QUOTED && next == '\\')) {
                text[size++] = c;
            }
            text[size++] = next;
        } else {
            text[size++] = c;
        }
    }
    if (at_end(parser)) {
        return filter_fail(parser, start, PORTREG_SYNTAX,
                           delimiter == '"' ? "the closing \" is missing"
                                            : "the closing / of the regular expression is "
                                              "missing; quote the text to search for it as it is");
    }
    parser->at++;
    if (!at_end(parser) && !ascii_is_space(peek(parser))) {
        return filter_fail(parser, parser->at, PORTREG_SYNTAX,
                           "a space must follow the closing %c", delimiter);
    }
    if (size == 0) {
        return filter_fail(parser, start, PORTREG_SYNTAX, "nothing stands between %c and %c",
                           delimiter, delimiter);
    }
    value->text = (struct portreg_string){ text, size };
    return PORTREG_OK;
}

static enum portreg_status read_value(struct filter_parser *parser, struct filter_value *value)
{
    const struct portreg_string word = word_ahead(parser);

    if (starts_quoted(word)) {
        return read_delimited(parser, value);
    }
    *value = (struct filter_value){ FILTER_BARE, word, parser->at };
    parser->at += word.size;
    return PORTREG_OK;
}

enum portreg_status filter_set_text(struct filter_parser *parser, struct portreg_string text,
                                    enum portreg_column column, struct filter_term *term)
{
    char *folded = arena_copy(&parser->filter->arena, text.data, text.size);

    if (folded == NULL) {
        return error_out_of_memory(parser->error);
    }
    string_fold(folded, folded, text.size);
    if (filter_is_joined(column)) {
        for (size_t i = 0; i < text.size; i++) {
            if (folded[i] == '_') {
                folded[i] = ' ';
            }
        }
    }
    term->kind = FILTER_TEXT;
    term->column = column;
    term->as.text = (struct portreg_string){ folded, text.size };
    return PORTREG_OK;
}

static enum portreg_status set_regex(struct filter_parser *parser,
                                     const struct filter_value *value,
                                     enum portreg_column column, struct filter_term *term)
{
    struct portreg_error inner = { .status = PORTREG_OK };
    struct regex *regex = NULL;
    const enum portreg_status status = regex_compile(value->text, &regex, &inner);

    if (status != PORTREG_OK) {
        const size_t within = inner.column > 0 ? inner.column - 1 : 0;

        return filter_fail(parser, value->offset + within, status, "%s", inner.message);
    }
    term->kind = FILTER_REGEX;
    term->column = column;
    term->as.regex = regex;
    return PORTREG_OK;
}

static enum portreg_status read_field(struct filter_parser *parser, size_t size,
                                      struct filter_term *term)
{
    const size_t start = parser->at;
    const struct portreg_string name = { parser->text.data + start, size };
    const struct filter_field *field = filter_field_find(name);
    struct filter_value value;
    enum portreg_status status;

    if (field == NULL) {
        return filter_fail(parser, start, PORTREG_SYNTAX,
                           "there is no field \"%.*s\"; quote the word to search for it as it is",
                           (int)size, name.data);
    }
    parser->at += size + 1;
    if (at_end(parser) || ascii_is_space(peek(parser))) {
        return filter_fail(parser, parser->at, PORTREG_SYNTAX, "%s: takes a value: %s",
                           field->info.name, field->info.values);
    }
    status = read_value(parser, &value);
    if (status != PORTREG_OK) {
        return status;
    }
    if (value.form == FILTER_PATTERN) {
        if (field->column == FILTER_ANY_COLUMN) {
            return filter_fail(parser, value.offset, PORTREG_SYNTAX,
                               "%s: takes no regular expression but %s", field->info.name,
                               field->info.values);
        }
        return set_regex(parser, &value, field->column, term);
    }
    if (value.form == FILTER_BARE && string_is(value.text, "none") &&
        field->column != FILTER_ANY_COLUMN) {
        term->kind = FILTER_EMPTY;
        term->column = field->column;
        return PORTREG_OK;
    }
    return field->read(parser, field, &value, term);
}

static enum portreg_status read_term(struct filter_parser *parser, struct filter_term *term)
{
    struct filter_value value;
    size_t size;
    enum portreg_status status;

    term->place = character_at(parser->text, parser->at);
    if (is_negation(word_ahead(parser))) {
        term->negated = true;
        parser->at++;
    }
    size = field_size(word_ahead(parser));
    if (size > 0) {
        return read_field(parser, size, term);
    }
    status = read_value(parser, &value);
    if (status != PORTREG_OK) {
        return status;
    }
    if (value.form == FILTER_PATTERN) {
        return set_regex(parser, &value, FILTER_ANY_COLUMN, term);
    }
    return filter_set_text(parser, value.text, FILTER_ANY_COLUMN, term);
}

static enum portreg_status check_text(struct filter_parser *parser)
{
    size_t offset = 0;

    if (parser->text.size > PORTREG_FILTER_TEXT_MAX) {
        return filter_fail(parser, PORTREG_FILTER_TEXT_MAX, PORTREG_LIMIT,
                           "the expression is longer than %d bytes", PORTREG_FILTER_TEXT_MAX);
    }
    if (!string_is_utf8(parser->text, &offset)) {
        return filter_fail(parser, offset, PORTREG_SYNTAX, "the expression is not UTF-8 text");
    }
    return PORTREG_OK;
}

static enum portreg_status read_terms(struct filter_parser *parser)
{
    struct portreg_filter *filter = parser->filter;

    for (skip_space(parser); !at_end(parser); skip_space(parser)) {
        struct filter_term *term = &filter->terms[filter->term_count];
        enum portreg_status status;

        if (filter->term_count == PORTREG_FILTER_TERM_MAX) {
            return filter_fail(parser, parser->at, PORTREG_LIMIT,
                               "the expression has more than %d terms", PORTREG_FILTER_TERM_MAX);
        }
        status = read_term(parser, term);
        if (status != PORTREG_OK) {
            return status;
        }
        filter->term_count++;
    }
    return PORTREG_OK;
}

enum portreg_status filter_parse(struct portreg_filter *filter, struct portreg_string text,
                                 struct portreg_error *error)
{
    struct filter_parser parser = { .text = text, .filter = filter, .error = error };
    const enum portreg_status status = check_text(&parser);

    if (status != PORTREG_OK) {
        return status;
    }
    filter->terms =
        arena_calloc(&filter->arena, PORTREG_FILTER_TERM_MAX, sizeof(*filter->terms));
    if (filter->terms == NULL) {
        return error_out_of_memory(error);
    }
    if (!portreg_filter_is_plain(text.data, text.size)) {
        return read_terms(&parser);
    }
    filter->term_count = 1;
    filter->terms[0].place = 1;
    return filter_set_text(&parser, text, FILTER_ANY_COLUMN, &filter->terms[0]);
}
