/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/locations.h"
#include "cli/progress.h"
#include "update/command.h"
#include "update/update.h"

#define LAYER_IANA "iana"

#define TARGET_BYTES_MAX 65536 /* of the snapshot's path */

/* Every process of the machine reads the system's registry, whatever root's umask is. */
#define SYSTEM_FOLDER PLACES_SYSTEM "/"
#define SYSTEM_UMASK 022

#define SECONDS_MAX 86400
#define CONNECT_SECONDS 15 /* when the options say nothing else */
#define STALL_SECONDS 30
#define TOTAL_SECONDS 300

static void show_progress(void *data, uint64_t done, uint64_t total)
{
    progress_update(data, done, total, 0);
}

static bool read_seconds(const struct invocation *invocation, const char *option,
                         uint64_t otherwise, long *ret)
{
    uint64_t seconds;

    if (!invocation_unsigned(invocation, option, SECONDS_MAX, otherwise, &seconds)) {
        return false;
    }
    if (seconds == 0) {
        message_usage(invocation, "--%s needs at least 1 second", option);
        return false;
    }
    *ret = (long)seconds;
    return true;
}

static bool read_request(const struct invocation *invocation, struct update_request *ret)
{
    const char *layer = invocation_value(invocation, "layer");
    const char *source = invocation_value(invocation, "from");
    portreg_date date;

    if (layer != NULL && (layer[0] == '\0' || strchr(layer, '/') != NULL)) {
        message_usage(invocation, "'%s' is not a name for a layer", layer);
        return false;
    }
    if (layer != NULL && strcmp(layer, LAYER_IANA) != 0 && source == NULL) {
        message_usage(invocation, "layer '%s' is not IANA's: say where it comes from with --from",
                      layer);
        return false;
    }
    if (!invocation_date(invocation, "date", 0, &date)) {
        return false;
    }
    ret->layer = layer != NULL ? layer : LAYER_IANA;
    ret->source = source != NULL ? source : UPDATE_SOURCE_IANA;
    ret->date = invocation_value(invocation, "date");
    ret->force = invocation_has(invocation, "force");
    ret->fetch.authorities = invocation_value(invocation, "cacert");
    return read_seconds(invocation, "connect-timeout", CONNECT_SECONDS,
                        &ret->fetch.connect_seconds) &&
           read_seconds(invocation, "stall-timeout", STALL_SECONDS, &ret->fetch.stall_seconds) &&
           read_seconds(invocation, "timeout", TOTAL_SECONDS, &ret->fetch.total_seconds);
}

static int report(const struct update_request *request, const struct update_outcome *outcome)
{
    if (!outcome->changed) {
        printf("%s: already up to date: version %s, %" PRIu32 " rows\n", request->target,
               outcome->date, outcome->rows);
    } else if (outcome->created) {
        printf("%s: made: version %s, %" PRIu32 " rows\n", request->target, outcome->date,
               outcome->rows);
    } else {
        printf("%s: updated: version %s, %" PRIu32 " rows (before: %" PRIu32 "), %" PRIu32
               " versions\n",
               request->target, outcome->date, outcome->rows, outcome->rows_before,
               outcome->version_count);
    }
    if (fflush(stdout) != 0) {
        return message_text("standard output: cannot write (the update itself is done)");
    }
    return EXIT_FOUND;
}

static int run(struct update_request *request)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct update_outcome outcome;
    struct progress progress;
    enum portreg_status status;

    request->fetch.progress = show_progress;
    request->fetch.progress_data = &progress;
    progress_start(&progress, "Updating");
    status = update_snapshot(request, &outcome, &error);
    progress_end(&progress);
    if (status == PORTREG_OK) {
        return report(request, &outcome);
    }
    return message_error(&error);
}

int update_run(const struct invocation *invocation)
{
    struct update_request request = { .target = NULL };
    struct locations locations = { .arena = ARENA_INIT(TARGET_BYTES_MAX) };
    int code = EXIT_ERROR;

    if (!read_request(invocation, &request)) {
        return EXIT_ERROR;
    }
    request.target = locations_target(&locations, invocation, request.layer,
                                      invocation_has(invocation, "system"));
    if (request.target != NULL) {
        if (strncmp(request.target, SYSTEM_FOLDER, strlen(SYSTEM_FOLDER)) == 0) {
            umask(SYSTEM_UMASK);
        }
        code = run(&request);
    }
    locations_free(&locations);
    return code;
}
