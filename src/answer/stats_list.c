/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/stats_list.h"

#include <stdio.h>
#include <string.h>

#include "answer/stats_json.h"

struct list_visitor {
    struct stats_visitor visitor;
    struct stats_list *list;
    const struct layer *layer;
    char path[STATS_KEY_SIZE]; /* of the groups that are open, each with a dot behind it */
};

static void open_group(struct stats_visitor *visitor, const char *group)
{
    struct list_visitor *self = (struct list_visitor *)visitor;
    const size_t size = strlen(self->path);

    (void)snprintf(self->path + size, sizeof(self->path) - size, "%s.", group);
}

static void close_group(struct stats_visitor *visitor)
{
    struct list_visitor *self = (struct list_visitor *)visitor;
    char *last = strrchr(self->path, '.');

    *last = '\0';
    last = strrchr(self->path, '.');
    *(last != NULL ? last + 1 : self->path) = '\0';
}

static void add_count(struct stats_visitor *visitor, const char *key, uint32_t value)
{
    struct list_visitor *self = (struct list_visitor *)visitor;
    struct stats_item *item = &self->list->items[self->list->count++];
    const size_t size = strlen(self->path);

    item->layer = self->layer;
    item->value = value;
    memcpy(item->key, self->path, size);
    (void)snprintf(item->key + size, sizeof(item->key) - size, "%s", key);
}

void stats_list_fill(struct stats_list *list, const struct layer *layer,
                     const struct portreg_stats *stats)
{
    struct list_visitor visitor = { { open_group, close_group, add_count }, list, layer, "" };

    list->count = 0;
    stats_visit(&visitor.visitor, stats);
}

static void append_layer(struct buffer *out, const void *item)
{
    buffer_append_string(out, layer_name(((const struct stats_item *)item)->layer));
}

static void append_date(struct buffer *out, const void *item)
{
    char date[16];

    buffer_append(out, date,
                  portreg_date_format(layer_date(((const struct stats_item *)item)->layer), date));
}

static void append_key(struct buffer *out, const void *item)
{
    buffer_append_text(out, ((const struct stats_item *)item)->key);
}

static uint64_t value_number(const void *item)
{
    return ((const struct stats_item *)item)->value;
}

static const struct listing_column columns[] = {
    { .column = { "layer", "Layer", "the layer that is counted" },
      .member = "layer",
      .text = append_layer },
    { .column = { "date", "Date", "date of its version" }, .member = "date", .text = append_date },
    { .column = { "key", "Key", "what is counted: where it stands in --json, with dots" },
      .member = "key",
      .text = append_key },
    { .column = { "value", "Value", "how many" }, .member = "value", .number = value_number },
};

const struct listing listing_of_stats = {
    .member = "counts",
    .usual_columns = "layer,date,key,value",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
};
