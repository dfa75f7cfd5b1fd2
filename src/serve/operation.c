/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>

#include "serve/asset.h"
#include "serve/metrics.h"
#include "serve/reply.h"
#include "serve/request.h"
#include "serve/server.h"
#include "util/string.h"

/* Addresses for whoever runs the server, and the files of the pages. */

static void answer_live(struct request *request, struct reply *reply)
{
    (void)request;
    buffer_append_text(&reply->body, "ok\n");
}

/* Not the errors themselves: where the files lie is nobody's business. */
static void append_faults(struct buffer *out, const struct site *site)
{
    for (size_t i = 0; i < site->fault_count; i++) {
        const struct layer *layer = site_faulty_layer(site, i);

        if (layer != NULL) {
            buffer_append_text(out, "layer ");
            buffer_append_clean(out, layer_name(layer));
            buffer_append_text(out, " is as it was: its file cannot be read\n");
        } else {
            buffer_append_text(out, "a snapshot is left out: it cannot be read\n");
        }
    }
}

static void answer_ready(struct request *request, struct reply *reply)
{
    if (!server_is_ready()) {
        reply_problem(request, reply, MHD_HTTP_SERVICE_UNAVAILABLE, "Stopping",
                      "the server is being stopped");
        return;
    }
    buffer_append_text(&reply->body, "ok\n");
    append_faults(&reply->body, request->site);
}

static void answer_metrics(struct request *request, struct reply *reply)
{
    metrics_append(&reply->body, request->site, request->today);
}

static void answer_asset(struct request *request, struct reply *reply)
{
    char checksum[17];

    snprintf(checksum, sizeof(checksum), "%016" PRIx64, assets_checksum());
    for (const struct asset *asset = assets;
         asset->name != NULL && string_is(request->captures[0], checksum); asset++) {
        if (string_is(request->captures[1], asset->name)) {
            reply->media = asset->media;
            buffer_append(&reply->body, asset->bytes, asset->size);
            return;
        }
    }
    reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found", "there is no such file");
}

const struct route routes_of_operation[] = {
    { .pattern = "/livez",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(TEXT),
      .flags = ROUTE_UNCACHED | ROUTE_SERVER,
      .answer = answer_live,
      .name = "live",
      .summary = "whether the process answers" },
    { .pattern = "/readyz",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(TEXT),
      .flags = ROUTE_UNCACHED | ROUTE_SERVER,
      .answer = answer_ready,
      .name = "ready",
      .summary = "whether it takes requests" },
    { .pattern = "/metrics",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(TEXT),
      .flags = ROUTE_UNCACHED | ROUTE_SERVER,
      .answer = answer_metrics,
      .name = "metrics",
      .summary = "counts of what the server does, for Prometheus" },
    { .pattern = "/assets/{checksum}/{name}",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(TEXT),
      .flags = ROUTE_AGELESS | ROUTE_ASSET | ROUTE_SERVER,
      .answer = answer_asset,
      .name = "asset",
      .summary = "a file of the pages" },
    { .pattern = NULL },
};
