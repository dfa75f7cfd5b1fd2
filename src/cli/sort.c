/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/output.h"

#include <stdlib.h>

#include "util/string.h"

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
                                 : (a->number > b->number) - (a->number < b->number);
    if (order != 0) {
        return *descending ? -order : order;
    }
    return (a->place > b->place) - (a->place < b->place);
}

static bool sort_answers(struct output *output, enum column_id column, bool descending)
{
    size_t count = output->answer_count;
    struct arena arena = ARENA_INIT(OUTPUT_TEXT_MAX);
    struct buffer scratch = BUFFER_INIT(OUTPUT_TEXT_MAX);
    struct sort_key *keys = arena_calloc(&arena, count, sizeof(*keys));
    struct answer *sorted = malloc(count * sizeof(*sorted));
    bool fine = keys != NULL && sorted != NULL;

    for (size_t i = 0; fine && i < count; i++) {
        keys[i].place = i;
        fine = read_key(&output->answers[i], column, &arena, &scratch, &keys[i]);
    }
    if (fine) {
        qsort_r(keys, count, sizeof(*keys), compare_keys, &descending);
        for (size_t i = 0; i < count; i++) {
            sorted[i] = output->answers[keys[i].place];
        }
        free(output->answers);
        output->answers = sorted;
        output->answer_capacity = count;
    } else {
        free(sorted);
    }
    buffer_free(&scratch);
    arena_free(&arena);
    return fine;
}

bool output_sort(struct output *output, const char *by)
{
    bool descending = by[0] == '-';
    const char *key = by + (descending ? 1 : 0);
    enum column_id column = column_find(key, strlen(key));

    if (column == COLUMN_COUNT) {
        message_usage(output->invocation, "there is no column '%s'; --list-columns lists them",
                      key);
        return false;
    }
    if (output->answer_count > 1 && !sort_answers(output, column, descending)) {
        message_text("out of memory");
        return false;
    }
    return true;
}
