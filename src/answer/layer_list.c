/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/layer_list.h"

#include "answer/answer_json.h"

static void append_layer(struct buffer *out, const void *data)
{
    const struct layer_list_item *item = data;

    buffer_append_string(out, layer_name(item->layer));
}

static void append_date(struct buffer *out, const void *data)
{
    const struct layer_list_item *item = data;
    char text[16];

    buffer_append(out, text, portreg_date_format(item->version.date, text));
}

static void append_format(struct buffer *out, const void *data)
{
    const struct layer_list_item *item = data;

    buffer_append_string(out, item->version.format);
}

static void append_origin(struct buffer *out, const void *data)
{
    const struct layer_list_item *item = data;

    buffer_append_string(out, item->version.source);
}

static void append_path(struct buffer *out, const void *data)
{
    const struct layer_list_item *item = data;

    buffer_append_text(out, item->layer->path);
}

static uint64_t row_count(const void *data)
{
    const struct layer_list_item *item = data;

    return item->version.row_count;
}

static uint64_t contact_count(const void *data)
{
    const struct layer_list_item *item = data;

    return item->version.contact_count;
}

static uint64_t version_count(const void *data)
{
    const struct layer_list_item *item = data;

    return portreg_snapshot_version_count(item->layer->snapshot);
}

static uint64_t age_in_days(const void *data)
{
    const struct layer_list_item *item = data;

    return layer_age_days(item->layer, item->today);
}

static uint64_t byte_count(const void *data)
{
    const struct layer_list_item *item = data;

    return portreg_snapshot_size(item->layer->snapshot);
}

static const struct listing_column version_columns[] = {
    { .column = { "date", "Date", "date of the version" }, .member = "date", .text = append_date },
    { .column = { "rows", "Rows", "how many rows it has" }, .member = "rows", .number = row_count },
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
    .columns = version_columns,
    .column_count = sizeof(version_columns) / sizeof(version_columns[0]),
};

const struct listing listing_of_sources = {
    .member = "sources",
    .usual_columns = "layer,as-of,age,versions,rows,path",
    .columns = source_columns,
    .column_count = sizeof(source_columns) / sizeof(source_columns[0]),
};

static const void *next_item(struct listing_cursor *cursor)
{
    struct layer_list *list = (struct layer_list *)cursor;
    const bool every_version = cursor->listing == &listing_of_versions;

    for (; list->layer < list->layers->count; list->layer++, list->given = 0) {
        const struct layer *layer = &list->layers->items[list->layer];
        uint32_t newest = layer->view.version;
        uint32_t count = every_version ? newest + 1 : 1;

        list->item.layer = layer;
        while (list->given < count) {
            if (portreg_snapshot_version(layer->snapshot, newest - list->given++,
                                         &list->item.version)) {
                return &list->item;
            }
        }
    }
    return NULL;
}

static void source_members(struct json *json, const struct listing_cursor *cursor)
{
    answer_json_source(json, ((const struct layer_list *)cursor)->layers);
}

struct layer_list layer_list_of(const struct listing *listing, const struct layers *layers,
                                portreg_date today)
{
    struct layer_list list = { .cursor = { .listing = listing, .next = next_item },
                               .layers = layers,
                               .item.today = today };

    if (listing == &listing_of_versions) { /* a list of the sources names them itself */
        list.cursor.members = source_members;
    }
    return list;
}
