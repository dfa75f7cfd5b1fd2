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
    char *to = bytes->data;
    for (uint32_t i = 0; i < image->string_count; i++) {
        struct portreg_string string = pool_get(pool, image->builder_string[i]);
        starts[i] = (uint32_t)(to - bytes->data);
        memcpy(to, string.data, string.size);
        to += string.size;
        *to++ = '\0';
    }
    bytes->size = (size_t)(to - bytes->data);
    starts[image->string_count] = (uint32_t)bytes->size;
    uint32_t folded_size = starts[image->searched];
    char *folded = image_extend(image, LAYOUT_FOLDED_BYTES, folded_size, 1);
    if (!folded) {
        return error_out_of_memory(error);
    }
    string_fold(folded, bytes->data, folded_size);
    return PORTREG_OK;
}

/* A searched string while its rows are gathered. */
struct shown {
    uint32_t last_row;  /* plus 1 */
    uint32_t row_count; /* then: where in STRING_ROWS the next row goes */
};

/* Which searched strings rows show, each row's once, row after row. */
struct showing {
    struct shown *shown;
    uint32_t *strings;
    uint32_t *ends; /* in `strings`, by row */
};

static bool open_showing(const struct image *image, struct showing *showing)
{
    size_t rows = (size_t)image->row_count + 1;
    showing->shown = calloc((size_t)image->searched + 1, sizeof(*showing->shown));
    showing->strings = malloc(rows * PORTREG_COLUMN_COUNT * sizeof(*showing->strings));
    showing->ends = malloc(rows * sizeof(*showing->ends));
    return showing->shown && showing->strings && showing->ends;
}

static void close_showing(struct showing *showing)
{
    free(showing->shown);
    free(showing->strings);
    free(showing->ends);
}

static void gather_strings(const struct image *image, struct showing *showing)
{
    uint32_t count = 0;
    for (uint32_t row = 0; row < image->row_count; row++) {
        const struct builder_record *record = image_record(image, row);
        for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
            uint32_t string = image_searches(i) ? image->string_of[record->column[i]] : 0;
            struct shown *shown = &showing->shown[string];
            if (string != 0 && shown->last_row != row + 1) {
                shown->last_row = row + 1;
                shown->row_count++;
                showing->strings[count++] = string;
            }
        }
        showing->ends[row] = count;
    }
}

static enum portreg_status write_rows_of_strings(struct image *image, struct portreg_error *error)
{
    uint32_t *starts = image_extend(image, LAYOUT_STRING_ROW_STARTS, (size_t)image->searched + 1,
                                    sizeof(*starts));
    struct showing showing = { .shown = NULL };
    uint32_t *rows = NULL;
    if (starts && open_showing(image, &showing)) {
        gather_strings(image, &showing);
        uint32_t total = 0;
        for (uint32_t i = 0; i < image->searched; i++) {
            starts[i] = total;
            total += showing.shown[i].row_count;
            showing.shown[i].row_count = starts[i];
        }
        starts[image->searched] = total;
        rows = image_extend(image, LAYOUT_STRING_ROWS, total, sizeof(*rows));
    }
    if (rows) {
        uint32_t at = 0;
        for (uint32_t row = 0; row < image->row_count; row++) {
            for (; at < showing.ends[row]; at++) {
                rows[showing.shown[showing.strings[at]].row_count++] = row;
            }
        }
    }
    close_showing(&showing);
    return rows ? PORTREG_OK : error_out_of_memory(error);
}

enum portreg_status image_write_strings(struct image *image, struct portreg_error *error)
{
    enum portreg_status status = write_bytes(image, error);
    return status == PORTREG_OK ? write_rows_of_strings(image, error) : status;
}
