/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>

#include "serve/route.h"

#define ROUTES_MAX 64 /* the last one counts what no route took, and any beyond */
#define CLASSES 6     /* of status codes: 1xx … 5xx; 0 is not used */
#define STATUS_MAX 600

/* Upper ends of the histogram's buckets in microseconds; one more is without an end. */
static const uint64_t bucket_ends[] = { 10,   50,    100,   500,    1000,
                                        5000, 10000, 50000, 100000, 1000000 };

#define BUCKETS (sizeof(bucket_ends) / sizeof(bucket_ends[0]) + 1)

static struct {
    atomic_uint_fast64_t requests[ROUTES_MAX][CLASSES];
    atomic_uint_fast64_t buckets[BUCKETS];
    atomic_uint_fast64_t nanoseconds;
    atomic_uint_fast64_t bytes;
    atomic_uint_fast64_t from_cache;
    atomic_uint_fast64_t opened;
    atomic_uint_fast64_t closed;
    atomic_uint_fast64_t cut;
    atomic_uint_fast64_t refusals[STATUS_MAX]; /* by status; 0: any other */
    atomic_uint_fast64_t reloads[2]; /* failed, fine */
    atomic_uint running;
} counts;

static void add(atomic_uint_fast64_t *count, uint64_t amount)
{
    atomic_fetch_add_explicit(count, amount, memory_order_relaxed);
}

static uint64_t get(atomic_uint_fast64_t *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

void metrics_count_request(const struct metrics_request *request)
{
    size_t index = request->route < ROUTES_MAX - 1 ? request->route : ROUTES_MAX - 1;
    unsigned class = request->status / 100;
    size_t bucket = 0;

    while (bucket < BUCKETS - 1 && request->nanoseconds > bucket_ends[bucket] * 1000) {
        bucket++;
    }
    add(&counts.requests[index][class < CLASSES ? class : 0], 1);
    add(&counts.buckets[bucket], 1);
    add(&counts.nanoseconds, request->nanoseconds);
    add(&counts.bytes, request->bytes);
    add(&counts.from_cache, request->from_cache);
    atomic_fetch_sub(&counts.running, 1);
}

void metrics_begin_request(void)
{
    atomic_fetch_add(&counts.running, 1);
}

unsigned metrics_running_requests(void)
{
    return atomic_load(&counts.running);
}

void metrics_count_connection(bool opened)
{
    add(opened ? &counts.opened : &counts.closed, 1);
}

void metrics_count_reload(bool fine)
{
    add(&counts.reloads[fine], 1);
}

void metrics_count_cut(void)
{
    add(&counts.cut, 1);
}

void metrics_count_refusal(unsigned status)
{
    add(&counts.refusals[status < STATUS_MAX ? status : 0], 1);
}

static void append_head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_printf(out, "# HELP portreg_%s %s\n# TYPE portreg_%s %s\n", name, help, name, type);
}

static void append_counter(struct buffer *out, const char *name, const char *help, uint64_t value)
{
    append_head(out, name, "counter", help);
    buffer_printf(out, "portreg_%s %" PRIu64 "\n", name, value);
}

static void append_requests(struct buffer *out)
{
    append_head(out, "http_requests_total", "counter", "Requests answered.");
    for (size_t i = 0; i < ROUTES_MAX; i++) {
        const struct route *route = i < ROUTES_MAX - 1 ? route_at(i) : NULL;

        for (unsigned class = 0; class < CLASSES; class++) {
            uint64_t count = get(&counts.requests[i][class]);

            if (count > 0) {
                buffer_printf(out,
                              "portreg_http_requests_total{route=\"%s\",status=\"%uxx\"} %" PRIu64
                              "\n",
                              route != NULL ? route->name : "none", class, count);
            }
        }
    }
}

static void append_refusals(struct buffer *out)
{
    append_head(out, "http_refusals_total", "counter",
                "Requests that could not be read as HTTP, by status.");
    for (unsigned status = 0; status < STATUS_MAX; status++) {
        uint64_t count = get(&counts.refusals[status]);

        if (count > 0) {
            buffer_printf(out, "portreg_http_refusals_total{status=\"%u\"} %" PRIu64 "\n", status,
                          count);
        }
    }
}

