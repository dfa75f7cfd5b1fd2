/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/layer_compare.h"

#include <portreg/query.h>

#include "query/service.h"
#include "util/string.h"

/* The columns of a comparison of two layers. */

static void append_number(struct buffer *out, const void *item)
{
    const struct layer_difference *difference = item;

    buffer_append_unsigned(out, difference->first);
    if (difference->first != difference->last) {
        buffer_append_char(out, '-');
        buffer_append_unsigned(out, difference->last);
    }
}

static uint64_t first_number(const void *item)
{
    return ((const struct layer_difference *)item)->first;
}

static uint64_t last_number(const void *item)
{
    return ((const struct layer_difference *)item)->last;
}

static void append_transport(struct buffer *out, const void *item)
{
    const struct layer_difference *difference = item;

    buffer_append_text(out, portreg_transport_name(difference->transport));
}

static void append_finding(struct buffer *out, const void *item)
{
    buffer_append_text(out, layer_finding_key(((const struct layer_difference *)item)->finding));
}

static bool entry_of(const struct layer_difference *difference, unsigned side,
                     struct service_entry *ret)
{
    const struct service_list list = { .view = difference->of->sides[side].view };

    return difference->names[side] > 0 &&
           service_find_port(&list, difference->first, difference->transport, ret);
}

static void append_name(struct buffer *out, const void *item, unsigned side)
{
    struct service_entry entry;

    if (entry_of(item, side, &entry)) {
        buffer_append_string(out, entry.names[0]);
    }
}

static void append_aliases(struct buffer *out, const void *item, unsigned side)
{
    struct service_entry entry;

    if (entry_of(item, side, &entry)) {
        service_append_aliases(out, &entry);
    }
}

/* RFC 6335's rules for ports without a row are of IANA's registry, not of a list of names. */
static void append_status(struct buffer *out, const void *item, unsigned side)
{
    const struct layer_difference *difference = item;
    const struct layer *layer = &difference->of->sides[side];
    uint32_t row;
    enum portreg_port_status status =
        portreg_port_status(layer->view, difference->first, difference->transport, &row, NULL);

    if (row != PORTREG_NONE || string_is(layer_name(layer), "iana")) {
        buffer_append_text(out, portreg_port_status_name(status));
    }
}

static void append_description(struct buffer *out, const void *item, unsigned side)
{
    const struct layer_difference *difference = item;
    struct portreg_row row;

    if (difference->rows[side] != PORTREG_NONE &&
        portreg_snapshot_row(difference->of->sides[side].snapshot, difference->rows[side], &row)) {
        buffer_append_string(out, row.column[PORTREG_COLUMN_DESCRIPTION]);
    }
}

#define BOTH_SIDES(what)                                                \
    static void append_##what##_a(struct buffer *out, const void *item) \
    {                                                                   \
        append_##what(out, item, 0);                                    \
    }                                                                   \
    static void append_##what##_b(struct buffer *out, const void *item) \
    {                                                                   \
        append_##what(out, item, 1);                                    \
    }
BOTH_SIDES(name)
BOTH_SIDES(aliases)
BOTH_SIDES(status)
BOTH_SIDES(description)
#undef BOTH_SIDES

static const struct listing_column columns[] = {
    { .column = { "number", "Number", "the port, or FIRST-LAST" },
      .member = "number",
      .text = append_number },
    { .column = { "transport", "Transport", "tcp, udp, sctp or dccp" },
      .member = "transport",
      .text = append_transport },
    { .column = { "finding", "Finding", "in what the two do not agree" },
      .member = "finding",
      .text = append_finding },
    { .column = { "name-a", "Name A", "first name in A" },
      .member = "name_a",
      .text = append_name_a },
    { .column = { "name-b", "Name B", "first name in B" },
      .member = "name_b",
      .text = append_name_b },
    { .column = { "aliases-a", "Aliases A", "its other names in A" },
      .member = "aliases_a",
      .is_long = true,
      .is_list = true,
      .text = append_aliases_a },
    { .column = { "aliases-b", "Aliases B", "its other names in B" },
      .member = "aliases_b",
      .is_long = true,
      .is_list = true,
      .text = append_aliases_b },
    { .column = { "status-a", "Status A", "assigned, reserved, unassigned or dynamic in A" },
      .member = "status_a",
      .text = append_status_a },
    { .column = { "status-b", "Status B", "the same in B" },
      .member = "status_b",
      .text = append_status_b },
    { .column = { "description-a", "Description A", "what A says of it" },
      .member = "description_a",
      .is_long = true,
      .text = append_description_a },
    { .column = { "description-b", "Description B", "what B says of it" },
      .member = "description_b",
      .is_long = true,
      .text = append_description_b },
    { .column = { "first", "First", "first number" }, .member = "first", .number = first_number },
    { .column = { "last", "Last", "last number" }, .member = "last", .number = last_number },
};

const struct listing listing_of_differences = {
    .member = "findings",
    .usual_columns = "number,transport,finding,name-a,name-b,status-a,status-b",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
};

static void json_side(struct json *json, const char *key, const struct layer *layer)
{
    char date[16];

    json_key(json, key);
    json_object_open(json);
    json_key(json, "source");
    json_string(json, layer_name(layer));
    json_key(json, "as_of");
    json_string_or_null(
        json, (struct portreg_string){ date, portreg_date_format(layer_date(layer), date) });
    json_key(json, "path");
    json_text(json, layer->path);
    json_object_close(json);
}

void layer_comparison_json(struct json *json, const struct layer_comparison *comparison)
{
    json_side(json, "a", &comparison->sides[0]);
    json_side(json, "b", &comparison->sides[1]);
    json_key(json, "summary");
    json_object_open(json);
    for (unsigned i = 0; i < LAYER_FINDING_COUNT; i++) {
        json_key(json, layer_finding_key((enum layer_finding)i));
        json_unsigned(json, comparison->numbers[i]);
    }
    json_key(json, "total");
    json_unsigned(json, comparison->total);
    json_object_close(json);
}

static const void *next_item(struct listing_cursor *cursor)
{
    struct layer_difference_list *list = (struct layer_difference_list *)cursor;

    return list->given < list->comparison->count ? &list->comparison->items[list->given++] : NULL;
}

static void members(struct json *json, const struct listing_cursor *cursor)
{
    layer_comparison_json(json, ((const struct layer_difference_list *)cursor)->comparison);
}

struct layer_difference_list layer_difference_list_of(const struct layer_comparison *comparison)
{
    return (struct layer_difference_list){
        .cursor = { .listing = &listing_of_differences, .next = next_item, .members = members },
        .comparison = comparison,
    };
}
