/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/sort.h"

#include <stdlib.h>

#include "answer/column.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/order.h"
#include "util/string.h"

#define QUOTED_MAX 200 /* bytes of a key in a message */

/* What an answer is sorted by: a number or a text, and its place before. */
struct sort_key {
    struct portreg_string text; /* in the arena */
    uint64_t number;
    size_t place;
    bool absent;
};

static bool is_numeric(enum column_id column)
{
    return (unsigned)column == PORTREG_COLUMN_NUMBER || (unsigned)column == PORTREG_COLUMN_CODE ||
           column == COLUMN_FIRST || column == COLUMN_LAST || column == COLUMN_FREQUENCY;
}

static void read_number(const struct portreg_row *row, enum column_id column, struct sort_key *key)
{
    uint32_t flag = PORTREG_ROW_HAS_NUMBER;

    if (column == COLUMN_FREQUENCY) {
        flag = PORTREG_ROW_HAS_FREQUENCY;
        key->number = row->frequency;
    } else if ((unsigned)column == PORTREG_COLUMN_CODE) {
        flag = PORTREG_ROW_HAS_CODE;
        key->number = row->code;
    } else if (column == COLUMN_LAST) {
        key->number = row->last;
    } else {
        key->number = (uint64_t)row->first << 16 | row->last;
    }
    key->absent = (row->flags & flag) == 0;
}

static bool read_key(const struct answer *answer, enum column_id column, struct arena *arena,
                     struct buffer *scratch, struct sort_key *key)
{
    struct answer_cells cells;

    answer_read(answer, &cells);
    if (is_numeric(column)) {
        read_number(&cells.row, column, key);
        return true;
    }
    buffer_clear(scratch);
    column_append(scratch, answer, &cells, column);
    key->absent = scratch->size == 0;
    if (key->absent) {
        return true;
    }
    key->text.data = arena_copy(arena, scratch->data, scratch->size);
    key->text.size = scratch->size;
    return key->text.data != NULL;
}

static int compare_keys(const void *left, const void *right, void *data)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    const bool *descending = data;
    int order;

    if (a->absent != b->absent) {
        return a->absent ? 1 : -1;
    }
    order = a->text.data != NULL ? string_compare_folded(a->text, b->text)
                                 : order_unsigned(a->number, b->number);
    if (order != 0) {
        return *descending ? -order : order;
    }
    return order_unsigned(a->place, b->place);
}

static bool sort(struct answers *answers, enum column_id column, bool descending,
                 struct sort_key *keys, struct arena *arena)
{
    size_t count = answers->count;
    struct buffer scratch = BUFFER_INIT(ANSWER_TEXT_MAX);
    struct answer *sorted = malloc(count * sizeof(*sorted));
    bool fine = sorted != NULL;

    for (size_t i = 0; fine && i < count; i++) {
        keys[i].place = i;
        fine = read_key(&answers->items[i], column, arena, &scratch, &keys[i]);
    }
    buffer_free(&scratch);
    if (!fine) {
        free(sorted);
        return false;
    }
    qsort_r(keys, count, sizeof(*keys), compare_keys, &descending);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = answers->items[keys[i].place];
    }
    free(answers->items);
    answers->items = sorted;
    answers->capacity = count;
    return true;
}

enum portreg_status answers_sort(struct answers *answers, const char *by,
                                 struct portreg_error *error)
{
    bool descending = by[0] == '-';
    const char *key = by + (descending ? 1 : 0);
    enum column_id column = column_find(key, strlen(key));
    struct arena arena = ARENA_INIT(ANSWER_TEXT_MAX);
    struct sort_key *keys;
    bool fine;

    if (column == COLUMN_COUNT) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "there is no column '%.*s'", QUOTED_MAX,
                         key);
    }
    if (answers->count < 2) {
        return PORTREG_OK;
    }
    keys = arena_calloc(&arena, answers->count, sizeof(*keys));
    fine = keys != NULL && sort(answers, column, descending, keys, &arena);
    arena_free(&arena);
    return fine ? PORTREG_OK : error_out_of_memory(error);
}
