/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/string.h"

/*
 * The numbering: standing rows first, in their order, then past rows in the
 * total order. Strings in the order in which rows name them, so that what a
 * current row needs lies together; the names of current rows before all others,
 * because lookups need nothing else.
 */

static bool number_sequence(const struct sequence *sequence, uint32_t **ret_final,
                            uint32_t **ret_builder)
{
    uint32_t *final = malloc(((size_t)sequence->row_count + 1) * sizeof(*final));
    uint32_t *builder = malloc(((size_t)sequence->row_count + 1) * sizeof(*builder));
    *ret_final = final;
    *ret_builder = builder;
    if (!final || !builder) {
        return false;
    }
    uint32_t next = 0;
    for (; next < sequence->standing_count; next++) {
        builder[next] = sequence->standing[next];
    }
    for (uint32_t row = sequence->first; row != BUILDER_NONE; row = sequence->rows[row].next) {
        if (sequence->rows[row].until != BUILDER_NONE) {
            builder[next++] = row;
        }
    }
    for (uint32_t i = 0; i < next; i++) {
        final[builder[i]] = i;
    }
    return true;
}

static void number_string(struct image *image, uint32_t string)
{
    if (image->string_of[string] == BUILDER_NONE) {
        image->builder_string[image->string_count] = string;
        image->string_of[string] = image->string_count++;
    }
}

static void number_names(struct image *image)
{
    for (uint32_t row = 0; row < image->current_rows; row++) {
        number_string(image, image_record(image, row)->column[PORTREG_COLUMN_NAME]);
    }
}

static void number_searched(struct image *image, uint32_t from, uint32_t to)
{
    for (uint32_t row = from; row < to; row++) {
        const struct builder_record *record = image_record(image, row);
        for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
            if (image_searches(i)) {
                number_string(image, record->column[i]);
            }
        }
    }
}

static void number_unsearched(struct image *image)
{
    const struct builder *builder = image->builder;
    for (uint32_t row = 0; row < image->row_count; row++) {
        const struct builder_record *record = image_record(image, row);
        number_string(image, record->column[PORTREG_COLUMN_REGISTERED]);
        number_string(image, record->column[PORTREG_COLUMN_MODIFIED]);
        number_string(image, record->replacement);
    }
    for (uint32_t i = 0; i < image->contact_count; i++) {
        const struct builder_contact *contact =
            &builder->contacts[builder->contact_rows.rows[image->builder_contact[i]].item];
        number_string(image, contact->id);
        number_string(image, contact->name);
        number_string(image, contact->org);
        number_string(image, contact->uri);
        number_string(image, contact->updated);
    }
    for (uint32_t i = 0; i < builder->version_count; i++) {
        number_string(image, builder->versions[i].updated);
        number_string(image, builder->versions[i].source);
        number_string(image, builder->versions[i].format);
    }
}

enum portreg_status image_plan(struct image *image, const char *layer,
                               struct portreg_error *error)
{
    const struct builder *builder = image->builder;
    uint32_t layer_string = pool_find(&builder->strings, string_of(layer));
    size_t strings = builder->strings.count;
    image->string_of = malloc((strings + 1) * sizeof(*image->string_of));
    image->builder_string = malloc((strings + 1) * sizeof(*image->builder_string));
    if (!image->string_of || !image->builder_string ||
        !number_sequence(&builder->record_rows, &image->row_of, &image->builder_row) ||
        !number_sequence(&builder->contact_rows, &image->contact_of, &image->builder_contact)) {
        return error_out_of_memory(error);
    }
    memset(image->string_of, 0xFF, (strings + 1) * sizeof(*image->string_of));
    image->row_count = builder->record_rows.row_count;
    image->current_rows = builder->record_rows.standing_count;
    image->contact_count = builder->contact_rows.row_count;
    image->current_contacts = builder->contact_rows.standing_count;
    number_string(image, 0);
    number_names(image);
    number_searched(image, 0, image->current_rows);
    image->searched_now = image->string_count;
    number_searched(image, image->current_rows, image->row_count);
    image->searched = image->string_count;
    number_unsearched(image);
    if (layer_string == BUILDER_NONE) {
        return error_set(error, PORTREG_INTERNAL, "the layer's name was not interned");
    }
    number_string(image, layer_string);
    return PORTREG_OK;
}
