/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/prepared.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve/block.h"
#include "serve/gzip.h"
#include "serve/layers_header.h"
#include "serve/metrics.h"

/* Below, the header that says so takes what compression saves. */
#define GZIP_SIZE_MIN 1024

/* At level 6, compressing an answer takes ten times as long as making it. */
#define GZIP_LEVEL_KEPT 6
#define GZIP_LEVEL_ONCE 1

#define CONTENT_POLICY                                                                           \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "            \
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "             \
    "frame-ancestors 'none'"

static atomic_size_t bodies_size; /* in memory, of all answers together */

bool prepared_has_room(size_t size)
{
    return size <= PREPARED_SMALL || atomic_load(&bodies_size) + size <= PREPARED_BODIES_MAX;
}

struct prepared *prepared_ref(struct prepared *prepared)
{
    atomic_fetch_add(&prepared->references, 1);
    return prepared;
}

void prepared_unref(struct prepared *prepared)
{
    if (prepared != NULL && atomic_fetch_sub(&prepared->references, 1) == 1) {
        MHD_destroy_response(prepared->response);
        atomic_fetch_sub(&bodies_size, prepared->body != NULL ? prepared->size : 0);
        free(prepared);
    }
}

void http_date_format(time_t time, char text[HTTP_DATE_SIZE])
{
    static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct tm utc;

    /* Not strftime(): its names are those of the locale. */
    if (gmtime_r(&time, &utc) == NULL) {
        text[0] = '\0';
        return;
    }
    snprintf(text, HTTP_DATE_SIZE, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[utc.tm_wday],
             (unsigned)utc.tm_mday % 100, months[utc.tm_mon],
             (unsigned)(utc.tm_year + 1900) % 10000, (unsigned)utc.tm_hour % 100,
             (unsigned)utc.tm_min % 100, (unsigned)utc.tm_sec % 100);
}

time_t http_date_parse(const char *text)
{
    struct tm utc = { 0 };
    const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &utc);

    return end != NULL && *end == '\0' ? timegm(&utc) : 0;
}

static bool add_header(struct MHD_Response *response, const char *name, const char *value)
{
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

static const char *cache_control(const struct prepared *prepared)
{
    unsigned flags = prepared->route != NULL ? prepared->route->flags : 0;

    if (prepared->status >= 400 || (flags & ROUTE_UNCACHED) != 0) {
        return "no-store";
    }
    return (flags & ROUTE_ASSET) != 0 ? "public, max-age=31536000, immutable" : "no-cache";
}

static bool add_validators(struct MHD_Response *response, const struct prepared *prepared)
{
    char date[HTTP_DATE_SIZE];

    if (!add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, cache_control(prepared)) ||
        !add_header(response, MHD_HTTP_HEADER_VARY, "Accept, Accept-Encoding")) {
        return false;
    }
    if (prepared->etag[0] != '\0' &&
        !add_header(response, MHD_HTTP_HEADER_ETAG, prepared->etag)) {
        return false;
    }
    if (prepared->last_modified == 0) {
        return true;
    }
    http_date_format(prepared->last_modified, date);
    return add_header(response, MHD_HTTP_HEADER_LAST_MODIFIED, date);
}

/* A picture has a style of its own and needs nothing else. */
#define PICTURE_POLICY \
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

#define EXPOSED_HEADERS "ETag, Link, " LAYERS_HEADER ", Total-Count"

