/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/text_schema.h"

#include "registry/lint.h"
#include "util/error.h"
#include "util/string.h"

/* What the tables of a text may take in memory; a version's text needs 10 MB. */
#define TEXT_MEMORY_MAX (1u << 30)

static const struct text_title record_titles[] = {
    { "Service Name", PORTREG_COLUMN_NAME },         { "Port Number", PORTREG_COLUMN_NUMBER },
    { "Transport", PORTREG_COLUMN_TRANSPORT },       { "Description", PORTREG_COLUMN_DESCRIPTION },
    { "Assignee", PORTREG_COLUMN_ASSIGNEE },         { "Contact", PORTREG_COLUMN_CONTACT },
    { "Registration", PORTREG_COLUMN_REGISTERED },   { "Modification", PORTREG_COLUMN_MODIFIED },
    { "Reference", PORTREG_COLUMN_REFERENCE },       { "Code", PORTREG_COLUMN_CODE },
    { "Unauthorized", PORTREG_COLUMN_UNAUTHORIZED }, { "Assignment Notes", PORTREG_COLUMN_NOTE },
};

const struct text_schema text_records = {
    .titles = record_titles,
    .title_count = PORTREG_COLUMN_COUNT,
    .marks = { "Service Name", "Port Number", "Assignee" },
    .anchors = (1u << PORTREG_COLUMN_NAME) | (1u << PORTREG_COLUMN_NUMBER),
    .prose = (1u << PORTREG_COLUMN_DESCRIPTION) | (1u << PORTREG_COLUMN_UNAUTHORIZED) |
             (1u << PORTREG_COLUMN_NOTE),
    .name = PORTREG_COLUMN_NAME,
    .number = PORTREG_COLUMN_NUMBER,
};

static const struct text_title contact_titles[] = {
    { "ID", TEXT_CONTACT_ID },
    { "Name", TEXT_CONTACT_NAME },
    { "Organization", TEXT_CONTACT_ORG },
    { "Contact URI", TEXT_CONTACT_URI },
    { "Last", TEXT_CONTACT_UPDATED },
};

const struct text_schema text_contacts = {
    .titles = contact_titles,
    .title_count = TEXT_CONTACT_COLUMN_COUNT,
    .marks = { "ID", "Organization", "Contact URI" },
    .anchors = 1u << TEXT_CONTACT_ID,
    .prose = (1u << TEXT_CONTACT_NAME) | (1u << TEXT_CONTACT_ORG),
    .name = TEXT_CONTACT_ID,
    .number = TEXT_CONTACT_ID,
};

struct text_reader {
    struct builder *builder;
    const struct format_input *input;
    struct portreg_error *error;
    struct text_lines lines;
    struct arena arena;
    struct buffer joined; /* the cells of the row at hand */
};

static bool text_ends_a_line(struct portreg_string text)
{
    return text.size > 0 && text.data[text.size - 1] == '\n';
}

static enum portreg_status list_lines(struct text_reader *reader)
{
    struct line_reader lines = line_reader_of(without_mark(reader->input->bytes));
    struct line_reader counter = lines;
    struct portreg_string line;
    while (line_next(&counter, &line)) {
    }
    if (counter.number > TEXT_LINES_MAX) {
        return error_set_at(reader->error, PORTREG_LIMIT, reader->input->name, TEXT_LINES_MAX + 1,
                            1, "more than %u lines: this is not a registry", TEXT_LINES_MAX);
    }
    reader->lines.text = lines.rest;
    reader->lines.lines = arena_calloc(&reader->arena, (size_t)counter.number + 1, sizeof(line));
    if (reader->lines.lines == NULL) {
        return error_out_of_memory(reader->error);
    }
    while (line_next(&lines, &line)) {
        reader->lines.lines[reader->lines.count++] = line;
    }
    return PORTREG_OK;
}

/* How the lines of a cell are put together again. */
enum cell_kind { CELL_TEXT, CELL_LABELS, CELL_URIS };

/* What stands between a line and what it was wrapped from. */
static const char *glue_of(const struct buffer *joined, size_t start, struct portreg_string next,
                           enum cell_kind kind)
{
    bool between_labels = kind == CELL_LABELS && joined->size > start &&
                          joined->data[joined->size - 1] == ']' && next.data[0] == '[';
    if (between_labels) {
        return "";
    }
    if (kind == CELL_URIS) { /* an address has no blanks; one with a scheme is the next one */
        return memchr(next.data, ':', next.size) != NULL ? "\n" : "";
    }
    return " ";
}

