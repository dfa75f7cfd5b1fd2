/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_DOWNLOAD_H
#define SERVE_DOWNLOAD_H

#include <stdatomic.h>

#include "answer/layer.h"
#include "serve/media.h"

/*
 * The whole files of what a site publishes: each layer's newest version in
 * every format that has one, and the snapshot itself. Each is written and
 * compressed once. Any thread.
 */
struct downloads;
struct prepared;
struct reply;
struct request;
struct site;

struct downloads *downloads_create(void); /* NULL if memory is short */
void downloads_destroy(struct downloads *downloads); /* accepts NULL */

/*
 * Answers with the layer's whole version as the medium; of versions that are
 * not the newest, nothing is kept here.
 */
void download_answer(struct request *request, struct reply *reply, const struct layer *layer,
                     enum media media);

/* Makes those that are asked for most. Takes about a second; stops early if `*stop`. */
void downloads_warm(const struct site *site, const atomic_bool *stop);

#endif
