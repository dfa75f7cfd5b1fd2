/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/string.h"

/* ROWS, ROW_ORDER, CONTACTS, CONTACT_ORDER, CONTACT_INDEX. */

_Static_assert(REGISTRY_VERSIONS_MAX < LAYOUT_OPEN, "versions are counted in 16 bits");

static uint16_t layout_until(uint32_t until)
{
    return until == BUILDER_NONE ? LAYOUT_OPEN : (uint16_t)until;
}

static void fill_row(const struct image *image, uint32_t id, struct layout_row *row)
{
    const struct builder_record *record = image_record(image, id);
    const struct builder_row *place = &image->builder->record_rows.rows[image->builder_row[id]];
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        row->column[i] = image->string_of[record->column[i]];
    }
    row->replacement = image->string_of[record->replacement];
    row->text = record->text;
    row->from = (uint16_t)place->from;
    row->until = layout_until(place->until);
    row->flags = (uint16_t)record->flags;
    row->code = record->code;
    row->frequency = record->frequency;
    row->first = record->first;
    row->last = record->last;
    row->transport = record->transport;
    row->status = record->status;
}

enum portreg_status image_write_rows(struct image *image, struct portreg_error *error)
{
    struct layout_row *rows =
        image_extend(image, LAYOUT_ROWS, image->row_count, sizeof(*rows));
    uint32_t *order =
        image_extend(image, LAYOUT_ROW_ORDER, image->row_count, sizeof(*order));
    if (!rows || !order) {
        return error_out_of_memory(error);
    }
    for (uint32_t id = 0; id < image->row_count; id++) {
        fill_row(image, id, &rows[id]);
    }
    const struct sequence *sequence = &image->builder->record_rows;
    uint32_t place = 0;
    for (uint32_t row = sequence->first; row != BUILDER_NONE; row = sequence->rows[row].next) {
        order[place] = image->row_of[row];
        rows[image->row_of[row]].order = place++;
    }
    return PORTREG_OK;
}

static void fill_contact(const struct image *image, uint32_t id, struct layout_contact *contact)
{
    const struct builder *builder = image->builder;
    const struct builder_row *place = &builder->contact_rows.rows[image->builder_contact[id]];
    const struct builder_contact *from = &builder->contacts[place->item];
    *contact = (struct layout_contact){
        .id = image->string_of[from->id],
        .name = image->string_of[from->name],
        .org = image->string_of[from->org],
        .uri = image->string_of[from->uri],
        .updated = image->string_of[from->updated],
        .text = from->text,
        .from = (uint16_t)place->from,
        .until = layout_until(place->until),
    };
}

static int compare_contacts(const void *a, const void *b, void *data)
{
    const struct image *image = data;
    const struct builder *builder = image->builder;
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    uint32_t item_x = builder->contact_rows.rows[image->builder_contact[x]].item;
    uint32_t item_y = builder->contact_rows.rows[image->builder_contact[y]].item;
    int order = string_compare(pool_get(&builder->strings, builder->contacts[item_x].id),
                               pool_get(&builder->strings, builder->contacts[item_y].id));
    return order != 0 ? order : (x > y) - (x < y);
}

enum portreg_status image_write_contacts(struct image *image, struct portreg_error *error)
{
    uint32_t count = image->contact_count;
    struct layout_contact *contacts =
        image_extend(image, LAYOUT_CONTACTS, count, sizeof(*contacts));
    uint32_t *order = image_extend(image, LAYOUT_CONTACT_ORDER, count, sizeof(*order));
    uint32_t *index = image_extend(image, LAYOUT_CONTACT_INDEX, count, sizeof(*index));
    if (!contacts || !order || !index) {
        return error_out_of_memory(error);
    }
    for (uint32_t id = 0; id < count; id++) {
        fill_contact(image, id, &contacts[id]);
        index[id] = id;
    }
    const struct sequence *sequence = &image->builder->contact_rows;
    uint32_t place = 0;
    for (uint32_t row = sequence->first; row != BUILDER_NONE; row = sequence->rows[row].next) {
        order[place] = image->contact_of[row];
        contacts[image->contact_of[row]].order = place++;
    }
    qsort_r(index, count, sizeof(*index), compare_contacts, image);
    return PORTREG_OK;
}
