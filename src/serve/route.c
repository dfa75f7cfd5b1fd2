/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/route.h"

#include <string.h>

#include "util/string.h"

static const struct route *const parts[] = { routes_of_operation, routes_of_api, routes_of_iana,
                                             routes_of_downloads, routes_of_pages,
                                             routes_of_surveys };

#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))

const struct route *route_at(size_t index)
{
    for (size_t i = 0; i < PART_COUNT; i++) {
        for (const struct route *route = parts[i]; route->pattern != NULL; route++) {
            if (index-- == 0) {
                return route;
            }
        }
    }
    return NULL;
}

size_t route_count(void)
{
    size_t count = 0;

    while (route_at(count) != NULL) {
        count++;
    }
    return count;
}

size_t route_index(const struct route *route)
{
    size_t before = 0;

    for (size_t i = 0; i < PART_COUNT; i++) {
        for (const struct route *at = parts[i]; at->pattern != NULL; at++) {
            if (at == route) {
                return before;
            }
            before++;
        }
    }
    return before;
}

/* Takes a suffix that the route offers off the last segment. */
static enum media cut_suffix(struct portreg_string *segment, unsigned offered)
{
    const char *dot = segment->size > 0 ? memrchr(segment->data, '.', segment->size) : NULL;
    enum media media;

    if (dot == NULL || dot == segment->data) {
        return MEDIA_COUNT;
    }
    media = media_of_suffix(string_from(*segment, (size_t)(dot - segment->data) + 1));
    if (media == MEDIA_COUNT || (offered & 1u << media) == 0) {
        return MEDIA_COUNT;
    }
    segment->size = (size_t)(dot - segment->data);
    return media;
}

/* Whether `segment` is the pattern's part (or is captured by it); a suffix has been cut. */
static bool part_matches(struct portreg_string part, struct portreg_string segment,
                         struct route_match *match, size_t *captured)
{
    if (part.size > 0 && part.data[0] == '{') {
        match->captures[(*captured)++] = segment;
        return true;
    }
    return string_equal(part, segment);
}

/* The segment `index` of the target, of the last one what stands before the suffix. */
static struct portreg_string segment_at(const struct target *target, size_t index,
                                        const struct route *route, bool suffixed,
                                        enum media *suffix)
{
    struct portreg_string segment = target->segments[index];

    if (suffixed && index + 1 == target->segment_count) {
        *suffix = cut_suffix(&segment, route->media);
    }
    return segment;
}

static bool pattern_matches(const struct route *route, const struct target *target, bool suffixed,
                            struct route_match *ret)
{
    const char *at = route->pattern + 1;
    size_t captured = 0;
    size_t index = 0;

    ret->suffix = MEDIA_COUNT;
    while (*at != '\0') {
        struct portreg_string part = { at, strcspn(at, "/") };

        if (index == target->segment_count ||
            !part_matches(part, segment_at(target, index, route, suffixed, &ret->suffix), ret,
                          &captured)) {
            return false;
        }
        index++;
        at += part.size;
        at += *at == '/';
    }
    while (captured < ROUTE_CAPTURES_MAX) {
        ret->captures[captured++] = (struct portreg_string){ "", 0 };
    }
    ret->route = route;
    return index == target->segment_count;
}

/* Which of two patterns that match one address names it more closely. */
static bool is_closer(const struct route *route, const struct route *than)
{
    const char *a = route->pattern;
    const char *b = than->pattern;

    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a != '{' && *b == '{';
}

/* What an address is matched with, and the best that was found. */
struct search {
    const struct target *target;
    unsigned method; /* its bit */
    unsigned methods;
    bool found;
};

/* "/openapi.json" is an address of its own; elsewhere a suffix is one. */
static bool route_matches(const struct route *route, const struct target *target,
                          struct route_match *match)
{
    return pattern_matches(route, target, true, match) ||
           (match->suffix != MEDIA_COUNT && pattern_matches(route, target, false, match));
}

static void consider(struct search *search, const struct route *route, struct route_match *ret)
{
    bool takes = (route->methods & search->method) != 0;
    struct route_match match;
    bool took;

    if (!route_matches(route, search->target, &match)) {
        return;
    }
    search->methods |= route->methods;
    took = search->found && (ret->route->methods & search->method) != 0;
    if (!search->found || (takes && !took) || (takes == took && is_closer(route, ret->route))) {
        *ret = match;
        search->found = true;
    }
}

bool route_find(const struct target *target, enum request_method method, struct route_match *ret)
{
    struct search search = { .target = target, .method = 1u << method };

    for (size_t i = 0; i < PART_COUNT; i++) {
        for (const struct route *route = parts[i]; route->pattern != NULL; route++) {
            consider(&search, route, ret);
        }
    }
    ret->methods = search.methods;
    return search.found;
}
