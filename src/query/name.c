/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/query.h>

#include "query/name.h"
#include "snapshot/name_words.h"
#include "util/string.h"

/* Lookup by service name. */

/* Of a name that is not ASCII alone, since it is folded in a buffer: a longer one is not found. */
#define FOLDED_SIZE_MAX 1024

/* A name to be looked up, and the texts that it is compared with. */
struct wanted {
    const char *name;
    size_t size;
    struct name_words words;
    const char *texts;
    uint32_t texts_size;
};

/* Whether the name is the text at an offset, up to its NUL. */
static inline bool is_at(const struct wanted *wanted, uint32_t offset)
{
    const size_t size = wanted->size;
    const char *text = wanted->texts + offset;
    return offset < wanted->texts_size && size < wanted->texts_size - offset &&
           text[size] == '\0' && name_words_equal(wanted->words, wanted->name, text, size);
}

static inline const struct layout_name *find(const struct portreg_snapshot *snapshot,
                                             const struct wanted *wanted)
{
    const uint64_t hash = name_words_hash(wanted->words, wanted->name, wanted->size);
    const uint32_t tag = (uint32_t)(hash >> 32);
    const uint32_t mask = snapshot->name_slot_mask;
    uint32_t slot = (uint32_t)hash & mask;
    for (uint32_t i = 0; i <= mask; i++, slot = (slot + 1) & mask) {
        const uint32_t found = snapshot->name_slots[slot];
        const uint32_t entry = found & mask;
        if (entry == 0) {
            return NULL;
        }
        if (((found ^ tag) & ~mask) == 0 && entry <= snapshot->name_count &&
            is_at(wanted, snapshot->names[entry - 1].offset)) {
            return &snapshot->names[entry - 1];
        }
    }
    return NULL;
}

/* Hash and comparison fold ASCII alone; the rest is folded as the file's text was. */
static __attribute__((noinline, cold)) const struct layout_name *
find_folded(const struct portreg_snapshot *snapshot, const char *name, size_t size)
{
    char folded[FOLDED_SIZE_MAX];
    if (size > sizeof(folded)) {
        return NULL;
    }
    string_fold(folded, name, size);
    const struct layout_name *found =
        find(snapshot, &(struct wanted){ folded, size, name_words_of(folded, size),
                                         snapshot->folded_bytes, snapshot->folded_size });
    /* In a damaged file the string need not end where the folded one does. */
    return found && snapshot->string_bytes[found->offset + size] == '\0' ? found : NULL;
}

const struct layout_name *name_find(const struct portreg_snapshot *snapshot, const char *name,
                                    size_t size)
{
    if (size == 0) {
        return NULL;
    }
    const struct name_words words = name_words_of(name, size);
    if (__builtin_expect(name_words_are_ascii(words, name, size), true)) {
        return find(snapshot, &(struct wanted){ name, size, words, snapshot->string_bytes,
                                                snapshot->string_size });
    }
    return find_folded(snapshot, name, size);
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

static struct name_merge merge_start(struct portreg_view view, struct snapshot_rows found)
{
    uint32_t split = 0;
    while (split < found.count && found.rows[split] < view.snapshot->current_rows) {
        split++;
    }
    const uint32_t *past = found.rows + split;
    bool now = view.version == view.snapshot->newest;
    return (struct name_merge){ view, found.rows, past, past,
                                now ? past : found.rows + found.count };
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
    const struct layout_name *found = name_find(view.snapshot, name, size);
    if (!found) {
        return PORTREG_NONE;
    }
    if (view.version == view.snapshot->newest) {
        return found->first_row < view.snapshot->current_rows ? found->first_row : PORTREG_NONE;
    }
    struct name_merge merge = merge_start(view, snapshot_name_rows(view.snapshot, found));
    return merge_next(&merge);
}

size_t portreg_lookup_name_rows(struct portreg_view view, const char *name, size_t size,
                                uint32_t *rows, size_t capacity)
{
    const struct layout_name *found = name_find(view.snapshot, name, size);
    if (!found) {
        return 0;
    }
    size_t count = 0;
    struct name_merge merge = merge_start(view, snapshot_name_rows(view.snapshot, found));
    for (uint32_t row = merge_next(&merge); row != PORTREG_NONE; row = merge_next(&merge)) {
        if (count < capacity) {
            rows[count] = row;
        }
        count++;
    }
    return count;
}
