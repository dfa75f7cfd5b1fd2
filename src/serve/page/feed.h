/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_FEED_H
#define SERVE_PAGE_FEED_H

#include "serve/page/survey.h"

#define FEED_ENTRIES_MAX 50 /* versions, the newest */

/*
 * Appends the layer's versions as an Atom feed (RFC 4287), an entry for each.
 * The ids are tag: URIs (RFC 4151) of the site's host, the layer and the date,
 * so that they stay when the server is started anew.
 */
void feed_append(const struct request *request, struct buffer *out, const struct survey *survey);

#endif
