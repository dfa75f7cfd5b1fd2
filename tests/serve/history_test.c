/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <portreg/numbers.h>

#include "lineage.h"
#include "serve/history.h"
#include "util/string.h"

static struct layers layers_of(struct portreg_snapshot *snapshot)
{
    return (struct layers){ .items = { { .snapshot = snapshot,
                                         .view = portreg_view_now(snapshot),
                                         .path = "x" } },
                            .count = 1 };
}

static uint32_t sum_assigned(const struct portreg_stats *stats, unsigned transport)
{
    uint32_t sum = 0;

    for (unsigned range = 0; range < PORTREG_RANGE_COUNT; range++) {
        sum += stats->numbers[transport][range][PORTREG_PORT_ASSIGNED];
    }
    return sum;
}

static void the_sizes_are_those_that_each_version_counts(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct lineage lineage = lineage_create(seed, 12, 150);
        struct compiled compiled = compile_texts(lineage.texts, lineage.count);
        struct layers layers = layers_of(compiled.snapshot);
        struct history *history = history_create(&layers);
        const struct version_size *sizes = history_sizes(history, 0);

        assert_non_null(sizes);
        assert_ptr_equal(history_sizes(history, 0), sizes);
        for (uint32_t v = 0; v < portreg_snapshot_version_count(compiled.snapshot); v++) {
            struct portreg_stats stats;

            portreg_stats_count((struct portreg_view){ compiled.snapshot, v }, &stats);
            assert_int_equal(sizes[v].rows, stats.rows);
            for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT; t++) {
                assert_int_equal(sizes[v].assigned[t], sum_assigned(&stats, t));
            }
        }
        history_destroy(history);
        compiled_free(&compiled);
        lineage_free(&lineage);
    }
}

static void a_summary_is_the_comparisons(void **state)
{
    struct lineage lineage = lineage_create(9, 10, 120);
    struct compiled compiled = compile_texts(lineage.texts, lineage.count);
    struct layers layers = layers_of(compiled.snapshot);
    struct history *history = history_create(&layers);

    (void)state;
    for (uint32_t v = 0; v < portreg_snapshot_version_count(compiled.snapshot); v++) {
        struct comparison comparison;
        struct version_summary first;
        struct version_summary again;
        size_t total = 0;

        assert_int_equal(history_summary(history, 0, v, &first, NULL), PORTREG_OK);
        assert_int_equal(history_summary(history, 0, v, &again, NULL), PORTREG_OK);
        assert_memory_equal(&first, &again, sizeof(first));
        assert_int_equal(
            history_compare(&layers.items[0], v > 0 ? v - 1 : 0, v, &comparison, NULL),
            PORTREG_OK);
        for (unsigned i = 0; i < COMPARISON_GROUP_COUNT; i++) {
            assert_int_equal(first.counts.groups[i], comparison.counts.groups[i]);
            total += first.counts.groups[i];
        }
        for (unsigned i = 0; i <= PORTREG_CHANGE_REMOVED; i++) {
            assert_int_equal(first.counts.contacts[i], comparison.counts.contacts[i]);
            total += first.counts.contacts[i];
        }
        assert_int_equal(total, comparison.total);
        assert_true(first.named_count <= VERSION_NAMES_MAX);
        for (uint32_t i = 0; i < first.named_count; i++) {
            assert_true(portreg_snapshot_cell(compiled.snapshot, first.named[i],
                                              PORTREG_COLUMN_NAME)
                            .size > 0);
        }
        comparison_free(&comparison);
    }
    history_destroy(history);
    compiled_free(&compiled);
    lineage_free(&lineage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sizes_are_those_that_each_version_counts),
        cmocka_unit_test(a_summary_is_the_comparisons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
