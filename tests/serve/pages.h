/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SERVE_PAGES_H
#define TESTS_SERVE_PAGES_H

#include "lineage.h"
#include "serve/dispatch.h"

/* A site over snapshots in a folder of the test's own, asked without a socket. */
#define PAGES_URL "http://registry.example.org:8080"

struct pages {
    char folder[64];
    char paths[2][96];
    size_t count;
    struct site *site;
};

/* Set-up and tear-down for cmocka; *state is a site over the small registries of 2015 and 2026. */
int pages_setup(void **state);
int pages_teardown(void **state);

/* A site over these texts, the versions of one layer. */
struct pages *pages_of_texts(const struct portreg_string *texts, size_t count);

/* Opens the same files anew, as a server does that is started again. */
void pages_reopen(struct pages *pages);

/* Adds the versions as a second layer of that name and opens the site anew. */
void pages_add_layer(struct pages *pages, const char *name, const struct portreg_string *texts,
                     size_t count);

/* The answer to a GET; fails the test if the status is another. To be freed. */
struct reply pages_get(const struct pages *pages, unsigned status, const char *target,
                       const char *accept);

/* What is found in a document; the test fails if it is no well-formed XML. */
struct document {
    size_t elements;
    char *text; /* all character data, NUL-terminated */
    char **links; /* every href and src */
    size_t link_count;
};
struct document document_read(const struct buffer *body);
void document_free(struct document *document);

/* How often an element of that name is there: "<NAME" followed by a blank, "/" or ">". */
size_t document_count(const struct buffer *body, const char *name);

/* Fails unless each of the document's links that begin so leads to an answer. */
void assert_links_resolve(const struct pages *pages, const struct document *document,
                          const char *prefix);

/* Fails unless the body has the text. */
void assert_has(const struct buffer *body, const char *text);
void assert_has_not(const struct buffer *body, const char *text);

/* A version of one record's texts, as IANA's XML; to be freed. */
char *version_text(const char *date, const char *records);

#endif
