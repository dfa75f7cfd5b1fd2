/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/listing.h"

#include "answer/answer_json.h"
#include "format/csv_write.h"

static void append_layer(struct buffer *out, const struct listing_item *item)
{
    buffer_append_string(out, layer_name(item->layer));
}

static void append_date(struct buffer *out, const struct listing_item *item)
{
    char text[16];

    buffer_append(out, text, portreg_date_format(item->version.date, text));
}

static void append_format(struct buffer *out, const struct listing_item *item)
{
    buffer_append_string(out, item->version.format);
}

static void append_origin(struct buffer *out, const struct listing_item *item)
{
    buffer_append_string(out, item->version.source);
}

static void append_path(struct buffer *out, const struct listing_item *item)
{
    buffer_append_text(out, item->layer->path);
}

static uint64_t row_count(const struct listing_item *item)
{
    return item->version.row_count;
}

static uint64_t contact_count(const struct listing_item *item)
{
    return item->version.contact_count;
}

static uint64_t version_count(const struct listing_item *item)
{
    return portreg_snapshot_version_count(item->layer->snapshot);
}

static uint64_t age_in_days(const struct listing_item *item)
{
    return layer_age_days(item->layer, item->today);
}

static uint64_t byte_count(const struct listing_item *item)
{
    return portreg_snapshot_size(item->layer->snapshot);
}

static const struct listing_column version_columns[] = {
    { .column = { "date", "Date", "date of the version" }, .member = "date", .text = append_date },
    { .column = { "rows", "Rows", "how many rows it has" },
      .member = "rows",
      .number = row_count },
    { .column = { "contacts", "Contacts", "how many contacts it has" },
      .member = "contacts",
      .number = contact_count },
    { .column = { "format", "Format", "format it was read in" },
      .member = "format",
      .text = append_format },
    { .column = { "from", "From", "file or address it was read from" },
      .member = "from",
      .is_long = true,
      .text = append_origin },
    { .column = { "layer", "Layer", "the layer that holds it" },
      .member = "layer",
      .text = append_layer },
};

static const struct listing_column source_columns[] = {
    { .column = { "layer", "Layer", "name of the layer" },
      .member = "source",
      .text = append_layer },
    { .column = { "as-of", "As Of", "date of the version that answers" },
      .member = "as_of",
      .text = append_date },
    { .column = { "age", "Age", "days since then" },
      .member = "age_days",
      .number = age_in_days,
      .unit = "day" },
    { .column = { "versions", "Versions", "how many versions it holds" },
      .member = "versions",
      .number = version_count },
    { .column = { "rows", "Rows", "how many rows the version that answers has" },
      .member = "rows",
      .number = row_count },
    { .column = { "bytes", "Bytes", "size of the snapshot" },
      .member = "bytes",
      .number = byte_count },
    { .column = { "path", "Path", "where the snapshot is" },
      .member = "path",
      .is_long = true,
      .text = append_path },
};

const struct listing listing_of_versions = {
    .member = "versions",
    .usual_columns = "date,rows,contacts,format,from",
    .every_version = true,
    .columns = version_columns,
    .column_count = sizeof(version_columns) / sizeof(version_columns[0]),
};

const struct listing listing_of_sources = {
    .member = "sources",
    .usual_columns = "layer,as-of,age,versions,rows,path",
    .every_version = false,
    .columns = source_columns,
    .column_count = sizeof(source_columns) / sizeof(source_columns[0]),
};

const struct column *listing_column_at(const struct listing *listing, unsigned index)
{
    if (listing == NULL) {
        return column_at(index);
    }
    return index < listing->column_count ? &listing->columns[index].column : NULL;
}

bool listing_next(struct listing_cursor *cursor, struct listing_item *ret)
{
    const struct layers *layers = cursor->layers;

    ret->today = cursor->today;
    for (; cursor->layer < layers->count; cursor->layer++, cursor->given = 0) {
        const struct layer *layer = &layers->items[cursor->layer];
        uint32_t newest = layer->view.version;
        uint32_t count = cursor->listing->every_version ? newest + 1 : 1;

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

void listing_append(struct buffer *out, const struct listing_column *column,
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

static void json_member(struct json *json, const struct listing_column *column,
                        const struct listing_item *item)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    json_key(json, column->member);
    if (column->number != NULL) {
        json_unsigned(json, column->number(item));
        return;
    }
    column->text(&text, item);
    json_string_or_null(json, (struct portreg_string){ text.data, text.size });
    json->out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

static void json_item(struct json *json, const struct listing *listing,
                      const struct listing_item *item, const struct listing_form *form)
{
    size_t count = form->columns != NULL ? form->column_count : listing->column_count;

    json_object_open(json);
    for (size_t i = 0; i < count; i++) {
        json_member(json, &listing->columns[form->columns != NULL ? form->columns[i] : i], item);
    }
    json_object_close(json);
}

void listing_append_json(struct buffer *out, struct listing_cursor *cursor,
                         const struct listing_form *form)
{
    struct listing_item item;
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    if (cursor->listing->every_version) { /* a list of the sources names them itself */
        answer_json_source(&json, cursor->layers);
    }
    json_key(&json, cursor->listing->member);
    json_array_open(&json);
    while (listing_next(cursor, &item)) {
        json_item(&json, cursor->listing, &item, form);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

void listing_append_ndjson(struct buffer *out, struct listing_cursor *cursor,
                           const struct listing_form *form)
{
    struct listing_item item;

    while (listing_next(cursor, &item)) {
        struct json json;

        json_init(&json, out, false);
        json_item(&json, cursor->listing, &item, form);
        buffer_append_char(out, '\n');
    }
}

static void csv_cell(struct buffer *out, struct buffer *text)
{
    csv_append_field(out, (struct portreg_string){ text->data, text->size });
    out->failed |= buffer_failed(text);
    buffer_clear(text);
}

void listing_append_csv(struct buffer *out, struct listing_cursor *cursor)
{
    const struct listing *listing = cursor->listing;
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);
    struct listing_item item;

    for (unsigned i = 0; i < listing->column_count; i++) {
        buffer_append_text(out, i > 0 ? "," : "");
        buffer_append_text(out, listing->columns[i].column.title);
    }
    buffer_append_text(out, "\r\n");
    while (listing_next(cursor, &item)) {
        for (unsigned i = 0; i < listing->column_count; i++) {
            buffer_append_text(out, i > 0 ? "," : "");
            listing_append(&text, &listing->columns[i], &item, false);
            csv_cell(out, &text);
        }
        buffer_append_text(out, "\r\n");
    }
    buffer_free(&text);
}