/* The headers for readers' safety. Data is for everybody: any page may read it. */
static bool add_policies(struct MHD_Response *response, enum media media)
{
    if (!add_header(response, "X-Content-Type-Options", "nosniff")) {
        return false;
    }
    if (media != MEDIA_HTML && media != MEDIA_SVG) {
        return add_header(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*") &&
               add_header(response, "Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }
    return add_header(response, "Content-Security-Policy",
                      media == MEDIA_SVG ? PICTURE_POLICY : CONTENT_POLICY) &&
           add_header(response, "Referrer-Policy", "no-referrer") &&
           add_header(response, "Cross-Origin-Opener-Policy", "same-origin") &&
           add_header(response, "X-Frame-Options", "DENY");
}

static bool add_content(struct MHD_Response *response, enum media media, bool gzipped)
{
    return add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, media_type(media)) &&
           (!gzipped || add_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip"));
}

/* Wraps the response, which is destroyed on failure. */
static struct prepared *wrap(struct MHD_Response *response, unsigned status, size_t size,
                             const struct prepared_context *context, bool gzipped)
{
    struct prepared *prepared = response != NULL ? malloc(sizeof(*prepared)) : NULL;

    if (prepared == NULL) {
        if (response != NULL) {
            MHD_destroy_response(response);
        }
        return NULL;
    }
    atomic_init(&prepared->references, 1);
    prepared->response = response;
    prepared->route = context->route;
    prepared->route_index =
        context->route != NULL ? route_index(context->route) : METRICS_NO_ROUTE;
    prepared->status = status;
    prepared->body = NULL;
    prepared->size = size;
    prepared->last_modified = 0;
    prepared->etag[0] = '\0';
    if (context->tag != 0 && status == MHD_HTTP_OK) {
        snprintf(prepared->etag, sizeof(prepared->etag), "\"%016" PRIx64 "%s\"", context->tag,
                 gzipped ? "-gzip" : "");
    }
    return prepared;
}

static struct prepared *finish(struct prepared *prepared, enum media media, bool gzipped)
{
    if (prepared != NULL &&
        !(add_content(prepared->response, media, gzipped) &&
          add_policies(prepared->response, media) &&
          add_validators(prepared->response, prepared))) {
        prepared_unref(prepared);
        return NULL;
    }
    return prepared;
}

static bool add_reply_headers(struct MHD_Response *response, struct reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        struct buffer *value = &reply->headers[i].value;

        if (buffer_failed(value) ||
            (value->size > 0 && !add_header(response, reply->headers[i].name, value->data))) {
            return false;
        }
    }
    return true;
}

struct prepared *prepared_of_reply(struct reply *reply, const struct prepared_context *context)
{
    struct prepared *prepared;
    struct buffer packed;
    bool gzipped = context->gzip && reply->body.size >= GZIP_SIZE_MIN &&
                   gzip_compress(&reply->body,
                                 context->is_kept ? GZIP_LEVEL_KEPT : GZIP_LEVEL_ONCE, &packed);
    size_t size;
    char *body;

    if (gzipped) {
        buffer_free(&reply->body);
        reply->body = packed;
    }
    /* It may be kept, and what it was compressed in has room for what it was compressed from. */
    buffer_shrink(&reply->body);
    body = buffer_take(&reply->body, &size);
    if (body == NULL) {
        return NULL;
    }
    prepared = wrap(MHD_create_response_from_buffer(size, body, MHD_RESPMEM_MUST_FREE),
                    reply->status, size, context, gzipped);
    if (prepared != NULL) {
        prepared->body = body;
        atomic_fetch_add(&bodies_size, size);
    }
    prepared = finish(prepared, reply->media, gzipped);
    if (prepared != NULL && !add_reply_headers(prepared->response, reply)) {
        prepared_unref(prepared);
        return NULL;
    }
    return prepared;
}

static void let_go(void *block)
{
    block_unref(block);
}

/*
 * From memory, not by sendfile(): libmicrohttpd sends a file in pieces of 128
 * KiB with a round of system calls and of other connections between, which
 * takes twice the time of one copy.
 */
struct prepared *prepared_of_file(const struct prepared_file *file,
                                  const struct prepared_context *context)
{
    struct block *block = block_ref(file->block);
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
        block->size, (void *)(uintptr_t)block->bytes, let_go, block);
    struct prepared *prepared;

    if (response == NULL) {
        block_unref(block);
        return NULL;
    }
    prepared = wrap(response, MHD_HTTP_OK, block->size, context, file->gzipped);
    if (prepared != NULL) {
        prepared->last_modified = file->last_modified;
    }
    prepared = finish(prepared, file->media, file->gzipped);
    if (prepared != NULL && !add_header(response, LAYERS_HEADER, file->layers)) {
        prepared_unref(prepared);
        return NULL;
    }
    return prepared;
}
