/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/listing.h"

#include "cli/output.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "cli/table.h"

struct cursor {
    size_t layer;
    uint32_t given; /* versions of that layer */
};

static bool next_item(const struct output *output, struct cursor *cursor, struct listing_item *ret)
{
    const struct layers *layers = output->layers;

    for (; cursor->layer < layers->count; cursor->layer++, cursor->given = 0) {
        const struct layer *layer = &layers->items[cursor->layer];
        uint32_t newest = layer->view.version;
        uint32_t count = output->invocation->command->listing->every_version ? newest + 1 : 1;

        ret->layer = layer;
        while (cursor->given < count) {
            if (portreg_snapshot_version(layer->snapshot, newest - cursor->given++,
                                         &ret->version)) {
                return true;
            }
        }
    }
    return false;
}

static const struct listing_column *column_of(const struct output *output, size_t index)
{
    return &output->invocation->command->listing->columns[output->columns[index]];
}

static void append_cell(struct buffer *out, const struct listing_column *column,
                        const struct listing_item *item, bool with_unit)
{
    uint64_t number;

    if (column->text != NULL) {
        column->text(out, item);
        return;
    }
    number = column->number(item);
    buffer_append_unsigned(out, number);
    if (with_unit && column->unit != NULL) {
        buffer_printf(out, " %s%s", column->unit, number == 1 ? "" : "s");
    }
}

static void write_table(struct output *output)
{
    char titles[OUTPUT_COLUMNS_MAX][OUTPUT_TITLE_SIZE];
    struct buffer cell = BUFFER_INIT(COLUMN_TEXT_MAX);
    struct cursor cursor = { 0, 0 };
    struct listing_item item;
    struct table table;

    table_init(&table);
    for (size_t i = 0; i < output->column_count; i++) {
        output_title(&column_of(output, i)->column, titles[i]);
        table_column(&table, titles[i], column_of(output, i)->flags);
    }
    while (next_item(output, &cursor, &item)) {
        for (size_t i = 0; i < output->column_count; i++) {
            buffer_clear(&cell);
            append_cell(&cell, column_of(output, i), &item, true);
            table_cell(&table, cell.data, cell.size);
        }
    }
    output->failed |= buffer_failed(&cell);
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    buffer_free(&cell);
    table_free(&table);
}

static void write_raw(struct output *output)
{
    struct cursor cursor = { 0, 0 };
    struct listing_item item;

    while (next_item(output, &cursor, &item)) {
        for (size_t i = 0; i < output->column_count; i++) {
            size_t start = output->text.size;

            append_cell(&output->text, column_of(output, i), &item, false);
            output_end_raw_cell(output, start, i + 1 == output->column_count);
        }
    }
}

static void write_member(struct output *output, struct json *json,
                         const struct listing_column *column, const struct listing_item *item)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    json_key(json, column->member);
    if (column->number != NULL) {
        json_unsigned(json, column->number(item));
        return;
    }
    column->text(&text, item);
    json_string_or_null(json, (struct portreg_string){ text.data, text.size });
    output->failed |= buffer_failed(&text);
    buffer_free(&text);
}

/* All columns there are, or those that -o names. */
static void write_object(struct output *output, struct json *json, const struct listing_item *item)
{
    const struct listing *listing = output->invocation->command->listing;
    size_t count = output->own_columns ? output->column_count : listing->column_count;

    json_object_open(json);
    for (size_t i = 0; i < count; i++) {
        write_member(output, json,
                     output->own_columns ? column_of(output, i) : &listing->columns[i], item);
    }
    json_object_close(json);
}

static void write_document(struct output *output)
{
    const struct listing *listing = output->invocation->command->listing;
    struct cursor cursor = { 0, 0 };
    struct listing_item item;
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    if (listing->every_version) { /* a list of the sources names them itself */
        answer_json_source(&json, output->layers);
    }
    json_key(&json, listing->member);
    json_array_open(&json);
    while (next_item(output, &cursor, &item)) {
        write_object(output, &json, &item);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void write_lines(struct output *output)
{
    struct cursor cursor = { 0, 0 };
    struct listing_item item;

    while (next_item(output, &cursor, &item)) {
        struct json json;

        json_init(&json, &output->text, false);
        write_object(output, &json, &item);
        buffer_append_char(&output->text, '\n');
    }
}

static void write_listing(struct output *output)
{
    output->answered = true;
    switch (output->form) {
    case FORM_RAW:
        write_raw(output);
        break;
    case FORM_JSON:
        write_document(output);
        break;
    case FORM_NDJSON:
        write_lines(output);
        break;
    case FORM_TABLE:
    case FORM_CSV: /* not taken */
        write_table(output);
        break;
    }
}

const struct column *listing_column_at(const struct listing *listing, unsigned index)
{
    if (listing == NULL) {
        return column_at(index);
    }
    return index < listing->column_count ? &listing->columns[index].column : NULL;
}

int listing_run(const struct invocation *invocation)
{
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!registry_open(&registry, invocation, PORTREG_OPEN_QUICK)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry.layers,
                    invocation->command->listing->usual_columns)) {
        write_listing(&output);
        code = output_finish(&output, EXIT_FOUND);
    }
    registry_close(&registry);
    return code;
}
