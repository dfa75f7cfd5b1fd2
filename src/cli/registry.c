/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/registry.h"

static bool open_layer(struct layers *layers, const char *path, portreg_date as_of)
{
    struct layer *layer = &layers->items[layers->count];
    struct portreg_error error;

    if (portreg_snapshot_open(path, PORTREG_OPEN_QUICK, &layer->snapshot, &error) != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    layer->path = path;
    if (layer_go_to(layer, as_of)) {
        layers->count++;
    } else {
        portreg_snapshot_unref(layer->snapshot);
    }
    return true;
}

int registry_missing(void)
{
    return message_text("no registry found; get one with 'portreg update', or name a snapshot with "
                        "--registry or PORTREG_REGISTRY");
}

static bool open_layers(struct registry *registry, const struct invocation *invocation)
{
    portreg_date as_of;

    if (!locations_find(&registry->locations, invocation) ||
        !invocation_date(invocation, "as-of", 0, &as_of)) {
        return false;
    }
    if (registry->locations.count == 0) {
        registry_missing();
        return false;
    }
    for (size_t i = 0; i < registry->locations.count; i++) {
        if (!open_layer(&registry->layers, registry->locations.paths[i], as_of)) {
            return false;
        }
    }
    if (registry->layers.count == 0) {
        message_text("no version is as old as %s; 'portreg versions' lists them",
                     invocation_value(invocation, "as-of"));
        return false;
    }
    return true;
}

bool registry_open(struct registry *ret, const struct invocation *invocation)
{
    ret->layers.count = 0;
    ret->layers.today = 0;
    if (!open_layers(ret, invocation)) {
        registry_close(ret);
        return false;
    }
    return true;
}

void registry_close(struct registry *registry)
{
    for (size_t i = 0; i < registry->layers.count; i++) {
        portreg_snapshot_unref(registry->layers.items[i].snapshot);
    }
    registry->layers.count = 0;
    locations_free(&registry->locations);
}

int registry_answer(const struct invocation *invocation, const char *default_columns,
                    int (*answer)(struct output *output))
{
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry.layers, default_columns)) {
        code = answer(&output);
    }
    registry_close(&registry);
    return code;
}
