/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/output.h"

#include "answer/answer_csv.h"
#include "cli/table.h"
#include "util/string.h"

void output_title(const struct column *column, char title[OUTPUT_TITLE_SIZE])
{
    size_t i = 0;

    for (; column->key[i] != '\0' && i + 1 < OUTPUT_TITLE_SIZE; i++) {
        char c = column->key[i];

        title[i] = (char)(ascii_is_alpha(c) ? c - ('a' - 'A') : c);
    }
    title[i] = '\0';
}

static const char *cell_color(const struct output *output, const struct answer_cells *cells,
                              enum column_id column)
{
    if (!output->color) {
        return NULL;
    }
    if (column == COLUMN_STATUS) {
        return output_style_sequence(output_status_style(cells->row.status));
    }
    if ((unsigned)column == PORTREG_COLUMN_NAME) {
        return output_style_sequence(STYLE_BOLD);
    }
    return column == COLUMN_REMARK ? output_style_sequence(STYLE_DIM) : NULL;
}

/* How a column is laid out. */
static unsigned column_flags(enum column_id id)
{
    switch ((unsigned)id) {
    case COLUMN_FIRST:
    case COLUMN_LAST:
    case COLUMN_FREQUENCY:
        return TABLE_RIGHT;
    case PORTREG_COLUMN_DESCRIPTION:
    case PORTREG_COLUMN_UNAUTHORIZED:
    case PORTREG_COLUMN_NOTE:
    case PORTREG_COLUMN_ASSIGNEE:
    case PORTREG_COLUMN_CONTACT:
    case PORTREG_COLUMN_REFERENCE:
    case COLUMN_REMARK:
    case COLUMN_ALIASES:
        return TABLE_WRAP;
    default:
        return 0;
    }
}

/* What has to be read of a row for the columns that are shown. */
static unsigned columns_to_read(const struct output *output)
{
    unsigned columns = 0;

    for (size_t i = 0; i < output->column_count; i++) {
        columns |= column_reads(output->columns[i]);
    }
    return columns;
}

static void fill_table(struct output *output, struct table *table)
{
    struct buffer cell = BUFFER_INIT(OUTPUT_TEXT_MAX);
    const unsigned columns = columns_to_read(output);

    for (size_t i = 0; i < output->answers.count; i++) {
        struct answer_cells cells;

        answer_read_columns(&output->answers.items[i], columns, &cells);
        for (size_t j = 0; j < output->column_count; j++) {
            buffer_clear(&cell);
            column_append(&cell, &output->answers.items[i], &cells, output->columns[j]);
            table_cell_colored(table, cell.data, cell.size,
                               cell_color(output, &cells, output->columns[j]));
        }
    }
    output->failed |= buffer_failed(&cell);
    buffer_free(&cell);
}

static void write_table(struct output *output)
{
    char titles[OUTPUT_COLUMNS_MAX][OUTPUT_TITLE_SIZE];
    struct table table;

    if (output->answers.count == 0) {
        return;
    }
    table_init(&table);
    for (size_t i = 0; i < output->column_count; i++) {
        output_title(column_at(output->columns[i]), titles[i]);
        table_column(&table, titles[i], column_flags(output->columns[i]));
    }
    fill_table(output, &table);
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

void output_end_raw_cell(struct output *output, size_t start, bool is_last)
{
    for (size_t i = start; i < output->text.size; i++) {
        if ((unsigned char)output->text.data[i] < ' ') {
            output->text.data[i] = ' ';
        }
    }
    buffer_append_char(&output->text, is_last ? '\n' : '\t');
}

static void write_raw(struct output *output)
{
    const unsigned columns = columns_to_read(output);

    for (size_t i = 0; i < output->answers.count; i++) {
        struct answer_cells cells;

        answer_read_columns(&output->answers.items[i], columns, &cells);
        for (size_t j = 0; j < output->column_count; j++) {
            size_t start = output->text.size;

            column_append(&output->text, &output->answers.items[i], &cells, output->columns[j]);
            output_end_raw_cell(output, start, j + 1 == output->column_count);
        }
    }
}

struct answer_form output_answer_form(const struct output *output)
{
    return (struct answer_form){ .full = output->full,
                                 .columns = output->own_columns ? output->columns : NULL,
                                 .column_count = output->column_count };
}

void output_answers(struct output *output)
{
    const struct answer_form form = output_answer_form(output);

    if (output->answered || output->column_count == 0) {
        return;
    }
    output->answered = true;
    switch (output->form) {
    case FORM_TABLE:
        write_table(output);
        break;
    case FORM_RAW:
        write_raw(output);
        break;
    case FORM_JSON:
        answers_append_json(&output->text, output->layers, &output->answers, &form);
        break;
    case FORM_NDJSON:
        answers_append_ndjson(&output->text, &output->answers, &form);
        break;
    case FORM_CSV:
        answers_append_csv(&output->text, &output->answers, output->headings);
        break;
    }
}
