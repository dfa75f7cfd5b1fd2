/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SERVE_TEST_SITE_H
#define TESTS_SERVE_TEST_SITE_H

#include "serve/site.h"

/*
 * A site over the small registries: the layer "local" of 2020-05-01 with
 * intranet 8443/tcp, then "iana" of 2015 and 2026. Anything that fails ends
 * the program: there is nothing to be tested without it.
 */
struct test_site {
    struct site *site;
    char folder[64];
    char paths[2][128];
    const char *path_list[2];
};

/* `data` is the folder of the registries. */
void test_site_open(struct test_site *ret, const char *data);
void test_site_close(struct test_site *site);

/* Replaces a snapshot by one of a services(5) list, of 2020-05-01. */
void test_site_write_list(const char *path, const char *layer, const char *list);

/* A site over the one snapshot that is compiled of a file or archive. */
void test_site_open_of(struct test_site *ret, const char *path);

#endif
