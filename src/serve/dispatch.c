/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/dispatch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answer/lookup.h"
#include "serve/cache.h"
#include "serve/layers_header.h"
#include "util/date.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/string.h"

#define SECONDS_A_DAY 86400
#define KEY_SIZE_MAX 2048 /* bytes; what is longer is answered without the cache */

struct portreg_string request_parameter(const struct request *request, const char *name)
{
    struct portreg_string value = { "", 0 };

    target_parameter(request->target, name, &value);
    return value;
}

static const char *const method_names[] = { "GET", "HEAD", "POST", "OPTIONS" };

static void append_methods(struct buffer *out, unsigned methods)
{
    const char *separator = "";

    for (unsigned i = 0; i < METHOD_OTHER; i++) {
        if ((methods | METHOD_BIT(OPTIONS)) & 1u << i) {
            buffer_append_text(out, separator);
            buffer_append_text(out, method_names[i]);
            separator = ", ";
        }
    }
}

/* Whether the address takes the method; answers if it does not, or the method is OPTIONS. */
static bool check_method(const struct request *request, unsigned methods, struct reply *reply)
{
    if ((request->route->methods & 1u << request->method) != 0) {
        return true;
    }
    append_methods(reply_header(reply, MHD_HTTP_HEADER_ALLOW), methods);
    if (request->method == METHOD_OPTIONS) {
        reply->status = MHD_HTTP_NO_CONTENT;
        append_methods(reply_header(reply, "Access-Control-Allow-Methods"), methods);
        buffer_append_text(reply_header(reply, "Access-Control-Allow-Headers"),
                           "Accept, Content-Type, If-None-Match");
    } else {
        reply_problem(request, reply, MHD_HTTP_METHOD_NOT_ALLOWED, "Method not allowed",
                      "this address does not take that method; see the header Allow");
    }
    return false;
}

/* A route of one medium answers with it whatever the client prefers. */
static enum media choose_media(const struct route_match *match, struct portreg_string accept)
{
    unsigned offered = match->route->media;

    if (match->suffix != MEDIA_COUNT) {
        return match->suffix;
    }
    if ((offered & (offered - 1)) == 0) {
        return media_negotiate((struct portreg_string){ "", 0 }, offered);
    }
    return media_negotiate(accept, offered);
}

static bool check_media(struct request *request, struct reply *reply)
{
    if (request->media != MEDIA_COUNT) {
        reply->media = request->media;
        return true;
    }
    request->media = MEDIA_PROBLEM;
    reply_problem(request, reply, MHD_HTTP_NOT_ACCEPTABLE, "Not acceptable",
                  "no form of this address is one that the header Accept takes");
    return false;
}

static const struct route_parameter *find_parameter(const struct route *route,
                                                    struct portreg_string name)
{
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && route->parameters[i].name != NULL; i++) {
        if (string_is(name, route->parameters[i].name)) {
            return &route->parameters[i];
        }
    }
    return NULL;
}

/* The API refuses what it does not know: a misspelt parameter must not go unnoticed. */
static bool check_parameters(const struct request *request, struct reply *reply)
{
    const struct target *target = request->target;

    if ((request->route->flags & ROUTE_API) == 0) {
        return true;
    }
    for (size_t i = 0; i < target->parameter_count; i++) {
        struct portreg_string name = target->parameters[i].name;
        struct portreg_string first;

        if (find_parameter(request->route, name) == NULL) {
            reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Unknown parameter",
                          "'%.*s' is no parameter of this address; see /api", (int)name.size,
                          name.data);
            return false;
        }
        target_parameter(target, find_parameter(request->route, name)->name, &first);
        if (first.data != target->parameters[i].value.data) {
            reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Repeated parameter",
                          "'%.*s' is given more than once", (int)name.size, name.data);
            return false;
        }
    }
    return true;
}

/* Goes to the date of the parameter as_of, where the route has one and it is given. */
static bool go_to_date(struct request *request, struct layers *layers, struct reply *reply)
{
    struct portreg_string text = request_parameter(request, "as_of");

    if (text.size == 0 || find_parameter(request->route, STRING_LITERAL("as_of")) == NULL) {
        return true;
    }
    request->as_of = portreg_date_parse(text.data, text.size);
    if (request->as_of == 0) {
        reply_bad_date(request, reply, "as_of", text);
        return false;
    }
    layers_at(&request->site->layers, request->as_of, layers);
    layers->today = request->today;
    if (layers->count == 0) {
        layers_at(&request->site->layers, 0, layers);
        reply_no_version(request, reply, text);
        return false;
    }
    return true;
}