static void join_cell(struct text_reader *reader, const struct text_table *table,
                      struct text_row row, unsigned column, enum cell_kind kind)
{
    struct buffer *joined = &reader->joined;
    size_t start = joined->size;
    size_t blank = 0;
    for (uint32_t i = row.first; i < row.end; i++) {
        struct portreg_string line = text_cell(table, i, column);
        if (line.size == 0) {
            blank++;
            continue;
        }
        if (joined->size == start) {
            buffer_append_string(joined, string_trim(line));
        } else if (blank == 0 && (!table->is_ruled || blanks_at_start(line) == TEXT_INDENT)) {
            line = string_trim(line);
            buffer_append_text(joined, glue_of(joined, start, line, kind));
            buffer_append_string(joined, line);
        } else {
            buffer_append_repeat(joined, '\n', table->is_ruled ? blank + 1 : 1);
            buffer_append_string(joined, string_from(line, blanks_at_start(line) > TEXT_INDENT));
        }
        blank = 0;
    }
}

/* Joins all cells of a row. The strings are good until the next row. */
static enum portreg_status join_row(struct text_reader *reader, const struct text_table *table,
                                    struct text_row row, unsigned label_columns,
                                    unsigned uri_columns, struct portreg_string *ret)
{
    size_t end[TEXT_COLUMNS_MAX];
    buffer_clear(&reader->joined);
    for (unsigned column = 0; column < table->schema->title_count; column++) {
        unsigned bit = 1u << column;
        join_cell(reader, table, row, column,
                  (label_columns & bit) != 0 ? CELL_LABELS
                  : (uri_columns & bit) != 0 ? CELL_URIS
                                             : CELL_TEXT);
        end[column] = reader->joined.size;
    }
    if (buffer_failed(&reader->joined)) {
        return reader->joined.over_limit
                   ? error_set_at(reader->error, PORTREG_LIMIT, reader->input->name,
                                  table->lines[row.first].number, 1,
                                  "the row is longer than %u bytes", RECORD_TEXT_MAX)
                   : error_out_of_memory(reader->error);
    }
    size_t start = 0;
    for (unsigned column = 0; column < table->schema->title_count; column++) {
        ret[column] = (struct portreg_string){ reader->joined.data + start, end[column] - start };
        start = end[column];
    }
    return PORTREG_OK;
}

static enum portreg_status add_record(struct text_reader *reader, const struct text_table *table,
                                      struct text_row row)
{
    struct record_fields fields = { .position = { table->lines[row.anchor].number, 1 } };
    enum portreg_status status = join_row(reader, table, row, TEXT_LABEL_COLUMNS, 0, fields.column);
    if (status != PORTREG_OK) {
        return status;
    }
    if (table->is_ruled && string_is(fields.column[PORTREG_COLUMN_NAME], TEXT_NO_NAME)) {
        fields.column[PORTREG_COLUMN_NAME].size = 0;
    }
    return builder_add_record(reader->builder, &fields, (struct portreg_string){ NULL, 0 },
                              reader->error);
}

static enum portreg_status add_contact(struct text_reader *reader, const struct text_table *table,
                                       struct text_row row)
{
    struct portreg_string cell[TEXT_COLUMNS_MAX];
    uint32_t line = table->lines[row.anchor].number;
    enum portreg_status status = join_row(reader, table, row, 0, 1u << TEXT_CONTACT_URI, cell);
    if (status != PORTREG_OK) {
        return status;
    }
    struct portreg_string id = cell[TEXT_CONTACT_ID];
    if (id.size < 3 || id.data[0] != '[' || id.data[id.size - 1] != ']') {
        return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, line, 1,
                            "the id of a contact must stand in brackets, such as [Jon_Postel]");
    }
    struct contact_fields fields = {
        .id = { id.data + 1, id.size - 2 },
        .name = cell[TEXT_CONTACT_NAME],
        .org = cell[TEXT_CONTACT_ORG],
        .uri = cell[TEXT_CONTACT_URI],
        .updated = cell[TEXT_CONTACT_UPDATED],
        .position = { line, 1 },
    };
    return builder_add_contact(reader->builder, &fields, (struct portreg_string){ NULL, 0 },
                               reader->error);
}

/* The text ends where more must follow: says so at its end. */
static enum portreg_status cut_short(const struct text_reader *reader, const char *where)
{
    struct portreg_string text = reader->lines.text;
    struct portreg_string last = { text.data + text.size, 0 };
    uint32_t number = reader->lines.count + 1;
    if (!text_ends_a_line(text) && reader->lines.count > 0) {
        last = reader->lines.lines[--number - 1];
    }
    return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, number,
                        (uint32_t)last.size + 1,
                        "the text ends %s its contact table; is it cut short?", where);
}

/*
 * IANA's contact table is followed by a footnote or the licensing terms, which
 * stand where it ends; ours ends with a whole line.
 */
static bool contacts_are_cut(const struct text_reader *reader, const struct text_table *table,
                             uint32_t end)
{
    return end == reader->lines.count &&
           (!table->is_ruled || !text_ends_a_line(reader->lines.text));
}

