/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_LAYER_COMPARE_H
#define ANSWER_LAYER_COMPARE_H

#include <portreg/status.h>

#include "answer/layer.h"
#include "answer/listing.h"
#include "util/json.h"

/* What two layers say of the same ports, and where they do not agree. */

/* Key, and what it means. */
#define LAYER_FINDING_LIST(X)                                                               \
    X(NAMES_DIFFER, "names-differ", "both name the port, with no name in common")           \
    X(PRIMARY_DIFFERS, "primary-differs", "both have a name, but another one stands first") \
    X(ONLY_A, "only-a", "A names the port, B has no row for it")                            \
    X(ONLY_B, "only-b", "B names the port, A has no row for it")                            \
    X(RESERVED, "reserved", "one names the port, a row of the other reserves it")           \
    X(UNASSIGNED, "unassigned", "one names the port, a row of the other calls it unassigned")

enum layer_finding {
#define LAYER_FINDING_ENUM(name, key, text) LAYER_FINDING_##name,
    LAYER_FINDING_LIST(LAYER_FINDING_ENUM)
#undef LAYER_FINDING_ENUM
        LAYER_FINDING_COUNT
};

const char *layer_finding_key(enum layer_finding finding);

/* Reads keys with commas between into bits 1 << finding. false if one is none. */
bool layer_findings_parse(struct portreg_string list, uint32_t *ret);

struct layer_comparison;

/* Numbers in a row of which the same rows say the same. */
struct layer_difference {
    const struct layer_comparison *of;
    uint32_t rows[2];  /* of A and B: the one that names the port, else gives its status */
    uint32_t names[2]; /* how many names each has */
    uint16_t first;
    uint16_t last;
    enum portreg_transport transport;
    enum layer_finding finding;
};

/* Set `a` and `b`, and what is asked; the rest is found. */
struct layer_comparison {
    struct layer sides[2];
    uint32_t findings;   /* bits 1 << finding; 0: all */
    uint32_t transports; /* bits 1 << transport; 0: all */
    uint16_t first;      /* of the range */
    uint16_t last;
    struct layer_difference *items; /* by number, then transport */
    size_t count;
    size_t capacity;
    size_t numbers[LAYER_FINDING_COUNT]; /* ports of each finding */
    size_t total;                        /* ports that the two do not agree on */
};

/*
 * Joins both layers port by port. Names are compared without case. It must
 * not move afterwards. OUT_OF_MEMORY. O(ports).
 */
enum portreg_status layer_compare(struct layer_comparison *comparison, struct portreg_error *error);
void layer_comparison_free(struct layer_comparison *comparison);

/* Members of an open object: a, b, summary. */
void layer_comparison_json(struct json *json, const struct layer_comparison *comparison);

extern const struct listing listing_of_differences;

/* Steps through the differences. */
struct layer_difference_list {
    struct listing_cursor cursor;
    const struct layer_comparison *comparison;
    size_t given;
};
struct layer_difference_list layer_difference_list_of(const struct layer_comparison *comparison);

#endif
