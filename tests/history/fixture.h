/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_HISTORY_FIXTURE_H
#define TESTS_HISTORY_FIXTURE_H

#include <portreg/portreg.h>

/* Small dated registries in IANA's XML, and snapshots compiled from them. */

#define RECORD(name, number, protocol, description)                                           \
    "<record><name>" name "</name><protocol>" protocol "</protocol><description>" description \
    "</description><number>" number "</number></record>\n"
#define UNNAMED(number, protocol, description)                           \
    "<record><protocol>" protocol "</protocol><description>" description \
    "</description><number>" number "</number></record>\n"
#define NAME_ONLY(name, protocol, description)                                                \
    "<record><name>" name "</name><protocol>" protocol "</protocol><description>" description \
    "</description></record>\n"
#define PERSON(id, name, uri) \
    "<person id=\"" id "\"><name>" name "</name><uri>" uri "</uri></person>\n"

struct fixture_version {
    const char *date;
    const char *records;
    const char *people;
};

struct fixture {
    void *image;
    size_t size;
    struct portreg_snapshot *snapshot;
};

/* One snapshot of these versions; fails the test if it cannot be made. */
void fixture_compile(struct fixture *fixture, const struct fixture_version *versions, size_t count);

/* One of the file, folder or archive at a path. */
void fixture_compile_path(struct fixture *fixture, const char *path);

/* One of a single version: that of the view. */
void fixture_compile_view(struct fixture *fixture, struct portreg_view view);

void fixture_free(struct fixture *fixture);

/* The whole history if PORTREG_TEST_REGISTRY has it, compiled once; else NULL. */
const struct fixture *fixture_history(void);
void fixture_history_free(void);

/* A row's twelve columns as one string, which the caller frees. */
char *fixture_row_text(const struct portreg_snapshot *snapshot, uint32_t row);

/* A sorted bag of such strings. */
struct bag {
    char **items;
    size_t count;
    size_t capacity;
};

void bag_add(struct bag *bag, char *item); /* takes it over */
void bag_add_view(struct bag *bag, struct portreg_view view);
/* Takes one string out that is equal; fails the test if there is none. */
void bag_remove(struct bag *bag, const struct portreg_snapshot *snapshot, uint32_t row);
void bag_assert_equal(struct bag *a, struct bag *b);
void bag_free(struct bag *bag);

#endif
