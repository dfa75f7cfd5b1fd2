/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/builder_data.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

/*
 * Turns one version's items into rows. What stands at both ends is kept by
 * comparison; in between, every coming item is matched with a standing one, and
 * the longest run of matches that keeps its order stays. The rest are new rows,
 * so that one total order is right for every version.
 */
struct middle {
    const uint32_t *standing; /* rows */
    uint32_t standing_count;
    const uint32_t *coming; /* items */
    uint32_t coming_count;
    uint32_t *match; /* for each coming item: index in `standing`, or BUILDER_NONE */
};

enum portreg_status sequence_push(struct sequence *sequence, uint32_t item, uint32_t limit,
                                  const char *what, struct portreg_error *error)
{
    if (sequence->coming_count >= limit) {
        return error_set(error, PORTREG_LIMIT, "more than %u %s in one version", limit, what);
    }
    if (!array_reserve(&sequence->coming, &sequence->coming_capacity, sequence->coming_count + 1,
                       sizeof(*sequence->coming))) {
        return error_out_of_memory(error);
    }
    sequence->coming[sequence->coming_count++] = item;
    return PORTREG_OK;
}

void sequence_free(struct sequence *sequence)
{
    free(sequence->rows);
    free(sequence->standing);
    free(sequence->coming);
}

/* Matches equal items in their order; `heads` has a zeroed entry for every item. */
static void match_items(const struct sequence *sequence, struct middle *middle, uint32_t *heads,
                        uint32_t *next_same)
{
    for (uint32_t i = middle->standing_count; i > 0; i--) {
        uint32_t item = sequence->rows[middle->standing[i - 1]].item;
        next_same[i - 1] = heads[item];
        heads[item] = i;
    }
    for (uint32_t j = 0; j < middle->coming_count; j++) {
        uint32_t head = heads[middle->coming[j]];
        middle->match[j] = head == 0 ? BUILDER_NONE : head - 1;
        if (head != 0) {
            heads[middle->coming[j]] = next_same[head - 1];
        }
    }
}

/*
 * Leaves in `match` the longest increasing subsequence alone.
 * tails[k] is the coming index that ends the best run of length k + 1.
 */
static void keep_longest_run(struct middle *middle, uint32_t *tails, uint32_t *before)
{
    uint32_t length = 0;
    for (uint32_t j = 0; j < middle->coming_count; j++) {
        if (middle->match[j] == BUILDER_NONE) {
            continue;
        }
        uint32_t low = 0;
        uint32_t high = length;
        while (low < high) {
            uint32_t half = low + (high - low) / 2;
            if (middle->match[tails[half]] < middle->match[j]) {
                low = half + 1;
            } else {
                high = half;
            }
        }
        before[j] = low > 0 ? tails[low - 1] : BUILDER_NONE;
        tails[low] = j;
        length = low == length ? length + 1 : length;
    }
    uint32_t kept = length > 0 ? tails[length - 1] : BUILDER_NONE;
    for (uint32_t j = middle->coming_count; j > 0; j--) {
        if (j - 1 == kept) {
            kept = before[kept];
        } else {
            middle->match[j - 1] = BUILDER_NONE;
        }
    }
}

static bool match_middle(const struct sequence *sequence, struct middle *middle,
                         uint32_t item_count)
{
    uint32_t *heads = calloc((size_t)item_count + 1, sizeof(*heads));
    uint32_t *next_same = malloc(((size_t)middle->standing_count + 1) * sizeof(*next_same));
    uint32_t *work = malloc(((size_t)middle->coming_count * 2 + 1) * sizeof(*work));
    bool done = heads && next_same && work;
    if (done) {
        match_items(sequence, middle, heads, next_same);
        keep_longest_run(middle, work, work + middle->coming_count);
    }
    free(heads);
    free(next_same);
    free(work);
    return done;
}

/* Opens a row behind `previous` in the total order. Room has been made. */
static uint32_t open_row(struct sequence *sequence, uint32_t item, uint32_t version,
                         uint32_t previous)
{
    uint32_t row = sequence->row_count++;
    uint32_t *link = previous == BUILDER_NONE ? &sequence->first : &sequence->rows[previous].next;
    sequence->rows[row] = (struct builder_row){ item, version, BUILDER_NONE, *link };
    *link = row;
    return row;
}

/* Writes the new standing rows of the middle; closes those that fell out. */
static void replace_middle(struct sequence *sequence, const struct middle *middle,
                           uint32_t version, uint32_t previous, uint32_t *standing)
{
    uint32_t old = 0;
    for (uint32_t j = 0; j < middle->coming_count; j++) {
        if (middle->match[j] == BUILDER_NONE) {
            previous = open_row(sequence, middle->coming[j], version, previous);
        } else {
            for (; old < middle->match[j]; old++) {
                sequence->rows[middle->standing[old]].until = version;
            }
            previous = middle->standing[old++];
        }
        standing[j] = previous;
    }
    for (; old < middle->standing_count; old++) {
        sequence->rows[middle->standing[old]].until = version;
    }
}

/* How many items at the start, then at the end, are the same rows. */
static void find_ends(const struct sequence *sequence, uint32_t *ret_head, uint32_t *ret_tail)
{
    uint32_t old = sequence->standing_count;
    uint32_t new = sequence->coming_count;
    uint32_t shorter = old < new ? old : new;
    uint32_t head = 0;
    while (head < shorter &&
           sequence->rows[sequence->standing[head]].item == sequence->coming[head]) {
        head++;
    }
    uint32_t tail = 0;
    while (tail < shorter - head && sequence->rows[sequence->standing[old - tail - 1]].item ==
                                        sequence->coming[new - tail - 1]) {
        tail++;
    }
    *ret_head = head;
    *ret_tail = tail;
}

enum portreg_status sequence_advance(struct sequence *sequence, uint32_t version,
                                     uint32_t item_count, struct portreg_error *error)
{
    uint32_t head;
    uint32_t tail;
    find_ends(sequence, &head, &tail);
    uint32_t count = sequence->coming_count;
    struct middle middle = {
        .standing = sequence->standing ? sequence->standing + head : NULL,
        .standing_count = sequence->standing_count - head - tail,
        .coming = sequence->coming ? sequence->coming + head : NULL,
        .coming_count = count - head - tail,
    };
    if (middle.standing_count + middle.coming_count == 0) {
        sequence->coming_count = 0;
        return PORTREG_OK;
    }
    uint32_t *standing = malloc(((size_t)count + 1) * sizeof(*standing));
    middle.match = malloc(((size_t)middle.coming_count + 1) * sizeof(*middle.match));
    if (!standing || !middle.match || !match_middle(sequence, &middle, item_count) ||
        !array_reserve(&sequence->rows, &sequence->row_capacity,
                       sequence->row_count + middle.coming_count, sizeof(*sequence->rows))) {
        free(standing);
        free(middle.match);
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < head; i++) {
        standing[i] = sequence->standing[i];
    }
    for (uint32_t i = 0; i < tail; i++) {
        standing[count - tail + i] = sequence->standing[sequence->standing_count - tail + i];
    }
    replace_middle(sequence, &middle, version, head > 0 ? standing[head - 1] : BUILDER_NONE,
                   standing + head);
    free(middle.match);
    free(sequence->standing);
    sequence->standing = standing;
    sequence->standing_count = count;
    sequence->standing_capacity = count;
    sequence->coming_count = 0;
    return PORTREG_OK;
}
