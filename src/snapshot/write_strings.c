/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/string.h"

/* STRING_STARTS, STRING_BYTES, FOLDED_BYTES, STRING_ROW_STARTS, STRING_ROWS. */

static enum portreg_status write_bytes(struct image *image, struct portreg_error *error)
{
    const struct pool *pool = &image->builder->strings;
    uint32_t *starts = image_extend(image, LAYOUT_STRING_STARTS, (size_t)image->string_count + 1,
                                    sizeof(*starts));
    struct buffer *bytes = &image->section[LAYOUT_STRING_BYTES];
    if (!starts || !buffer_reserve(bytes, pool->bytes.size + image->string_count)) {
        return error_out_of_memory(error);
    }
    uint32_t folded_size = 0;
    for (uint32_t i = 0; i < image->string_count; i++) {
        if (i == image->searched) {
            folded_size = (uint32_t)bytes->size;
        }
        starts[i] = (uint32_t)bytes->size;
        buffer_append_string(bytes, pool_get(pool, image->builder_string[i]));
        buffer_append_char(bytes, '\0');
    }
    if (image->searched == image->string_count) {
        folded_size = (uint32_t)bytes->size;
    }
    starts[image->string_count] = (uint32_t)bytes->size;
    char *folded = image_extend(image, LAYOUT_FOLDED_BYTES, folded_size, 1);
    if (!folded || buffer_failed(bytes)) {
        return error_out_of_memory(error);
    }
    string_fold(folded, bytes->data, folded_size);
    return PORTREG_OK;
}

/* Which searched strings a row names; each once. Returns how many. */
static unsigned strings_of_row(const struct image *image, uint32_t row,
                               uint32_t strings[PORTREG_COLUMN_COUNT])
{
    const struct builder_record *record = image_record(image, row);
    unsigned count = 0;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        uint32_t string = image_searches(i) ? image->string_of[record->column[i]] : 0;
        bool known = string == 0;
        for (unsigned j = 0; j < count; j++) {
            known = known || strings[j] == string;
        }
        if (!known) {
            strings[count++] = string;
        }
    }
    return count;
}

static enum portreg_status write_rows_of_strings(struct image *image, struct portreg_error *error)
{
    uint32_t strings[PORTREG_COLUMN_COUNT];
    uint32_t *starts = image_extend(image, LAYOUT_STRING_ROW_STARTS, (size_t)image->searched + 1,
                                    sizeof(*starts));
    uint32_t *next = calloc((size_t)image->searched + 1, sizeof(*next));
    if (!starts || !next) {
        free(next);
        return error_out_of_memory(error);
    }
    for (uint32_t row = 0; row < image->row_count; row++) {
        unsigned count = strings_of_row(image, row, strings);
        for (unsigned i = 0; i < count; i++) {
            next[strings[i]]++;
        }
    }
    uint32_t total = 0;
    for (uint32_t i = 0; i < image->searched; i++) {
        starts[i] = total;
        total += next[i];
        next[i] = starts[i];
    }
    starts[image->searched] = total;
    uint32_t *rows = image_extend(image, LAYOUT_STRING_ROWS, total, sizeof(*rows));
    if (!rows) {
        free(next);
        return error_out_of_memory(error);
    }
    for (uint32_t row = 0; row < image->row_count; row++) {
        unsigned count = strings_of_row(image, row, strings);
        for (unsigned i = 0; i < count; i++) {
            rows[next[strings[i]]++] = row;
        }
    }
    free(next);
    return PORTREG_OK;
}

enum portreg_status image_write_strings(struct image *image, struct portreg_error *error)
{
    enum portreg_status status = write_bytes(image, error);
    return status == PORTREG_OK ? write_rows_of_strings(image, error) : status;
}