/* A name that ends like a suffix is asked for as it is written, if it is registered. */
static void prefer_name(const struct request *request, struct route_match *match)
{
    const struct target *target = request->target;
    struct portreg_string written;

    if ((match->route->flags & ROUTE_NAME) == 0 || match->suffix == MEDIA_COUNT) {
        return;
    }
    written = target->segments[target->segment_count - 1];
    if (layers_have_name(request->layers, written)) {
        match->captures[0] = written;
        match->suffix = MEDIA_COUNT;
    }
}

static void answer(struct request *request, struct route_match *match,
                   struct portreg_string accept, struct reply *reply)
{
    struct layers layers;

    layers_at(&request->site->layers, 0, &layers);
    layers.today = request->today;
    request->layers = &layers;
    request->route = match->route;
    prefer_name(request, match);
    memcpy(request->captures, match->captures, sizeof(request->captures));
    request->media = choose_media(match, accept);
    if (check_media(request, reply) && check_method(request, match->methods, reply) &&
        check_parameters(request, reply) && go_to_date(request, &layers, reply)) {
        request->route->answer(request, reply);
        if (reply->body.over_limit) {
            reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Too much",
                          "an answer of more than %u bytes; ask for less", REPLY_BODY_MAX);
        }
    }
    layers_header_add(request, reply);
    request->layers = &request->site->layers;
}

/* The medium of an answer to an address that has no route: a page for browsers only. */
static enum media problem_media(struct portreg_string accept)
{
    return string_find_folded(accept, "text/html") != NULL ? MEDIA_HTML : MEDIA_PROBLEM;
}

static void redirect_to_bare(const struct dispatch_request *asked, struct reply *reply)
{
    struct buffer address = BUFFER_INIT(TARGET_SIZE_MAX);
    const char *query = memchr(asked->target.data, '?', asked->target.size);
    size_t end = query != NULL ? (size_t)(query - asked->target.data) : asked->target.size;

    buffer_append(&address, asked->target.data, end);
    while (address.size > 1 && address.data[address.size - 1] == '/') {
        address.data[--address.size] = '\0';
    }
    buffer_append(&address, asked->target.data + end, asked->target.size - end);
    if (!buffer_failed(&address)) {
        reply_redirect(reply, address.data);
    }
    buffer_free(&address);
}

static void find_answer(struct request *request, const struct dispatch_request *asked,
                        struct target *target, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct route_match match;

    reply_init(reply, MEDIA_PROBLEM);
    request->media = problem_media(asked->accept);
    if (asked->doubt != NULL) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad request", "%s", asked->doubt);
        /* Where the next request begins is not sure either. */
        buffer_append_text(reply_header(reply, MHD_HTTP_HEADER_CONNECTION), "close");
    } else if (asked->target_too_long) {
        reply_problem(request, reply, MHD_HTTP_URI_TOO_LONG, "Address too long",
                      "an address of more than %d bytes", TARGET_SIZE_MAX);
    } else if (asked->body_too_long) {
        reply_problem(request, reply, MHD_HTTP_CONTENT_TOO_LARGE, "Too large",
                      "a body of more than %u bytes", REQUEST_BODY_MAX);
    } else if (asked->is_crowded) {
        reply_problem(request, reply, MHD_HTTP_SERVICE_UNAVAILABLE, "Busy",
                      "too many large requests at once; try again in a moment");
        buffer_append_text(reply_header(reply, MHD_HTTP_HEADER_RETRY_AFTER), "1");
    } else if (asked->method == METHOD_OPTIONS && string_is(asked->target, "*")) {
        reply->status = MHD_HTTP_NO_CONTENT; /* of the server as a whole (RFC 9110 section 9.3.7) */
        append_methods(reply_header(reply, MHD_HTTP_HEADER_ALLOW), METHODS_READ | METHOD_BIT(POST));
    } else if (target_parse(asked->target, target, &error) != PORTREG_OK) {
        target->segment_count = 0;
        target->parameter_count = 0;
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad address", "%s", error.message);
    } else if (!route_find(target, asked->method, &match)) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found",
                      "there is nothing at this address");
    } else if (target->ends_in_slash && asked->target.data[0] == '/') {
        redirect_to_bare(asked, reply);
    } else {
        answer(request, &match, asked->accept, reply);
    }
}

