/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "registry/builder_data.h"

/*
 * Random versions against plain copies of them: whatever is inserted, deleted,
 * moved, doubled or comes back, every version is the rows that stand in it, in
 * the total order.
 */
#define ITEM_COUNT 40
#define LENGTH_MAX 60
#define VERSIONS 40

struct plain {
    uint32_t items[LENGTH_MAX];
    uint32_t count;
};

static void change(struct chance *chance, struct plain *plain)
{
    uint32_t at = chance_below(chance, plain->count + 1);
    uint32_t item = chance_below(chance, ITEM_COUNT);
    switch (chance_below(chance, 4)) {
    case 0:
        if (plain->count < LENGTH_MAX) {
            memmove(plain->items + at + 1, plain->items + at, (plain->count - at) * sizeof(item));
            plain->items[at] = item;
            plain->count++;
        }
        break;
    case 1:
        if (at < plain->count) {
            plain->count--;
            memmove(plain->items + at, plain->items + at + 1, (plain->count - at) * sizeof(item));
        }
        break;
    case 2:
        if (at < plain->count) {
            uint32_t other = chance_below(chance, plain->count);
            uint32_t moved = plain->items[at];
            plain->items[at] = plain->items[other];
            plain->items[other] = moved;
        }
        break;
    default:
        if (at < plain->count) {
            plain->items[at] = item;
        }
    }
}

static void shuffle(struct chance *chance, struct plain *plain)
{
    plain->count = chance_below(chance, LENGTH_MAX + 1);
    for (uint32_t i = 0; i < plain->count; i++) {
        plain->items[i] = chance_below(chance, ITEM_COUNT);
    }
}

static void assert_version(const struct sequence *sequence, uint32_t version,
                           const struct plain *plain)
{
    uint32_t count = 0;
    uint32_t steps = 0;
    for (uint32_t row = sequence->first; row != BUILDER_NONE; row = sequence->rows[row].next) {
        const struct builder_row *here = &sequence->rows[row];
        assert_true(steps++ < sequence->row_count);
        assert_true(here->from < here->until);
        if (here->from <= version && version < here->until) {
            assert_true(count < plain->count);
            assert_int_equal(here->item, plain->items[count++]);
        }
    }
    assert_int_equal(steps, sequence->row_count);
    assert_int_equal(count, plain->count);
}

static void assert_standing(const struct sequence *sequence, const struct plain *plain)
{
    assert_int_equal(sequence->standing_count, plain->count);
    assert_int_equal(sequence->coming_count, 0);
    for (uint32_t i = 0; i < plain->count; i++) {
        const struct builder_row *row = &sequence->rows[sequence->standing[i]];
        assert_int_equal(row->item, plain->items[i]);
        assert_int_equal(row->until, BUILDER_NONE);
    }
}

static void advance(struct sequence *sequence, uint32_t version, const struct plain *plain)
{
    for (uint32_t i = 0; i < plain->count; i++) {
        assert_int_equal(sequence_push(sequence, plain->items[i], LENGTH_MAX, "items", NULL),
                         PORTREG_OK);
    }
    assert_int_equal(sequence_advance(sequence, version, ITEM_COUNT, NULL), PORTREG_OK);
}

static void every_version_is_the_rows_that_stand_in_it(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct chance chance = { seed * 7919 };
        struct sequence sequence = { .first = BUILDER_NONE };
        struct plain plain[VERSIONS] = { { .count = 0 } };
        for (uint32_t version = 0; version < VERSIONS; version++) {
            if (version > 0) {
                plain[version] = plain[version - 1];
            }
            if (chance_below(&chance, 10) == 0) {
                shuffle(&chance, &plain[version]);
            }
            for (uint32_t i = chance_below(&chance, 8); i > 0; i--) {
                change(&chance, &plain[version]);
            }
            advance(&sequence, version, &plain[version]);
            assert_standing(&sequence, &plain[version]);
            for (uint32_t old = 0; old <= version; old++) {
                assert_version(&sequence, old, &plain[old]);
            }
        }
        sequence_free(&sequence);
    }
}

/* The least number of rows: what stays is never opened anew. */
static void rows_that_stay_are_the_same_rows(void **state)
{
    (void)state;
    static const struct plain versions[] = {
        { { 0, 1, 2, 3, 4, 5 }, 6 }, { { 0, 1, 2, 3, 4, 5 }, 6 },    { { 9, 0, 1, 2, 3, 4, 5 }, 7 },
        { { 0, 1, 2, 3, 4, 5 }, 6 }, { { 0, 1, 2, 7, 3, 4, 5 }, 7 }, { { 5, 0, 1, 2, 7, 3, 4 }, 7 },
        { { 0 }, 0 },                { { 0, 0, 0 }, 3 },             { { 0, 0 }, 2 },
        { { 1, 0, 0, 1 }, 4 },
    };
    static const uint32_t rows[] = { 6, 6, 7, 7, 8, 9, 9, 12, 12, 14 };
    struct sequence sequence = { .first = BUILDER_NONE };
    for (uint32_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        advance(&sequence, i, &versions[i]);
        assert_int_equal(sequence.row_count, rows[i]);
    }
    for (uint32_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_version(&sequence, i, &versions[i]);
    }
    sequence_free(&sequence);
}

static void too_many_items_are_refused(void **state)
{
    (void)state;
    struct sequence sequence = { .first = BUILDER_NONE };
    struct portreg_error error;
    assert_int_equal(sequence_push(&sequence, 0, 2, "things", &error), PORTREG_OK);
    assert_int_equal(sequence_push(&sequence, 0, 2, "things", &error), PORTREG_OK);
    assert_int_equal(sequence_push(&sequence, 0, 2, "things", &error), PORTREG_LIMIT);
    assert_string_equal(error.message, "more than 2 things in one version");
    sequence_free(&sequence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_is_the_rows_that_stand_in_it),
        cmocka_unit_test(rows_that_stay_are_the_same_rows),
        cmocka_unit_test(too_many_items_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
