/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/download.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>

#include "format/format.h"
#include "serve/block.h"
#include "serve/gzip.h"
#include "serve/layers_header.h"
#include "serve/prepared.h"
#include "serve/request.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/string.h"

#define DOWNLOAD_GZIP_LEVEL 9 /* once a version, so that it may take its time */
#define ROUTES_MAX 2          /* addresses of one file: IANA's and our own */

/* What can be had; `format` is NULL for the snapshot itself. */
static const struct kind {
    enum media media;
    const struct format *format;
    bool is_asked_often;
} kinds[] = {
    { MEDIA_CSV, &format_csv, true },     { MEDIA_XML, &format_xml, true },
    { MEDIA_TEXT, &format_text, true },   { MEDIA_JSON, &format_json, false },
    { MEDIA_NDJSON, &format_ndjson, false }, { MEDIA_SNAPSHOT, NULL, false },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* One file, plain or compressed; the answers with it differ by their route alone. */
struct body {
    struct block *block; /* NULL until it is there */
    bool gzipped; /* asked for compressed, it may still be plain: nothing was saved */
    struct prepared *prepared[ROUTES_MAX];
};

struct download {
    pthread_mutex_t lock; /* whoever comes second waits for the first to make it */
    struct body plain;
    struct body packed;
};

struct downloads {
    struct download items[LAYERS_MAX][KIND_COUNT];
};

struct downloads *downloads_create(void)
{
    struct downloads *downloads = calloc(1, sizeof(*downloads));

    for (size_t i = 0; downloads != NULL && i < LAYERS_MAX * KIND_COUNT; i++) {
        struct download *item = &downloads->items[i / KIND_COUNT][i % KIND_COUNT];

        pthread_mutex_init(&item->lock, NULL);
    }
    return downloads;
}

static void drop_body(struct body *body)
{
    block_unref(body->block);
    for (size_t i = 0; i < ROUTES_MAX; i++) {
        prepared_unref(body->prepared[i]);
    }
    *body = (struct body){ .block = NULL };
}

void downloads_destroy(struct downloads *downloads)
{
    for (size_t i = 0; downloads != NULL && i < LAYERS_MAX * KIND_COUNT; i++) {
        struct download *item = &downloads->items[i / KIND_COUNT][i % KIND_COUNT];

        drop_body(&item->plain);
        drop_body(&item->packed);
        pthread_mutex_destroy(&item->lock);
    }
    free(downloads);
}

/* Both forms at once: writing the text is most of the work for either. */
static enum portreg_status make_text(struct download *item, const struct format *format,
                                     struct portreg_view view, struct portreg_error *error)
{
    struct buffer text = BUFFER_INIT(FORMAT_OUTPUT_MAX);
    struct buffer packed = BUFFER_INIT(FORMAT_OUTPUT_MAX);
    enum portreg_status status = format->write(view, NULL, 0, &text, error);

    if (status == PORTREG_OK) {
        item->packed.gzipped = gzip_compress(&text, DOWNLOAD_GZIP_LEVEL, &packed);
        item->plain.block = block_of_buffer(&text);
        if (item->packed.gzipped) {
            item->packed.block = block_of_buffer(&packed);
        }
    }
    buffer_free(&text);
    buffer_free(&packed);
    return status;
}

static enum portreg_status make(struct download *item, const struct kind *kind,
                                const struct layer *layer, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    if (kind->format != NULL) {
        status = make_text(item, kind->format, layer->view, error);
    } else {
        item->plain.block = block_of_snapshot(layer->snapshot); /* has its own compression */
    }
    if (status == PORTREG_OK && item->plain.block != NULL && !item->packed.gzipped) {
        item->packed.block = block_ref(item->plain.block);
    }
    if (status == PORTREG_OK && (item->plain.block == NULL || item->packed.block == NULL)) {
        status = error_out_of_memory(error);
    }
    if (status != PORTREG_OK) {
        drop_body(&item->plain);
        drop_body(&item->packed);
    }
    return status;
}

/* Of the content alone, so that a proxy that has it need not fetch it after a restart. */
static uint64_t make_tag(const struct portreg_snapshot *snapshot, size_t kind)
{
    uint64_t parts[3] = { portreg_snapshot_checksum(snapshot),
                          hash_bytes(PORTREG_VERSION, sizeof(PORTREG_VERSION)), kind };
    uint64_t tag = hash_bytes(parts, sizeof(parts));

    return tag != 0 ? tag : 1;
}

/* Which file of the site. */
struct file {
    size_t kind;
    const struct layer *layer;
    time_t modified;
};

static struct prepared *prepare(const struct body *body, const struct file *file,
                                const struct route *route)
{
    const struct prepared_context context = {
        .route = route,
        .tag = make_tag(file->layer->snapshot, file->kind),
    };
    struct buffer layers = BUFFER_INIT(REPLY_HEADER_MAX);
    struct prepared *prepared = NULL;

    layers_header_append(&layers, file->layer);
    if (!buffer_failed(&layers)) {
        prepared = prepared_of_file(
            &(struct prepared_file){
                .block = body->block,
                .gzipped = body->gzipped,
                .media = kinds[file->kind].media,
                .last_modified = file->modified,
                .layers = layers.data,
            },
            &context);
    }
    buffer_free(&layers);
    return prepared;
}

/* The answer with a body under a route; a reference for the caller. */
static struct prepared *find_prepared(struct body *body, const struct file *file,
                                      const struct route *route)
{
    for (size_t i = 0; i < ROUTES_MAX; i++) {
        if (body->prepared[i] == NULL) {
            body->prepared[i] = prepare(body, file, route);
        }
        if (body->prepared[i] == NULL || body->prepared[i]->route == route) {
            return body->prepared[i] != NULL ? prepared_ref(body->prepared[i]) : NULL;
        }
    }
    return prepare(body, file, route);
}

/* NULL with an error if it cannot be made. */
static struct prepared *get(struct download *item, const struct file *file,
                            const struct request *request, struct portreg_error *error)
{
    struct prepared *prepared = NULL;
    enum portreg_status status = PORTREG_OK;

    pthread_mutex_lock(&item->lock);
    if (item->packed.block == NULL) {
        status = make(item, &kinds[file->kind], file->layer, error);
    }
    if (status == PORTREG_OK) {
        prepared = find_prepared(request->accepts_gzip ? &item->packed : &item->plain, file,
                                 request->route);
        if (prepared == NULL) {
            error_out_of_memory(error);
        }
    }
    pthread_mutex_unlock(&item->lock);
    return prepared;
}

static size_t find_kind(enum media media)
{
    size_t kind = 0;

    while (kind < KIND_COUNT && kinds[kind].media != media) {
        kind++;
    }
    return kind;
}

/* The layer as the site has it; LAYERS_MAX if the request goes to another version. */
static size_t find_layer(const struct site *site, const struct layer *layer)
{
    for (size_t i = 0; i < site->layers.count; i++) {
        const struct layer *other = &site->layers.items[i];

        if (other->snapshot == layer->snapshot && other->view.version == layer->view.version) {
            return i;
        }
    }
    return LAYERS_MAX;
}

void download_answer(struct request *request, struct reply *reply, const struct layer *layer,
                     enum media media)
{
    struct portreg_error error = { .status = PORTREG_OK };
    size_t index = find_layer(request->site, layer);
    size_t kind = find_kind(media);

    if (index < LAYERS_MAX && kind < KIND_COUNT) {
        const struct file file = { kind, layer, request->site->modified[index] };

        reply->prepared =
            get(&request->site->downloads->items[index][kind], &file, request, &error);
    } else if (kind == KIND_COUNT) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found",
                      "the registry is not to be had in this form");
    } else if (kinds[kind].format == NULL) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such version",
                      "a snapshot has every version in one file: ask for it without as_of");
    } else {
        layers_header_name(request, reply, layer);
        kinds[kind].format->write(layer->view, NULL, 0, &reply->body, &error);
    }
    if (error.status != PORTREG_OK) {
        reply_error(request, reply, &error);
    }
}

void downloads_warm(const struct site *site, const atomic_bool *stop)
{
    const struct layer *base = layers_base(&site->layers);
    size_t index = find_layer(site, base);

    for (size_t kind = 0; kind < KIND_COUNT && !atomic_load(stop); kind++) {
        struct download *item = &site->downloads->items[index][kind];
        struct portreg_error error;

        if (!kinds[kind].is_asked_often) {
            continue;
        }
        pthread_mutex_lock(&item->lock);
        if (item->packed.block == NULL) {
            (void)make(item, &kinds[kind], base, &error); /* whoever asks tries again */
        }
        pthread_mutex_unlock(&item->lock);
    }
}
