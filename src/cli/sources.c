/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/listing.h"
#include "cli/table.h"
#include "util/date.h"

/* What `versions` and `sources` list. */

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
    return layer_age_days(item->layer, date_today());
}

static uint64_t byte_count(const struct listing_item *item)
{
    return portreg_snapshot_size(item->layer->snapshot);
}

static const struct listing_column version_columns[] = {
    { .column = { "date", "Date", "date of the version" }, .member = "date", .text = append_date },
    { .column = { "rows", "Rows", "how many rows it has" },
      .member = "rows",
      .flags = TABLE_RIGHT,
      .number = row_count },
    { .column = { "contacts", "Contacts", "how many contacts it has" },
      .member = "contacts",
      .flags = TABLE_RIGHT,
      .number = contact_count },
    { .column = { "format", "Format", "format it was read in" },
      .member = "format",
      .text = append_format },
    { .column = { "from", "From", "file or address it was read from" },
      .member = "from",
      .flags = TABLE_WRAP,
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
      .flags = TABLE_RIGHT,
      .number = age_in_days,
      .unit = "day" },
    { .column = { "versions", "Versions", "how many versions it holds" },
      .member = "versions",
      .flags = TABLE_RIGHT,
      .number = version_count },
    { .column = { "rows", "Rows", "how many rows the version that answers has" },
      .member = "rows",
      .flags = TABLE_RIGHT,
      .number = row_count },
    { .column = { "bytes", "Bytes", "size of the snapshot" },
      .member = "bytes",
      .flags = TABLE_RIGHT,
      .number = byte_count },
    { .column = { "path", "Path", "where the snapshot is" },
      .member = "path",
      .flags = TABLE_WRAP,
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
