/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/endpoints.h"

#include <stdlib.h>

#include "cli/listing.h"
#include "util/string.h"

bool endpoints_request_read(struct endpoints_request *ret, const struct invocation *invocation)
{
    const char *list;
    size_t cursor = 0;

    ret->failing = 0;
    ret->shown = (uint32_t)invocation_has(invocation, "unregistered")
                     << ENDPOINT_FINDING_UNREGISTERED |
                 (uint32_t)invocation_has(invocation, "mismatch") << ENDPOINT_FINDING_MISMATCH;
    while ((list = invocation_next_value(invocation, "fail-on", &cursor)) != NULL) {
        if (!endpoint_findings_parse(string_of(list), &ret->failing)) {
            message_usage(invocation,
                          "--fail-on takes unregistered, mismatch, unauthorized, reserved and "
                          "ephemeral, separated by commas, not '%s'",
                          list);
            return false;
        }
    }
    return true;
}

/* What is shown, in `ret` with room for all. Returns how many endpoints fail. */
static size_t judge(const struct endpoints_request *request, const struct endpoints *endpoints,
                    const struct layers *layers, const struct host_ports *ports,
                    struct judged_endpoint *ret, size_t *ret_count)
{
    size_t failing = 0;

    *ret_count = 0;
    for (size_t i = 0; i < endpoints->count; i++) {
        struct judged_endpoint *judged = &ret[*ret_count];

        endpoint_judge(&endpoints->items[i], layers, ports, judged);
        failing += (judged->findings & request->failing) != 0;
        *ret_count += request->shown == 0 || (judged->findings & request->shown) != 0;
    }
    return failing;
}

/* The column of hosts is empty where no input names one. */
static const char *usual_columns(const struct listing *listing, const struct endpoints *endpoints)
{
    const char *usual = listing->usual_columns;

    for (size_t i = 0; i < endpoints->count; i++) {
        if (endpoints->items[i].host.size > 0) {
            return usual;
        }
    }
    return string_starts_folded(string_of(usual), "host,") ? usual + strlen("host,") : usual;
}

int endpoints_report(const struct invocation *invocation, const struct endpoints_request *request,
                     const struct endpoints *endpoints, const struct layers *layers,
                     const struct host_ports *ports)
{
    const struct listing *listing = invocation->command->listing;
    struct judged_endpoint *items = calloc(endpoints->count + 1, sizeof(*items));
    struct listing_array array;
    struct output output;
    size_t failing;
    size_t count;
    int code = EXIT_ERROR;

    if (items == NULL) {
        return message_text("out of memory");
    }
    if (output_open(&output, invocation, layers, usual_columns(listing, endpoints))) {
        failing = judge(request, endpoints, layers, ports, items, &count);
        array = listing_array_of(listing, items, sizeof(*items), count, layers);
        listing_write(&output, &array.cursor);
        code = output_finish(&output, failing > 0 ? EXIT_NOTHING : EXIT_FOUND);
        if (failing > 0) {
            message_note("%zu of %zu sockets fail --fail-on", failing, endpoints->count);
        }
    }
    free(items);
    return code;
}
