/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/listing.h"

#include "answer/layer_list.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "cli/table.h"
#include "util/date.h"

/* A command that has no -o opens its output without columns; all are meant then. */
static size_t count_of(const struct output *output, const struct listing_cursor *cursor)
{
    return output->column_count > 0 ? output->column_count : cursor->listing->column_count;
}

static const struct listing_column *column_of(const struct output *output,
                                              const struct listing_cursor *cursor, size_t index)
{
    return &cursor->listing->columns[output->column_count > 0 ? output->columns[index] : index];
}

static unsigned layout_of(const struct listing_column *column)
{
    if (column->number != NULL) {
        return TABLE_RIGHT;
    }
    return column->is_long ? TABLE_WRAP : 0;
}

static void write_table(struct output *output, struct listing_cursor *cursor)
{
    char titles[OUTPUT_COLUMNS_MAX][OUTPUT_TITLE_SIZE];
    struct buffer cell = BUFFER_INIT(COLUMN_TEXT_MAX);
    const void *item;
    struct table table;

    table_init(&table);
    for (size_t i = 0; i < count_of(output, cursor); i++) {
        output_title(&column_of(output, cursor, i)->column, titles[i]);
        table_column(&table, titles[i], layout_of(column_of(output, cursor, i)));
    }
    while ((item = cursor->next(cursor)) != NULL) {
        for (size_t i = 0; i < count_of(output, cursor); i++) {
            buffer_clear(&cell);
            listing_append(&cell, column_of(output, cursor, i), item, true);
            table_cell(&table, cell.data, cell.size);
        }
    }
    output->failed |= buffer_failed(&cell);
    if (table.cell_count > 0) {
        output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    }
    buffer_free(&cell);
    table_free(&table);
}

static void write_raw(struct output *output, struct listing_cursor *cursor)
{
    const void *item;

    while ((item = cursor->next(cursor)) != NULL) {
        for (size_t i = 0; i < count_of(output, cursor); i++) {
            size_t start = output->text.size;

            listing_append(&output->text, column_of(output, cursor, i), item, false);
            output_end_raw_cell(output, start, i + 1 == count_of(output, cursor));
        }
    }
}

void listing_write(struct output *output, struct listing_cursor *cursor)
{
    const struct listing_form form = { .columns = output->own_columns ? output->columns : NULL,
                                       .column_count = output->column_count,
                                       .no_heading = !output->headings };

    output->answered = true;
    switch (output->form) {
    case FORM_TABLE:
        write_table(output, cursor);
        break;
    case FORM_RAW:
        write_raw(output, cursor);
        break;
    case FORM_JSON:
        listing_append_json(&output->text, cursor, &form);
        break;
    case FORM_NDJSON:
        listing_append_ndjson(&output->text, cursor, &form);
        break;
    case FORM_CSV:
        listing_append_csv(&output->text, cursor, &form);
        break;
    }
}

static int list_layers(struct output *output)
{
    struct layer_list list =
        layer_list_of(output->invocation->command->listing, output->layers, date_today());

    listing_write(output, &list.cursor);
    return output_finish(output, EXIT_FOUND);
}

/* The commands that list the layers, or the versions that they hold. */
int listing_run(const struct invocation *invocation)
{
    return registry_answer(invocation, invocation->command->listing->usual_columns, list_layers);
}
