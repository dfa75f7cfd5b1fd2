/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "snapshot/name_words.h"
#include "util/error.h"
#include "util/order.h"
#include "util/string.h"

/* NAME_SLOTS, NAMES, NAME_ROWS. */

/* Neighbouring rows that have a name, for sorting by folded name and row. */
struct named_rows {
    uint64_t prefix; /* the first eight folded bytes, big-endian: compares as they do */
    const char *folded;
    uint32_t size;
    uint32_t row; /* the first */
    uint32_t row_count;
};

static int compare_named_rows(const void *a, const void *b)
{
    const struct named_rows *x = a;
    const struct named_rows *y = b;
    if (x->prefix != y->prefix) {
        return x->prefix < y->prefix ? -1 : 1;
    }
    int order = string_compare((struct portreg_string){ x->folded, x->size },
                               (struct portreg_string){ y->folded, y->size });
    return order != 0 ? order : order_unsigned(x->row, y->row);
}

static uint64_t prefix_of(const char *text, size_t size)
{
    uint64_t prefix = 0;
    memcpy(&prefix, text, size < sizeof(prefix) ? size : sizeof(prefix));
    return __builtin_bswap64(prefix);
}

/* Neighbours of one name, most often tcp and udp, are gathered together. */
static uint32_t collect(const struct image *image, struct named_rows *named,
                        uint32_t *ret_row_count)
{
    const uint32_t *starts = (const uint32_t *)(void *)image->section[LAYOUT_STRING_STARTS].data;
    const char *folded = image->section[LAYOUT_FOLDED_BYTES].data;
    uint32_t count = 0;
    uint32_t row_count = 0;
    uint32_t before = 0;
    for (uint32_t row = 0; row < image->row_count; row++) {
        uint32_t string = image->string_of[image_record(image, row)->column[PORTREG_COLUMN_NAME]];
        if (string == 0) {
            before = 0;
            continue;
        }
        row_count++;
        if (string == before) {
            named[count - 1].row_count++;
            continue;
        }
        const char *text = folded + starts[string];
        uint32_t size = starts[string + 1] - starts[string] - 1;
        named[count++] = (struct named_rows){ prefix_of(text, size), text, size, row, 1 };
        before = string;
    }
    *ret_row_count = row_count;
    return count;
}

static bool same_name(const struct named_rows *a, const struct named_rows *b)
{
    return a->size == b->size && memcmp(a->folded, b->folded, a->size) == 0;
}

/* `count` runs of `row_count` rows in all. */
static bool fill_names(struct image *image, const struct named_rows *named, uint32_t count,
                       uint32_t row_count, uint32_t *ret_names)
{
    uint32_t *rows = image_extend(image, LAYOUT_NAME_ROWS, row_count, sizeof(*rows));
    if (!rows) {
        return false;
    }
    uint32_t names = 0;
    uint32_t filled = 0;
    for (uint32_t i = 0; i < count; names++) {
        const struct named_rows *first = &named[i];
        uint32_t begin = filled;
        for (; i < count && same_name(first, &named[i]); i++) {
            for (uint32_t row = 0; row < named[i].row_count; row++) {
                rows[filled++] = named[i].row + row;
            }
        }
        struct layout_name *name = image_extend(image, LAYOUT_NAMES, 1, sizeof(*name));
        if (!name) {
            return false;
        }
        *name = (struct layout_name){
            .offset = (uint32_t)(first->folded - image->section[LAYOUT_FOLDED_BYTES].data),
            .first_row = first->row,
            .rows = begin,
        };
    }
    struct layout_name *end = image_extend(image, LAYOUT_NAMES, 1, sizeof(*end));
    if (!end) {
        return false;
    }
    *end = (struct layout_name){ .first_row = PORTREG_NONE, .rows = filled };
    *ret_names = names;
    return true;
}

static bool fill_slots(struct image *image, uint32_t names)
{
    uint32_t count = 64;
    while (count < names * 2) {
        count *= 2;
    }
    uint32_t *slots = image_extend(image, LAYOUT_NAME_SLOTS, count, sizeof(*slots));
    if (!slots) {
        return false;
    }
    memset(slots, 0, (size_t)count * sizeof(*slots));
    const struct layout_name *name =
        (const struct layout_name *)(void *)image->section[LAYOUT_NAMES].data;
    const char *folded = image->section[LAYOUT_FOLDED_BYTES].data;
    const uint32_t mask = count - 1;
    for (uint32_t i = 0; i < names; i++) {
        const struct portreg_string text = string_of(folded + name[i].offset);
        const uint64_t hash = name_hash(text.data, text.size);
        uint32_t slot = (uint32_t)hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = ((uint32_t)(hash >> 32) & ~mask) | (i + 1);
    }
    return true;
}

enum portreg_status image_write_names(struct image *image, struct portreg_error *error)
{
    struct named_rows *named = malloc(((size_t)image->row_count + 1) * sizeof(*named));
    uint32_t row_count;
    uint32_t names;
    if (!named) {
        return error_out_of_memory(error);
    }
    uint32_t count = collect(image, named, &row_count);
    qsort(named, count, sizeof(*named), compare_named_rows);
    bool done = fill_names(image, named, count, row_count, &names) && fill_slots(image, names);
    free(named);
    return done ? PORTREG_OK : error_out_of_memory(error);
}
