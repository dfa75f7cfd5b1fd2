/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_DISPATCH_H
#define SERVE_DISPATCH_H

#include <time.h>

#include "serve/prepared.h"
#include "serve/request.h"

/* A request as it came, whole. */
struct dispatch_request {
    enum request_method method;
    struct portreg_string target; /* escaped */
    struct portreg_string accept; /* headers; empty where there is none */
    struct portreg_string accept_encoding;
    struct portreg_string body;
    struct portreg_string body_type;
    bool target_too_long;
    bool body_too_long;
    bool is_crowded;   /* there is no room for its body, or the answer's, now */
    const char *doubt; /* why the head is refused; NULL if it is not */
};

/*
 * Answers a request out of a site: from its cache, else by the route that the
 * address has. NULL if memory is short. One reference for the caller.
 * @param[out] from_cache whether it was made before
 */
struct prepared *dispatch(struct site *site, const struct dispatch_request *asked,
                          bool *from_cache);

/*
 * Makes the answer alone, at a time: not kept, not compressed, without the
 * headers that all have. `ret` is to be freed.
 * @return the route that took it, NULL if there was none
 */
const struct route *dispatch_answer(const struct site *site, const struct dispatch_request *asked,
                                    time_t now, struct reply *ret);

#endif
