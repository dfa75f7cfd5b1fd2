/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/listing.h"

#include "answer/answer_json.h"
#include "format/csv_write.h"

const struct column *listing_column_at(const struct listing *listing, unsigned index)
{
    if (listing == NULL) {
        return column_at(index);
    }
    return index < listing->column_count ? &listing->columns[index].column : NULL;
}

static const void *next_of_array(struct listing_cursor *cursor)
{
    struct listing_array *array = (struct listing_array *)cursor;

    if (array->given == array->count) {
        return NULL;
    }
    return (const char *)array->items + array->given++ * array->item_size;
}

static void members_of_array(struct json *json, const struct listing_cursor *cursor)
{
    answer_json_source(json, ((const struct listing_array *)cursor)->layers);
}

struct listing_array listing_array_of(const struct listing *listing, const void *items,
                                      size_t item_size, size_t count, const struct layers *layers)
{
    return (struct listing_array){
        .cursor = { .listing = listing,
                    .next = next_of_array,
                    .members = layers != NULL ? members_of_array : NULL },
        .items = items,
        .item_size = item_size,
        .count = count,
        .layers = layers,
    };
}

static void append_number(struct buffer *out, const struct listing_column *column, uint64_t number,
                          bool with_unit)
{
    if (number == LISTING_NO_NUMBER) {
        return;
    }
    buffer_append_unsigned(out, number);
    if (with_unit && column->unit != NULL) {
        buffer_printf(out, " %s%s", column->unit, number == 1 ? "" : "s");
    }
}

void listing_append(struct buffer *out, const struct listing_column *column, const void *item,
                    bool with_unit)
{
    if (column->text != NULL) {
        column->text(out, item);
    } else if (column->number != NULL) {
        append_number(out, column, column->number(item), with_unit);
    } else {
        buffer_append_text(out, column->flag(item) ? "yes" : "");
    }
}

static void json_number_or_null(struct json *json, uint64_t number)
{
    if (number == LISTING_NO_NUMBER) {
        json_null(json);
    } else {
        json_unsigned(json, number);
    }
}

static void json_member(struct json *json, const struct listing_column *column, const void *item)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    json_key(json, column->member);
    if (column->number != NULL) {
        json_number_or_null(json, column->number(item));
        return;
    }
    if (column->flag != NULL) {
        json_bool(json, column->flag(item));
        return;
    }
    column->text(&text, item);
    if (column->is_list) {
        json_parts(json, (struct portreg_string){ text.data, text.size }, ' ');
    } else {
        json_string_or_null(json, (struct portreg_string){ text.data, text.size });
    }
    json->out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

static size_t count_of(const struct listing *listing, const struct listing_form *form)
{
    return form->columns != NULL ? form->column_count : listing->column_count;
}

static const struct listing_column *column_of(const struct listing *listing,
                                              const struct listing_form *form, size_t index)
{
    return &listing->columns[form->columns != NULL ? form->columns[index] : index];
}

void listing_json(struct json *json, const struct listing *listing, const void *item,
                  const struct listing_form *form)
{
    json_object_open(json);
    for (size_t i = 0; i < count_of(listing, form); i++) {
        json_member(json, column_of(listing, form, i), item);
    }
    json_object_close(json);
}

void listing_append_json(struct buffer *out, struct listing_cursor *cursor,
                         const struct listing_form *form)
{
    const void *item;
    struct json json;

    json_init(&json, out, true);
    json_object_open(&json);
    if (cursor->members != NULL) {
        cursor->members(&json, cursor);
    }
    json_key(&json, cursor->listing->member);
    json_array_open(&json);
    while ((item = cursor->next(cursor)) != NULL) {
        listing_json(&json, cursor->listing, item, form);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

void listing_append_ndjson(struct buffer *out, struct listing_cursor *cursor,
                           const struct listing_form *form)
{
    const void *item;

    while ((item = cursor->next(cursor)) != NULL) {
        struct json json;

        json_init(&json, out, false);
        listing_json(&json, cursor->listing, item, form);
        buffer_append_char(out, '\n');
    }
}

static void csv_cell(struct buffer *out, struct buffer *text)
{
    csv_append_field(out, (struct portreg_string){ text->data, text->size });
    out->failed |= buffer_failed(text);
    buffer_clear(text);
}

static void csv_heading(struct buffer *out, const struct listing *listing,
                        const struct listing_form *form)
{
    for (size_t i = 0; i < count_of(listing, form); i++) {
        buffer_append_text(out, i > 0 ? "," : "");
        buffer_append_text(out, column_of(listing, form, i)->column.title);
    }
    buffer_append_text(out, "\r\n");
}

void listing_append_csv(struct buffer *out, struct listing_cursor *cursor,
                        const struct listing_form *form)
{
    const struct listing *listing = cursor->listing;
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);
    const void *item;

    if (!form->no_heading) {
        csv_heading(out, listing, form);
    }
    while ((item = cursor->next(cursor)) != NULL) {
        for (size_t i = 0; i < count_of(listing, form); i++) {
            buffer_append_text(out, i > 0 ? "," : "");
            listing_append(&text, column_of(listing, form, i), item, false);
            csv_cell(out, &text);
        }
        buffer_append_text(out, "\r\n");
    }
    buffer_free(&text);
}
