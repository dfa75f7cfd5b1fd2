/* SPDX-License-Identifier: BSD-2-Clause */
#include <csv.h>

#include "format/csv_write.h"
#include "format/format.h"
#include "format/lines.h"
#include "registry/lint.h"
#include "util/error.h"
#include "util/string.h"

/*
 * libcsv splits the text; it is fed line by line, so that every record and
 * error has its line. The header says which column is which.
 */
#define CSV_COLUMNS_MAX 64
#define COLUMN_UNKNOWN PORTREG_COLUMN_COUNT
#define PIECE_SIZE (1u << 16)
#define CSV_ROW_NOT_BEGUN 0 /* csv_parser.pstate; libcsv does not name it in its header */

struct csv_reader {
    struct builder *builder;
    const struct format_input *input;
    struct buffer row;                 /* the fields of the row, one behind the other */
    size_t field_end[CSV_COLUMNS_MAX]; /* where each ends in it */
    size_t field_count;
    enum portreg_column map[CSV_COLUMNS_MAX];
    size_t column_count; /* 0 until the header is read */
    uint32_t line;       /* that libcsv is given */
    uint32_t row_line;   /* where the row started */
    enum portreg_status status;
    struct portreg_error *error;
};

/* How titles were spelled over the years beside portreg_column_title(). */
static const struct {
    const char *title;
    enum portreg_column column;
} older_titles[] = {
    { "Resgistration Date", PORTREG_COLUMN_REGISTERED },
    { "Known Unauthorized Uses", PORTREG_COLUMN_UNAUTHORIZED },
    { "Unauthorized Uses", PORTREG_COLUMN_UNAUTHORIZED },
    { "Unauthorized Use", PORTREG_COLUMN_UNAUTHORIZED },
    { "Service Codes", PORTREG_COLUMN_CODE },
    { "Notes", PORTREG_COLUMN_NOTE },
    { "Transport", PORTREG_COLUMN_TRANSPORT },
    { "Protocol", PORTREG_COLUMN_TRANSPORT },
};

static enum portreg_column column_by_title(struct portreg_string title)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (string_equal_folded(title, string_of(portreg_column_title((enum portreg_column)i)))) {
            return (enum portreg_column)i;
        }
    }
    for (size_t i = 0; i < sizeof(older_titles) / sizeof(older_titles[0]); i++) {
        if (string_equal_folded(title, string_of(older_titles[i].title))) {
            return older_titles[i].column;
        }
    }
    return COLUMN_UNKNOWN;
}

static struct portreg_string field_at(const struct csv_reader *reader, size_t index)
{
    size_t start = index == 0 ? 0 : reader->field_end[index - 1];
    return string_trim(
        (struct portreg_string){ reader->row.data + start, reader->field_end[index] - start });
}

static enum portreg_status check_required(struct csv_reader *reader, uint32_t seen)
{
    for (unsigned i = 0; i <= PORTREG_COLUMN_DESCRIPTION; i++) {
        if ((seen & (1u << i)) == 0) {
            return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name,
                                reader->row_line, 1,
                                "the header lacks the column \"%s\": it must name at least "
                                "name, number, transport and description as IANA does",
                                portreg_column_title((enum portreg_column)i));
        }
    }
    return PORTREG_OK;
}

static enum portreg_status read_header(struct csv_reader *reader)
{
    uint32_t seen = 0;
    for (size_t i = 0; i < reader->field_count; i++) {
        struct portreg_string title = field_at(reader, i);
        enum portreg_column column = column_by_title(title);
        int shown = (int)(title.size < 64 ? title.size : 64);
        if (column == COLUMN_UNKNOWN) {
            return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name,
                                reader->row_line, 1,
                                "unknown column \"%.*s\": the first line must be IANA's header "
                                "(%s,%s,…)",
                                shown, title.data, portreg_column_title(PORTREG_COLUMN_NAME),
                                portreg_column_title(PORTREG_COLUMN_NUMBER));
        }
        if ((seen & (1u << column)) != 0) {
            return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name,
                                reader->row_line, 1, "the column \"%.*s\" stands twice", shown,
                                title.data);
        }
        seen |= 1u << column;
        reader->map[i] = column;
    }
    reader->column_count = reader->field_count;
    return check_required(reader, seen);
}

static enum portreg_status read_record(struct csv_reader *reader)
{
    if (reader->field_count != reader->column_count) {
        return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, reader->row_line, 1,
                            "the row has %zu columns, the header %zu: quote fields that hold "
                            "commas",
                            reader->field_count, reader->column_count);
    }
    struct record_fields fields = { .position = { reader->row_line, 1 } };
    for (size_t i = 0; i < reader->field_count; i++) {
        fields.column[reader->map[i]] = field_at(reader, i);
    }
    return builder_add_record(reader->builder, &fields, (struct portreg_string){ NULL, 0 },
                              reader->error);
}

/* Newlines inside a field are LF, whatever the file's own line ends are. */
static void append_field(struct buffer *row, const char *data, size_t size)
{
    const char *end = data + size;
    const char *cr;
    while (data < end && (cr = memchr(data, '\r', (size_t)(end - data))) != NULL) {
        bool before_lf = cr + 1 < end && cr[1] == '\n';
        buffer_append(row, data, (size_t)(cr - data));
        if (!before_lf) {
            buffer_append_char(row, '\n');
        }
        data = cr + 1;
    }
    buffer_append(row, data, (size_t)(end - data));
}

static enum portreg_status row_too_long(const struct csv_reader *reader)
{
    return error_set_at(reader->error, PORTREG_LIMIT, reader->input->name, reader->row_line, 1,
                        "the row is longer than %u bytes: look for a quote that is not closed",
                        RECORD_TEXT_MAX);
}

