/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/query.h>

#include "query/name.h"
#include "snapshot/snapshot.h"
#include "util/string.h"

/* Lookup by service name. */

/* Longer names than any in a registry; a longer one is not found. */
#define NAME_SIZE_MAX 1024

/*
 * The tag is almost always right: the entry's row and its name as it is
 * registered are on their way from memory while the names are compared.
 */
static inline void fetch_ahead(const struct portreg_snapshot *snapshot,
                               const struct layout_name *entry)
{
    if (entry->first_row < snapshot->row_count && entry->offset < snapshot->string_size) {
        const char *row = (const char *)&snapshot->rows[entry->first_row];
        __builtin_prefetch(row);
        __builtin_prefetch(row + sizeof(struct layout_row) - 1);
        __builtin_prefetch(snapshot->string_bytes + entry->offset);
    }
}

static const struct layout_name *find_folded(const struct portreg_snapshot *snapshot,
                                             const char *name, size_t size)
{
    uint64_t hash = snapshot_name_hash(name, size);
    uint32_t tag = (uint32_t)(hash >> 32);
    uint32_t slot = (uint32_t)hash & snapshot->name_slot_mask;
    for (uint32_t i = 0; i <= snapshot->name_slot_mask; i++) {
        const struct layout_name_slot *found = &snapshot->name_slots[slot];
        if (found->entry == 0) {
            return NULL;
        }
        if (found->tag == tag && found->entry <= snapshot->name_count) {
            const struct layout_name *entry = &snapshot->names[found->entry - 1];
            fetch_ahead(snapshot, entry);
            if (entry->size == size && entry->offset <= snapshot->folded_size &&
                size <= snapshot->folded_size - entry->offset &&
                snapshot_name_equal(name, snapshot->folded_bytes + entry->offset, size)) {
                return entry;
            }
        }
        slot = (slot + 1) & snapshot->name_slot_mask;
    }
    return NULL;
}

static const struct layout_name *find_name(const struct portreg_snapshot *snapshot,
                                           const char *name, size_t size)
{
    char folded[NAME_SIZE_MAX];
    if (size == 0 || size > sizeof(folded)) {
        return NULL;
    }
    if (snapshot_name_is_ascii(name, size)) {
        return find_folded(snapshot, name, size);
    }
    /* The table's hash folds ASCII alone; the rest is folded as the file's text was. */
    string_fold(folded, name, size);
    return find_folded(snapshot, folded, size);
}

/* The rows of an entry, clamped to the file. */
static uint32_t rows_of(const struct portreg_snapshot *snapshot, const struct layout_name *entry,
                        const uint32_t **ret_rows)
{
    if (entry->rows > snapshot->name_row_count ||
        entry->row_count > snapshot->name_row_count - entry->rows) {
        return 0;
    }
    *ret_rows = snapshot->name_rows + entry->rows;
    return entry->row_count;
}

struct name_rows name_rows_of(const struct portreg_snapshot *snapshot, const char *name,
                              size_t size)
{
    struct name_rows found = { NULL, PORTREG_NONE, 0 };
    const struct layout_name *entry = find_name(snapshot, name, size);
    if (entry) {
        found.first = entry->first_row;
        found.count = rows_of(snapshot, entry, &found.rows);
    }
    return found;
}

/*
 * Rows of a name are listed current ones first. At an older version, past rows
 * may stand between them: both parts are in the registry's order, so merging
 * them by it gives the whole.
 */
struct name_merge {
    struct portreg_view view;
    const uint32_t *current;
    const uint32_t *current_end;
    const uint32_t *past;
    const uint32_t *past_end;
};

static struct name_merge merge_start(struct portreg_view view, const uint32_t *rows,
                                     uint32_t count)
{
    uint32_t split = 0;
    while (split < count && rows[split] < view.snapshot->current_rows) {
        split++;
    }
    bool now = view.version == view.snapshot->newest;
    return (struct name_merge){ view, rows, rows + split, rows + split,
                                now ? rows + split : rows + count };
}

static uint32_t merge_next(struct name_merge *merge)
{
    while (merge->current < merge->current_end &&
           !portreg_view_has_row(merge->view, *merge->current)) {
        merge->current++;
    }
    while (merge->past < merge->past_end && !portreg_view_has_row(merge->view, *merge->past)) {
        merge->past++;
    }
    if (merge->current == merge->current_end) {
        return merge->past < merge->past_end ? *merge->past++ : PORTREG_NONE;
    }
    const struct layout_row *rows = merge->view.snapshot->rows;
    if (merge->past < merge->past_end &&
        rows[*merge->past].order < rows[*merge->current].order) {
        return *merge->past++;
    }
    return *merge->current++;
}

uint32_t portreg_lookup_name(struct portreg_view view, const char *name, size_t size)
{
    const struct layout_name *entry = find_name(view.snapshot, name, size);
    const uint32_t *rows;
    if (!entry) {
        return PORTREG_NONE;
    }
    if (view.version == view.snapshot->newest) {
        return entry->first_row < view.snapshot->current_rows ? entry->first_row : PORTREG_NONE;
    }
    uint32_t count = rows_of(view.snapshot, entry, &rows);
    if (count == 0) {
        return PORTREG_NONE;
    }
    struct name_merge merge = merge_start(view, rows, count);
    return merge_next(&merge);
}

size_t portreg_lookup_name_rows(struct portreg_view view, const char *name, size_t size,
                                uint32_t *rows, size_t capacity)
{
    const struct name_rows listed = name_rows_of(view.snapshot, name, size);
    if (listed.count == 0) {
        return 0;
    }
    size_t count = 0;
    struct name_merge merge = merge_start(view, listed.rows, listed.count);
    for (uint32_t row = merge_next(&merge); row != PORTREG_NONE; row = merge_next(&merge)) {
        if (count < capacity) {
            rows[count] = row;
        }
        count++;
    }
    return count;
}
