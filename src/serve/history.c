/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/history.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "serve/version_sizes.h"
#include "util/error.h"
#include "util/string.h"

struct kept_summary {
    atomic_bool is_known;
    struct version_summary summary;
};

struct layer_history {
    struct kept_summary *summaries; /* of each version */
    _Atomic(struct version_size *) sizes;
};

struct history {
    const struct layers *layers;
    pthread_mutex_t lock; /* held by who counts */
    struct layer_history items[LAYERS_MAX];
};

struct history *history_create(const struct layers *layers)
{
    struct history *history = calloc(1, sizeof(*history));

    if (history == NULL) {
        return NULL;
    }
    history->layers = layers;
    pthread_mutex_init(&history->lock, NULL);
    for (size_t i = 0; i < layers->count; i++) {
        struct layer_history *item = &history->items[i];

        item->summaries = calloc(portreg_snapshot_version_count(layers->items[i].snapshot),
                                 sizeof(*item->summaries));
        if (item->summaries == NULL) {
            history_destroy(history);
            return NULL;
        }
    }
    return history;
}

void history_destroy(struct history *history)
{
    if (history == NULL) {
        return;
    }
    for (size_t i = 0; i < LAYERS_MAX; i++) {
        free(history->items[i].summaries);
        free(atomic_load(&history->items[i].sizes));
    }
    pthread_mutex_destroy(&history->lock);
    free(history);
}

enum portreg_status history_compare(const struct layer *layer, uint32_t before, uint32_t after,
                                    struct comparison *ret, struct portreg_error *error)
{
    const char *source = layer_name(layer).data; /* where the file lies is nobody's business */
    const struct comparison_side sides[] = { { { layer->snapshot, before }, source },
                                             { { layer->snapshot, after }, source } };

    return comparison_make(ret, &sides[0], &sides[1], CHANGE_ALL_COLUMNS,
                           comparison_without_contacts(&sides[0], &sides[1]) == NULL, error);
}

static struct portreg_string name_of(const struct portreg_snapshot *snapshot, uint32_t row)
{
    return portreg_snapshot_cell(snapshot, row, PORTREG_COLUMN_NAME);
}

static void add_name(struct version_summary *summary, const struct portreg_snapshot *snapshot,
                     uint32_t row)
{
    struct portreg_string name = name_of(snapshot, row);

    if (name.size == 0) {
        return;
    }
    for (uint32_t i = 0; i < summary->named_count; i++) {
        if (string_equal_folded(name_of(snapshot, summary->named[i]), name)) {
            return;
        }
    }
    if (summary->named_count < VERSION_NAMES_MAX) {
        summary->named[summary->named_count++] = row;
    } else {
        summary->has_more_names = true;
    }
}

static void summarize(const struct comparison *comparison, struct version_summary *ret)
{
    ret->counts = comparison->counts;
    ret->named_count = 0;
    ret->has_more_names = false;
    for (size_t i = 0; i < comparison->diff->row_count; i++) {
        const struct portreg_row_change *change = &comparison->diff->rows[i];
        const struct portreg_snapshot *snapshot = comparison->after.view.snapshot;
        bool has_lost_name = change->after == PORTREG_NONE ||
                             name_of(snapshot, change->after).size == 0;

        add_name(ret, snapshot, has_lost_name ? change->before : change->after);
    }
}

static enum portreg_status count(const struct layer *layer, uint32_t version,
                                 struct version_summary *ret, struct portreg_error *error)
{
    struct comparison comparison;
    enum portreg_status status =
        history_compare(layer, version > 0 ? version - 1 : 0, version, &comparison, error);

    if (status != PORTREG_OK) {
        return status;
    }
    summarize(&comparison, ret);
    comparison_free(&comparison);
    return PORTREG_OK;
}

enum portreg_status history_summary(struct history *history, size_t layer, uint32_t version,
                                    struct version_summary *ret, struct portreg_error *error)
{
    struct kept_summary *kept = &history->items[layer].summaries[version];
    enum portreg_status status = PORTREG_OK;

    if (!atomic_load_explicit(&kept->is_known, memory_order_acquire)) {
        pthread_mutex_lock(&history->lock);
        if (!atomic_load(&kept->is_known)) {
            status = count(&history->layers->items[layer], version, &kept->summary, error);
            atomic_store_explicit(&kept->is_known, status == PORTREG_OK, memory_order_release);
        }
        pthread_mutex_unlock(&history->lock);
    }
    if (status == PORTREG_OK) {
        *ret = kept->summary;
    }
    return status;
}

const struct version_size *history_sizes(struct history *history, size_t layer)
{
    struct layer_history *item = &history->items[layer];
    struct version_size *sizes = atomic_load_explicit(&item->sizes, memory_order_acquire);

    if (sizes == NULL) {
        pthread_mutex_lock(&history->lock);
        sizes = atomic_load(&item->sizes);
        if (sizes == NULL) {
            sizes = version_sizes_count(history->layers->items[layer].snapshot);
            atomic_store_explicit(&item->sizes, sizes, memory_order_release);
        }
        pthread_mutex_unlock(&history->lock);
    }
    return sizes;
}
