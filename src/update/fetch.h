/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UPDATE_FETCH_H
#define UPDATE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include <portreg/status.h>

#include "util/buffer.h"

/*
 * One conditional GET. https, and http for this machine itself, which no
 * network can touch; redirects are followed to https only.
 */
#define FETCH_BODY_MAX (64u << 20) /* bytes, unpacked */
#define FETCH_REDIRECTS_MAX 5L
#define FETCH_STALL_SPEED 1024L /* bytes a second below which a transfer stalls */
#define FETCH_TAG_SIZE 256
#define FETCH_DATE_SIZE 64

/* What a server says that makes the next request conditional; empty if nothing. */
struct fetch_validators {
    char etag[FETCH_TAG_SIZE];
    char last_modified[FETCH_DATE_SIZE];
};

struct fetch_request {
    const char *url;
    const struct fetch_validators *validators; /* of the version at hand, or NULL */
    const char *authorities; /* file of certificates to trust instead, or NULL */
    long connect_seconds;
    long stall_seconds; /* how long it may stay below FETCH_STALL_SPEED */
    long total_seconds;
    void (*progress)(void *data, uint64_t done, uint64_t total);
    void *progress_data;
};

struct fetch_reply {
    bool not_modified; /* the server says that the version at hand is current */
    struct buffer body;
    struct fetch_validators validators;
};

/* Whether the text is an address rather than a path: "scheme://…". */
bool fetch_is_address(const char *text);

/*
 * Fetches it. INVALID_ARGUMENT for an address that is none or of a scheme that
 * is not allowed, LIMIT for more than FETCH_BODY_MAX, IO for the rest.
 * @param[out] ret to be freed with fetch_reply_free() in any case
 */
enum portreg_status fetch(const struct fetch_request *request, struct fetch_reply *ret,
                          struct portreg_error *error);

void fetch_reply_free(struct fetch_reply *reply);

#endif
