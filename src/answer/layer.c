/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/layer.h"

#include "util/date.h"
#include "util/string.h"

struct portreg_string layer_name(const struct layer *layer)
{
    return portreg_snapshot_layer(layer->snapshot);
}

portreg_date layer_date(const struct layer *layer)
{
    struct portreg_version version;

    return portreg_snapshot_version(layer->snapshot, layer->view.version, &version) ? version.date
                                                                                    : 0;
}

unsigned layer_age_days(const struct layer *layer, portreg_date today)
{
    portreg_date date = layer_date(layer);
    int64_t days = date_day_number(today) - date_day_number(date);

    return date != 0 && days > 0 ? (unsigned)days : 0;
}

bool layer_go_to(struct layer *layer, portreg_date as_of)
{
    if (as_of != 0) {
        return portreg_view_at(layer->snapshot, as_of, &layer->view);
    }
    layer->view = portreg_view_now(layer->snapshot);
    return true;
}

const struct layer *layers_find(const struct layers *layers, struct portreg_string name)
{
    for (size_t i = 0; i < layers->count; i++) {
        if (string_equal(layer_name(&layers->items[i]), name)) {
            return &layers->items[i];
        }
    }
    return NULL;
}

const struct layer *layers_base(const struct layers *layers)
{
    const struct layer *iana =
        layers->count > 1 ? layers_find(layers, STRING_LITERAL("iana")) : NULL;

    return iana != NULL ? iana : &layers->items[0];
}

void layers_at(const struct layers *layers, portreg_date as_of, struct layers *ret)
{
    size_t kept = 0;

    for (size_t i = 0; i < layers->count; i++) {
        ret->items[kept] = layers->items[i];
        kept += layer_go_to(&ret->items[kept], as_of);
    }
    ret->count = kept;
    ret->today = layers->today;
}
