/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/output.h"

#include "cli/table.h"
#include "format/csv_write.h"
#include "query/record_json.h"
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

static void fill_table(struct output *output, struct table *table)
{
    struct buffer cell = BUFFER_INIT(OUTPUT_TEXT_MAX);

    for (size_t i = 0; i < output->answer_count; i++) {
        struct answer_cells cells;

        answer_read(&output->answers[i], &cells);
        for (size_t j = 0; j < output->column_count; j++) {
            buffer_clear(&cell);
            column_append(&cell, &output->answers[i], &cells, output->columns[j]);
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

    if (output->answer_count == 0) {
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
    for (size_t i = 0; i < output->answer_count; i++) {
        struct answer_cells cells;

        answer_read(&output->answers[i], &cells);
        for (size_t j = 0; j < output->column_count; j++) {
            size_t start = output->text.size;

            column_append(&output->text, &output->answers[i], &cells, output->columns[j]);
            output_end_raw_cell(output, start, j + 1 == output->column_count);
        }
    }
}

/* One object an answer: all that is known of it, or the columns that -o names. */
static void write_object(struct output *output, struct json *json, const struct answer *answer)
{
    struct answer_cells cells;

    answer_read(answer, &cells);
    json_object_open(json);
    if (!output->own_columns) {
        record_json_members(json, &cells.row);
        json_key(json, "reason");
        column_json(json, answer, &cells, COLUMN_REASON);
        json_key(json, "layer");
        column_json(json, answer, &cells, COLUMN_LAYER);
        if (output->form == FORM_NDJSON) { /* a document says it once, before the records */
            json_key(json, "as_of");
            column_json(json, answer, &cells, COLUMN_AS_OF);
        }
    } else {
        for (size_t i = 0; i < output->column_count; i++) {
            json_key(json, column_at(output->columns[i])->key);
            column_json(json, answer, &cells, output->columns[i]);
        }
    }
    json_object_close(json);
}

static void write_layer(struct json *json, const struct layer *layer)
{
    char date[16];

    json_key(json, "source");
    json_string(json, registry_layer_name(layer));
    json_key(json, "as_of");
    json_string(json, (struct portreg_string){
                          date, portreg_date_format(registry_layer_date(layer), date) });
}

void output_json_source(const struct output *output, struct json *json)
{
    const struct registry *registry = output->registry;

    write_layer(json, registry_base(registry));
    if (registry->layer_count < 2) {
        return;
    }
    json_key(json, "layers");
    json_array_open(json);
    for (size_t i = 0; i < registry->layer_count; i++) {
        json_object_open(json);
        write_layer(json, &registry->layers[i]);
        json_object_close(json);
    }
    json_array_close(json);
}

void output_json_records(struct output *output, struct json *json)
{
    json_key(json, "records");
    json_array_open(json);
    for (size_t i = 0; i < output->answer_count; i++) {
        write_object(output, json, &output->answers[i]);
    }
    json_array_close(json);
}

static void write_document(struct output *output)
{
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    output_json_source(output, &json);
    output_json_records(output, &json);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void write_lines(struct output *output)
{
    for (size_t i = 0; i < output->answer_count; i++) {
        struct json json;

        json_init(&json, &output->text, false);
        write_object(output, &json, &output->answers[i]);
        buffer_append_char(&output->text, '\n');
    }
}

/* An unassigned number without a row, as IANA's export writes those that have one. */
static void write_csv_unassigned(struct output *output, const struct answer *answer)
{
    buffer_printf(&output->text, ",%u", answer->first);
    if (answer->last != answer->first) {
        buffer_printf(&output->text, "-%u", answer->last);
    }
    buffer_printf(&output->text, ",%s,Unassigned,,,,,,,,\r\n",
                  portreg_transport_name(answer->transport));
}

/* CSV is rows of the registry: a status that only follows from the rules is none. */
static void write_csv(struct output *output)
{
    if (output->headings) {
        csv_append_header(&output->text);
    }
    for (size_t i = 0; i < output->answer_count; i++) {
        const struct answer *answer = &output->answers[i];

        if (answer->row != PORTREG_NONE) {
            csv_append_row(&output->text, answer->layer->view, answer->row);
        } else if (answer->status == PORTREG_PORT_UNASSIGNED) {
            write_csv_unassigned(output, answer);
        }
    }
}

void output_answers(struct output *output)
{
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
        write_document(output);
        break;
    case FORM_NDJSON:
        write_lines(output);
        break;
    case FORM_CSV:
        write_csv(output);
        break;
    }
}