static void append_durations(struct buffer *out)
{
    uint64_t below = 0;

    append_head(out, "http_request_duration_seconds", "histogram",
                "Time from a whole head to the answer's last byte.");
    for (size_t i = 0; i < BUCKETS - 1; i++) {
        below += get(&counts.buckets[i]);
        buffer_printf(out, "portreg_http_request_duration_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                      (double)bucket_ends[i] / 1e6, below);
    }
    below += get(&counts.buckets[BUCKETS - 1]);
    buffer_printf(out,
                  "portreg_http_request_duration_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n"
                  "portreg_http_request_duration_seconds_sum %.9f\n"
                  "portreg_http_request_duration_seconds_count %" PRIu64 "\n",
                  below, (double)get(&counts.nanoseconds) / 1e9, below);
}

/* A label's value (Prometheus' text format escapes three characters). */
static void append_label(struct buffer *out, struct portreg_string value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '\n') {
            buffer_append_text(out, "\\n");
            continue;
        }
        if (value.data[i] == '"' || value.data[i] == '\\') {
            buffer_append_char(out, '\\');
        }
        buffer_append_char(out, value.data[i]);
    }
}

static void append_layers(struct buffer *out, const struct site *site, portreg_date today)
{
    append_head(out, "registry_age_days", "gauge", "Days since the layer's version.");
    for (size_t i = 0; i < site->layers.count; i++) {
        const struct layer *layer = &site->layers.items[i];
        char date[16];

        portreg_date_format(layer_date(layer), date);
        buffer_append_text(out, "portreg_registry_age_days{layer=\"");
        append_label(out, layer_name(layer));
        buffer_printf(out, "\",version=\"%s\"} %u\n", date, layer_age_days(layer, today));
    }
    append_head(out, "registry_rows", "gauge", "Rows of the layer's version.");
    for (size_t i = 0; i < site->layers.count; i++) {
        const struct layer *layer = &site->layers.items[i];

        buffer_append_text(out, "portreg_registry_rows{layer=\"");
        append_label(out, layer_name(layer));
        buffer_printf(out, "\"} %u\n", portreg_view_row_count(layer->view));
    }
}

static void append_faults(struct buffer *out, const struct site *site)
{
    bool is_faulty[LAYERS_MAX] = { false };

    for (size_t i = 0; i < site->fault_count; i++) {
        const struct layer *layer = site_faulty_layer(site, i);

        if (layer != NULL) {
            is_faulty[layer - site->layers.items] = true;
        }
    }
    append_head(out, "registry_faults", "gauge", "Snapshots that cannot be read now.");
    buffer_printf(out, "portreg_registry_faults %zu\n", site->fault_count);
    append_head(out, "registry_stuck", "gauge",
                "1 where the layer is as it was because its snapshot cannot be read now.");
    for (size_t i = 0; i < site->layers.count; i++) {
        buffer_append_text(out, "portreg_registry_stuck{layer=\"");
        append_label(out, layer_name(&site->layers.items[i]));
        buffer_printf(out, "\"} %d\n", is_faulty[i]);
    }
}

void metrics_append(struct buffer *out, const struct site *site, portreg_date today)
{
    uint64_t closed = get(&counts.closed);
    uint64_t opened = get(&counts.opened);

    append_head(out, "build_info", "gauge", "What is running.");
    buffer_append_text(out, "portreg_build_info{version=\"" PORTREG_VERSION "\"} 1\n");
    append_requests(out);
    append_refusals(out);
    append_durations(out);
    append_counter(out, "http_response_bytes_total", "Bytes of answers' bodies.",
                   get(&counts.bytes));
    append_counter(out, "http_cached_total", "Requests answered with what was made before.",
                   get(&counts.from_cache));
    append_counter(out, "http_connections_total", "Connections accepted.", opened);
    append_counter(out, "http_connections_cut_total", "Connections cut because they took too long.",
                   get(&counts.cut));
    append_head(out, "http_connections", "gauge", "Connections open now.");
    buffer_printf(out, "portreg_http_connections %" PRIu64 "\n", opened - closed);
    append_head(out, "http_requests_running", "gauge", "Requests being answered now.");
    buffer_printf(out, "portreg_http_requests_running %u\n", metrics_running_requests());
    append_head(out, "reloads_total", "counter", "Snapshots read anew, by outcome.");
    buffer_printf(out,
                  "portreg_reloads_total{outcome=\"fine\"} %" PRIu64 "\n"
                  "portreg_reloads_total{outcome=\"failed\"} %" PRIu64 "\n",
                  get(&counts.reloads[1]), get(&counts.reloads[0]));
    append_layers(out, site, today);
    append_faults(out, site);
}