/* The entity's tag: of what is published, of what was asked, and of the day if that shows. */
static uint64_t make_tag(const struct site *site, struct portreg_string key, uint32_t day)
{
    uint64_t parts[3] = { site->checksum, hash_bytes(key.data, key.size), day };
    uint64_t tag = hash_bytes(parts, sizeof(parts));

    return tag != 0 ? tag : 1;
}

/* What an answer depends on beside the site and the day. */
static bool make_key(const struct dispatch_request *asked, bool gzip, char key[KEY_SIZE_MAX],
                     struct portreg_string *ret)
{
    size_t size = asked->target.size + asked->accept.size + 2;

    if (size > KEY_SIZE_MAX) {
        return false;
    }
    memcpy(key, asked->target.data, asked->target.size);
    key[asked->target.size] = gzip ? '\n' : '\r';
    if (asked->accept.size > 0) {
        memcpy(key + asked->target.size + 1, asked->accept.data, asked->accept.size);
    }
    *ret = (struct portreg_string){ key, size - 1 };
    return true;
}

/* Whether all of it is there, so that it can be answered. */
static bool is_whole(const struct dispatch_request *asked)
{
    return asked->doubt == NULL && !asked->target_too_long && !asked->body_too_long &&
           !asked->is_crowded;
}

static uint32_t day_of(time_t now)
{
    return (uint32_t)(now / SECONDS_A_DAY);
}

const struct route *dispatch_answer(const struct site *site, const struct dispatch_request *asked,
                                    time_t now, struct reply *reply)
{
    struct target target;
    struct request request = {
        .method = asked->method,
        .target = &target,
        .accepts_gzip = media_accepts_gzip(asked->accept_encoding),
        .body = asked->body,
        .body_type = asked->body_type,
        .site = site,
        .layers = &site->layers,
        .today = date_of_time(now),
    };

    target.segment_count = 0;
    target.parameter_count = 0;
    find_answer(&request, asked, &target, reply);
    if (request.route == NULL) {
        layers_header_add(&request, reply);
    }
    return request.route;
}

static struct prepared *make_answer(struct site *site, const struct dispatch_request *asked,
                                    struct portreg_string key, bool gzip, time_t now)
{
    uint32_t day = day_of(now);
    struct reply reply;
    const struct route *route = dispatch_answer(site, asked, now, &reply);
    struct prepared *prepared;

    if (!prepared_has_room(reply.body.size)) {
        struct dispatch_request crowded = *asked;

        crowded.is_crowded = true;
        reply_free(&reply);
        route = dispatch_answer(site, &crowded, now, &reply);
    }
    if (reply.prepared != NULL) {
        prepared = prepared_ref(reply.prepared);
    } else {
        bool ageless = route != NULL && (route->flags & ROUTE_AGELESS) != 0;
        bool uncached = route == NULL || (route->flags & ROUTE_UNCACHED) != 0 ||
                        key.size == 0;
        struct prepared_context context = {
            .route = route,
            .gzip = gzip,
            .is_kept = !uncached,
            .tag = uncached ? 0 : make_tag(site, key, ageless ? 0 : day),
        };

        prepared = prepared_of_reply(&reply, &context);
        if (prepared != NULL && !uncached && prepared->status == MHD_HTTP_OK) {
            cache_keep(site->cache, key, day, prepared);
        }
    }
    reply_free(&reply);
    return prepared;
}

struct prepared *dispatch(struct site *site, const struct dispatch_request *asked,
                          bool *from_cache)
{
    bool gzip = media_accepts_gzip(asked->accept_encoding);
    time_t now = time(NULL);
    char space[KEY_SIZE_MAX];
    struct portreg_string key = { "", 0 };
    struct prepared *prepared = NULL;
    bool keyed = (asked->method == METHOD_GET || asked->method == METHOD_HEAD) && is_whole(asked) &&
                 make_key(asked, gzip, space, &key);

    if (keyed) {
        prepared = cache_find(site->cache, key, day_of(now));
    }
    *from_cache = prepared != NULL;
    return prepared != NULL ? prepared : make_answer(site, asked, key, gzip, now);
}