static void on_field(void *data, size_t size, void *context)
{
    struct csv_reader *reader = context;
    if (reader->status != PORTREG_OK) {
        return;
    }
    if (reader->field_count == CSV_COLUMNS_MAX) {
        reader->status =
            error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, reader->row_line, 1,
                         "more than %d columns: IANA's twelve "
                         "are expected",
                         CSV_COLUMNS_MAX);
        return;
    }
    append_field(&reader->row, data, size);
    if (buffer_failed(&reader->row)) {
        reader->status =
            reader->row.over_limit ? row_too_long(reader) : error_out_of_memory(reader->error);
        return;
    }
    reader->field_end[reader->field_count++] = reader->row.size;
}

static void on_row_end(int separator, void *context)
{
    struct csv_reader *reader = context;
    (void)separator;
    if (reader->status != PORTREG_OK) {
        return;
    }
    reader->status = reader->column_count == 0 ? read_header(reader) : read_record(reader);
    buffer_clear(&reader->row);
    reader->field_count = 0;
    reader->row_line = 0;
}

static enum portreg_status parse_error(struct csv_reader *reader, struct csv_parser *parser,
                                       size_t column)
{
    if (csv_error(parser) == CSV_EPARSE) {
        return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, reader->line,
                            (uint32_t)column,
                            "bare quote: a field that holds a quote must be quoted, its quotes "
                            "doubled");
    }
    return error_out_of_memory(reader->error);
}

/* Parses one line piece by piece: a quote that is not closed is found before libcsv grows. */
static enum portreg_status parse_line(struct csv_reader *reader, struct csv_parser *parser,
                                      struct portreg_string line)
{
    for (size_t at = 0; at < line.size && reader->status == PORTREG_OK; at += PIECE_SIZE) {
        size_t size = line.size - at < PIECE_SIZE ? line.size - at : PIECE_SIZE;
        size_t parsed = csv_parse(parser, line.data + at, size, on_field, on_row_end, reader);
        if (reader->status == PORTREG_OK && parsed != size) {
            return parse_error(reader, parser, at + parsed + 1);
        }
        if (reader->status == PORTREG_OK && csv_get_buffer_size(parser) > 2 * RECORD_TEXT_MAX) {
            return row_too_long(reader);
        }
    }
    return reader->status;
}

static enum portreg_status parse_lines(struct csv_reader *reader, struct csv_parser *parser)
{
    struct portreg_string rest = without_mark(reader->input->bytes);
    while (rest.size > 0 && reader->status == PORTREG_OK) {
        const char *end = memchr(rest.data, '\n', rest.size);
        struct portreg_string line = rest;
        if (end != NULL) {
            line.size = (size_t)(end - rest.data) + 1;
        }
        reader->line++;
        if (reader->row_line == 0) {
            reader->row_line = reader->line;
        }
        reader->status = parse_line(reader, parser, line);
        if (parser->pstate == CSV_ROW_NOT_BEGUN) { /* a blank line */
            reader->row_line = 0;
        }
        rest = string_from(rest, line.size);
    }
    if (reader->status == PORTREG_OK && csv_fini(parser, on_field, on_row_end, reader) != 0) {
        return error_set_at(reader->error, PORTREG_SYNTAX, reader->input->name, reader->row_line, 1,
                            "the file ends inside a quoted field of this row: it is cut short, or "
                            "a quote is not closed");
    }
    return reader->status;
}

static enum portreg_status read_csv(struct builder *builder, const struct format_input *input,
                                    struct portreg_error *error)
{
    enum portreg_status status = text_check(input, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (input->lint != NULL) {
        lint_set_abilities(
            input->lint,
            (struct lint_abilities){ .has_dates = true, .has_owners = true, .has_status = true });
    }
    struct csv_reader reader = {
        .builder = builder, .input = input, .row = BUFFER_INIT(RECORD_TEXT_MAX), .error = error
    };
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return error_out_of_memory(error);
    }
    csv_set_blk_size(&parser, PIECE_SIZE); /* grows by that much, not by 128 bytes */
    status = parse_lines(&reader, &parser);
    if (status == PORTREG_OK && reader.column_count == 0) {
        status = error_set_at(error, PORTREG_SYNTAX, input->name, 1, 1,
                              "the file is empty: the first line must be IANA's header");
    }
    csv_free(&parser);
    buffer_free(&reader.row);
    return status;
}

static unsigned probe(struct portreg_string head)
{
    struct line_reader lines = line_reader_of(without_mark(head));
    struct portreg_string line;
    if (!line_next(&lines, &line) || memchr(line.data, ',', line.size) == NULL) {
        return 0;
    }
    unsigned known = 0;
    while (line.size > 0) {
        const char *comma = memchr(line.data, ',', line.size);
        size_t size = comma == NULL ? line.size : (size_t)(comma - line.data);
        struct portreg_string title = string_trim((struct portreg_string){ line.data, size });
        if (title.size > 1 && title.data[0] == '"' && title.data[title.size - 1] == '"') {
            title = (struct portreg_string){ title.data + 1, title.size - 2 };
        }
        known += column_by_title(title) != COLUMN_UNKNOWN;
        line = string_from(line, size + (comma != NULL));
    }
    return known >= 4 ? 95 : 0;
}

const struct format format_csv = {
    .name = "csv",
    .media_type = "text/csv",
    .extension = "csv",
    .summary = "IANA's CSV, twelve columns with a header",
    .probe = probe,
    .read = read_csv,
    .write = csv_export,
};
