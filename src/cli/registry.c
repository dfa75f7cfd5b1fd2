/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/registry.h"

#include <string.h>
#include <time.h>

#include "util/string.h"

#define SECONDS_A_DAY 86400

/* Days from 1970-01-01 in the proleptic Gregorian calendar; years run from March. */
int64_t registry_day_number(portreg_date date)
{
    int64_t year = date >> 9;
    int64_t month = (date >> 5 & 15) != 0 ? date >> 5 & 15 : 1;
    int64_t day = (date & 31) != 0 ? date & 31 : 1;
    int64_t shifted = (month + 9) % 12;

    year -= month <= 2;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 1 -
           719468;
}

portreg_date registry_today(void)
{
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    return (portreg_date)(utc.tm_year + 1900) << 9 | (portreg_date)(utc.tm_mon + 1) << 5 |
           (portreg_date)utc.tm_mday;
}

portreg_date registry_layer_date(const struct layer *layer)
{
    struct portreg_version version;

    return portreg_snapshot_version(layer->snapshot, layer->view.version, &version) ? version.date
                                                                                    : 0;
}

unsigned registry_age(const struct layer *layer)
{
    portreg_date date = registry_layer_date(layer);
    int64_t days = (int64_t)time(NULL) / SECONDS_A_DAY - registry_day_number(date);

    return date != 0 && days > 0 ? (unsigned)days : 0;
}

struct portreg_string registry_layer_name(const struct layer *layer)
{
    return portreg_snapshot_layer(layer->snapshot);
}

const struct layer *registry_base(const struct registry *registry)
{
    for (size_t i = 0; registry->layer_count > 1 && i < registry->layer_count; i++) {
        if (string_is(registry_layer_name(&registry->layers[i]), "iana")) {
            return &registry->layers[i];
        }
    }
    return &registry->layers[0];
}

/* Reads --as-of; 0 if it was not given. */
static bool read_as_of(const struct invocation *invocation, portreg_date *ret)
{
    const char *text = invocation_value(invocation, "as-of");

    *ret = 0;
    if (text == NULL) {
        return true;
    }
    *ret = portreg_date_parse(text, strlen(text));
    if (*ret == 0) {
        message_usage(invocation, "--as-of takes YYYY, YYYY-MM or YYYY-MM-DD, not '%s'", text);
    }
    return *ret != 0;
}

static bool open_layer(struct registry *registry, const char *path, enum portreg_open_mode mode,
                       portreg_date as_of)
{
    struct layer *layer = &registry->layers[registry->layer_count];
    struct portreg_error error;

    if (portreg_snapshot_open(path, mode, &layer->snapshot, &error) != PORTREG_OK) {
        message_error(&error);
        return false;
    }
    layer->path = path;
    layer->view = portreg_view_now(layer->snapshot);
    if (as_of != 0 && !portreg_view_at(layer->snapshot, as_of, &layer->view)) {
        portreg_snapshot_unref(layer->snapshot);
        return true;
    }
    registry->layer_count++;
    return true;
}

int registry_missing(void)
{
    return message_text("no registry found; get one with 'portreg update', or name a snapshot with "
                        "--registry or PORTREG_REGISTRY");
}

static bool open_layers(struct registry *registry, const struct invocation *invocation,
                        enum portreg_open_mode mode)
{
    portreg_date as_of;

    if (!locations_find(&registry->locations, invocation) || !read_as_of(invocation, &as_of)) {
        return false;
    }
    if (registry->locations.count == 0) {
        registry_missing();
        return false;
    }
    for (size_t i = 0; i < registry->locations.count; i++) {
        if (!open_layer(registry, registry->locations.paths[i], mode, as_of)) {
            return false;
        }
    }
    if (registry->layer_count == 0) {
        message_text("no version is as old as %s; 'portreg versions' lists them",
                     invocation_value(invocation, "as-of"));
        return false;
    }
    return true;
}

bool registry_open(struct registry *ret, const struct invocation *invocation,
                   enum portreg_open_mode mode)
{
    ret->layer_count = 0;
    if (!open_layers(ret, invocation, mode)) {
        registry_close(ret);
        return false;
    }
    return true;
}

void registry_close(struct registry *registry)
{
    for (size_t i = 0; i < registry->layer_count; i++) {
        portreg_snapshot_unref(registry->layers[i].snapshot);
    }
    registry->layer_count = 0;
    locations_free(&registry->locations);
}