static enum portreg_status read_table(struct text_reader *reader, const struct text_schema *schema,
                                      uint32_t titles, uint32_t end)
{
    struct text_table table;
    enum portreg_status status =
        text_table_read(&reader->lines, schema, titles, end, reader->input->name, &reader->arena,
                        &table, reader->error);
    if (status == PORTREG_OK && schema == &text_contacts && contacts_are_cut(reader, &table, end)) {
        return cut_short(reader, "within");
    }
    for (uint32_t i = 0; i < table.row_count && status == PORTREG_OK; i++) {
        status = schema == &text_records ? add_record(reader, &table, table.rows[i])
                                         : add_contact(reader, &table, table.rows[i]);
    }
    return status;
}

static struct portreg_string trimmed_line(const struct text_reader *reader, uint32_t index)
{
    return string_trim(reader->lines.lines[index]);
}

static enum portreg_status read_date(struct text_reader *reader, uint32_t end)
{
    for (uint32_t i = 0; i + 1 < end; i++) {
        if (!string_is(trimmed_line(reader, i), TEXT_DATE_HEADING)) {
            continue;
        }
        struct portreg_string date = trimmed_line(reader, i + 1);
        if (portreg_date_parse(date.data, date.size) == 0) {
            return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, i + 2, 1,
                                "expected the version's date as YYYY-MM-DD under \"%s\"",
                                TEXT_DATE_HEADING);
        }
        return builder_set_date(reader->builder, date, reader->error);
    }
    return PORTREG_OK; /* the caller knows it, or builder_end() says that it is missing */
}

/* Where the records end: before the heading that stands over the contacts' titles. */
static uint32_t records_end(const struct text_reader *reader, uint32_t contact_titles_line)
{
    uint32_t end = contact_titles_line;
    for (unsigned part = 0; part < 2; part++) {
        while (end > 0 && trimmed_line(reader, end - 1).size == 0) {
            end--;
        }
        if (part == 0 && end > 0) {
            end--; /* the heading, whatever it says: it changed over the years */
        }
    }
    return end;
}

/* Where the contacts end: at the next heading. */
static uint32_t contacts_end(const struct text_reader *reader, uint32_t titles)
{
    static const char *const headings[] = { "Footnote", "Footnotes", "Licensing Terms" };
    for (uint32_t i = titles; i < reader->lines.count; i++) {
        struct portreg_string line = trimmed_line(reader, i);
        for (size_t k = 0; k < sizeof(headings) / sizeof(headings[0]); k++) {
            if (string_is(line, headings[k])) {
                return i;
            }
        }
    }
    return reader->lines.count;
}

static enum portreg_status read_all(struct text_reader *reader)
{
    enum portreg_status status = list_lines(reader);
    if (status != PORTREG_OK) {
        return status;
    }
    uint32_t count = reader->lines.count;
    uint32_t titles = text_find_titles(&reader->lines, &text_records, 0);
    if (titles == count) {
        return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, 1, 1,
                            "found no line with the titles of IANA's table (Service Name, Port "
                            "Number, …)");
    }
    uint32_t contacts = text_find_titles(&reader->lines, &text_contacts, titles + 1);
    if (contacts == count) {
        return cut_short(reader, "before");
    }
    status = read_date(reader, titles);
    if (status == PORTREG_OK) {
        status = read_table(reader, &text_records, titles, records_end(reader, contacts));
    }
    if (status == PORTREG_OK) {
        status = read_table(reader, &text_contacts, contacts, contacts_end(reader, contacts));
    }
    return status;
}

static enum portreg_status read_text(struct builder *builder, const struct format_input *input,
                                     struct portreg_error *error)
{
    enum portreg_status status = text_check(input, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (input->lint != NULL) {
        lint_set_abilities(input->lint, (struct lint_abilities){ .has_dates = true,
                                                                 .has_owners = true,
                                                                 .has_contacts = true,
                                                                 .has_status = true });
    }
    struct text_reader reader = {
        .builder = builder,
        .input = input,
        .error = error,
        .arena = ARENA_INIT(TEXT_MEMORY_MAX),
        .joined = BUFFER_INIT(RECORD_TEXT_MAX),
    };
    status = read_all(&reader);
    buffer_free(&reader.joined);
    arena_free(&reader.arena);
    return status;
}

static unsigned probe(struct portreg_string head)
{
    struct line_reader lines = line_reader_of(without_mark(head));
    struct portreg_string line;
    while (line_next(&lines, &line)) {
        if (string_find(line, STRING_LITERAL("Service Name ")) != NULL &&
            string_find(line, STRING_LITERAL("Port Number ")) != NULL &&
            string_find(line, STRING_LITERAL("Assignee ")) != NULL) {
            return 90;
        }
    }
    return 0;
}

const struct format format_text = {
    .name = "text",
    .media_type = "text/plain",
    .extension = "txt",
    .summary = "a plain text table as IANA's, with contacts",
    .probe = probe,
    .read = read_text,
    .write = text_write,
};
